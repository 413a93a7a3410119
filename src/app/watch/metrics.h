// What a watching program may know: how the machine does, never what anybody does on it. Names and
// meanings stand in docs/metrics.md, which a test compares with this.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engines/storage/write_figures.h"
#include "engines/web/traffic.h"

namespace breather::watch {

struct JobFigures {
    std::chrono::seconds late{0};  // how long the one that waits longest has been due
    std::uint64_t failed = 0;
};

/// Where the figures come from; everything named outlives the metrics. Empty functions: that figure
/// is left out, because a nought would be a lie.
struct MetricSources {
    const web::Traffic* traffic = nullptr;
    const storage::WriteFigures* writes = nullptr;
    std::function<std::size_t()> connections;
    std::function<std::optional<std::chrono::seconds>()> beat_age;
    std::function<JobFigures()> jobs;
    std::function<std::optional<std::chrono::seconds>()> backup_age, rehearsal_age;
    std::filesystem::path folder;    // whose disk is looked at
    std::filesystem::path database;  // with its journal; not there where the data lies elsewhere
    std::string version;
};

class Metrics {
  public:
    Metrics(MetricSources sources, const Clock& clock);

    /// The Prometheus text format, version 0.0.4.
    std::string text() const;
    /// Every name there can be.
    static std::vector<std::string> list_names();

  private:
    MetricSources sources_;
    Instant started_;
};

}  // namespace breather::watch
