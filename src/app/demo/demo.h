// A demo: a folder that `breather demo` made and marked, twice, when it was made. Without both
// marks there is no Demo, and whoever has none cannot move the clock, give a seat or add a route of
// it.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>

#include "app/demo/demo_clock.h"
#include "base/random.h"
#include "engines/storage/database.h"

namespace breather::demo {

constexpr std::chrono::weeks length{16};

/// The file beside the database; it says the same as the row in it.
std::filesystem::path mark_of(const std::filesystem::path& folder);

/// For a folder that carries the file; the clock is the machine's until the row is found too.
/// Nothing elsewhere.
std::unique_ptr<DemoClock> clock_for(const std::filesystem::path& folder, const Clock& machine);

class Demo {
  public:
    struct Parts {
        storage::Database& database;
        std::filesystem::path folder;
        DemoClock* clock = nullptr;  // nothing: of a command, whose clock is the machine's
    };

    /// Nothing where row or file is missing, or where they do not say the same.
    static std::unique_ptr<Demo> find(const Parts& parts);
    /// Once, on a folder that holds nobody: whoever calls has seen to that. Waits for the disk.
    static std::unique_ptr<Demo> begin(const Parts& parts, const Clock& clock, Random& random);

    bool has_clock() const { return parts_.clock != nullptr; }
    Instant begins_at() const { return begins_at_; }
    /// Since it began; more than its length where nobody set the clock for so long.
    std::chrono::milliseconds at() const { return parts_.clock->now() - begins_at_; }
    std::chrono::milliseconds ahead() const {
        return parts_.clock->now() - parts_.clock->machine().now();
    }
    /// The machine's time, for what must not move with the demo's.
    Instant machine_now() const { return parts_.clock->machine().now(); }
    /// Forward or back; the clock goes on from there, and is kept. Refuses: invalid (before the
    /// beginning, or after sixteen weeks). Waits for the disk.
    void set(std::chrono::milliseconds at);

  private:
    Demo(const Parts& parts, Instant begins_at) : parts_(parts), begins_at_(begins_at) {}
    Parts parts_;
    Instant begins_at_;
};

}  // namespace breather::demo
