#include "app/watch/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

#include "base/ensure.h"

namespace breather::watch {
namespace {

namespace fs = std::filesystem;
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

struct Described {
    const char* name;
    MetricType type;
    const char* help;
};

constexpr std::array catalogue{
    Described{"breather_build_info", MetricType::Gauge, "Always 1; the version is a label"},
    Described{"breather_requests_total", MetricType::Counter,
              "Requests answered, by kind of work and status; status 0 is any other"},
    Described{"breather_request_seconds", MetricType::Histogram,
              "From the whole request to the answer, by kind of work; whole milliseconds"},
    Described{"breather_refused_total", MetricType::Counter, "Refused by a limit, by which"},
    Described{"breather_connections", MetricType::Gauge, "Lines open now"},
    Described{"breather_writes_waiting", MetricType::Gauge, "Writes in the queue now"},
    Described{"breather_writes_refused_total", MetricType::Counter,
              "Writes refused because too many waited"},
    Described{"breather_commit_writes", MetricType::Histogram, "Writes committed together"},
    Described{"breather_commit_seconds", MetricType::Histogram,
              "From the first write of a batch until the disk has it"},
    Described{"breather_failed_syncs_total", MetricType::Counter,
              "Times the disk did not keep what it was told to; each ends the process"},
    Described{"breather_heartbeat_age_seconds", MetricType::Gauge,
              "Since the last test write was kept; one a minute"},
    Described{"breather_jobs_late_seconds", MetricType::Gauge,
              "How long the job that waits longest has been due"},
    Described{"breather_jobs_failed", MetricType::Gauge, "Jobs that failed for good"},
    Described{"breather_backup_age_seconds", MetricType::Gauge, "Since the last backup"},
    Described{"breather_rehearsal_age_seconds", MetricType::Gauge,
              "Since a backup was last restored for practice, and held"},
    Described{"breather_database_bytes", MetricType::Gauge,
              "The data file with its journal; only where it lies on this machine"},
    Described{"breather_disk_free_bytes", MetricType::Gauge, "Free beside the data folder"},
    Described{"process_resident_memory_bytes", MetricType::Gauge, "Memory held now"},
    Described{"process_cpu_seconds_total", MetricType::Counter, "Processor time since the start"},
    Described{"process_open_fds", MetricType::Gauge, "Files and lines open now"},
    Described{"process_start_time_seconds", MetricType::Gauge, "When it started, since 1970"},
};

using Labels = std::vector<ClientMetric::Label>;

/// The families that hold something, each described as in the catalogue.
class Sheet {
  public:
    void add(std::string_view name, double value, Labels labels = {}) {
        ClientMetric metric;
        metric.label = std::move(labels);
        MetricFamily& family = family_of(name);
        (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
        family.metric.push_back(std::move(metric));
    }

    /// Values are counted in units so many of which make the unit of the name.
    template <std::size_t Bounds>
    void add(std::string_view name, const HistogramFigures& figures,
             const std::array<std::uint64_t, Bounds>& bounds, double units, Labels labels = {}) {
        ClientMetric metric;
        metric.label = std::move(labels);
        metric.histogram.sample_count = figures.count;
        metric.histogram.sample_sum = static_cast<double>(figures.sum) / units;
        for (std::size_t i = 0; i < Bounds; ++i)
            metric.histogram.bucket.push_back(
                {figures.at_most[i], static_cast<double>(bounds[i]) / units});
        family_of(name).metric.push_back(std::move(metric));
    }

    std::string text() const {
        std::ostringstream out;
        prometheus::TextSerializer().Serialize(out, families_);
        return out.str();
    }

  private:
    MetricFamily& family_of(std::string_view name) {
        for (MetricFamily& family : families_)
            if (family.name == name) return family;
        for (const Described& each : catalogue) {
            if (each.name != name) continue;
            families_.push_back({each.name, each.help, each.type, {}});
            return families_.back();
        }
        ensure(false, "a metric that is not in the catalogue");
        return families_.back();
    }

    std::vector<MetricFamily> families_;
};

void add_traffic(Sheet& sheet, const web::Traffic& traffic) {
    for (const auto& [work, status, count] : traffic.list_asked())
        sheet.add("breather_requests_total", static_cast<double>(count),
                  {{"work", std::string(work)}, {"status", std::to_string(status)}});
    for (const auto& [work, took] : traffic.list_durations())
        sheet.add("breather_request_seconds", took, web::Traffic::milliseconds_bounds, 1e3,
                  {{"work", std::string(work)}});
    for (const auto& [limit, count] : traffic.list_refused())
        sheet.add("breather_refused_total", static_cast<double>(count),
                  {{"limit", std::string(limit)}});
}

void add_writes(Sheet& sheet, const storage::WriteFigures& writes) {
    sheet.add("breather_writes_waiting", static_cast<double>(writes.waiting.load()));
    sheet.add("breather_writes_refused_total", static_cast<double>(writes.refused.read(0)));
    sheet.add("breather_commit_writes", writes.batch.read(), writes.batch.bounds(), 1);
    sheet.add("breather_commit_seconds", writes.commit_microseconds.read(),
              writes.commit_microseconds.bounds(), 1e6);
    sheet.add("breather_failed_syncs_total", static_cast<double>(writes.failed_syncs.read(0)));
}

std::uint64_t size_of(const fs::path& file) {
    std::error_code gone;
    const auto size = fs::file_size(file, gone);
    return gone ? 0 : size;
}

void add_disk(Sheet& sheet, const MetricSources& sources) {
    std::error_code error;
    const auto space = fs::space(sources.folder, error);
    if (!error) sheet.add("breather_disk_free_bytes", static_cast<double>(space.available));
    if (!fs::exists(sources.database, error)) return;  // the data lies elsewhere
    const auto bytes = size_of(sources.database) + size_of(sources.database.string() + "-wal");
    sheet.add("breather_database_bytes", static_cast<double>(bytes));
}

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    double pages = 0, resident = 0;
    statm >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double processor_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double open_files() {
    std::error_code error;
    const fs::directory_iterator all("/proc/self/fd", error);
    // One of them is the look itself.
    return static_cast<double>(std::distance(fs::begin(all), fs::end(all)) - 1);
}

void add_process(Sheet& sheet, Instant started) {
    sheet.add("process_resident_memory_bytes", resident_bytes());
    sheet.add("process_cpu_seconds_total", processor_seconds());
    sheet.add("process_open_fds", open_files());
    sheet.add("process_start_time_seconds",
              static_cast<double>(started.time_since_epoch().count()) / 1e3);
}

void add_age(Sheet& sheet, std::string_view name,
             const std::function<std::optional<std::chrono::seconds>()>& find) {
    if (!find) return;
    if (const auto age = find()) sheet.add(name, static_cast<double>(age->count()));
}

}  // namespace

Metrics::Metrics(MetricSources sources, const Clock& clock)
    : sources_(std::move(sources)), started_(clock.now()) {}

std::vector<std::string> Metrics::list_names() {
    std::vector<std::string> names;
    for (const Described& each : catalogue) names.emplace_back(each.name);
    return names;
}

std::string Metrics::text() const {
    Sheet sheet;
    sheet.add("breather_build_info", 1, {{"version", sources_.version}});
    if (sources_.traffic) add_traffic(sheet, *sources_.traffic);
    if (sources_.connections)
        sheet.add("breather_connections", static_cast<double>(sources_.connections()));
    if (sources_.writes) add_writes(sheet, *sources_.writes);
    add_age(sheet, "breather_heartbeat_age_seconds", sources_.beat_age);
    if (sources_.jobs) {
        const JobFigures jobs = sources_.jobs();
        sheet.add("breather_jobs_late_seconds", static_cast<double>(jobs.late.count()));
        sheet.add("breather_jobs_failed", static_cast<double>(jobs.failed));
    }
    add_age(sheet, "breather_backup_age_seconds", sources_.backup_age);
    add_age(sheet, "breather_rehearsal_age_seconds", sources_.rehearsal_age);
    add_disk(sheet, sources_);
    add_process(sheet, started_);
    return sheet.text();
}

}  // namespace breather::watch
