// A small durable write once a minute: whether the database takes writes is known before somebody
// needs it, and without anybody's data. Each running server has a row of its own.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "base/random.h"
#include "engines/storage/database.h"

namespace breather::watch {

class Heartbeat {
  public:
    static constexpr std::chrono::minutes between{1};
    /// Older than this, and something is wrong: two beats and a slow disk.
    static constexpr std::chrono::minutes age_max{3};

    /// `elapsed` is time that never jumps; empty: the machine's own.
    Heartbeat(storage::Database& database, const Clock& clock, Random& random,
              std::function<std::chrono::microseconds()> elapsed = {});

    /// Queues the next one when it is time; from one thread. Waits for nothing.
    void beat_if_due();
    /// Since the last one was kept, or since the start.
    std::chrono::seconds age() const;
    /// Reads this server's row, as a request would read: `told` hears whether that worked.
    void look(std::function<void(bool reads)> told) const;

  private:
    storage::Database& database_;
    const Clock& clock_;
    std::function<std::chrono::microseconds()> elapsed_;
    Uuid server_;
    std::chrono::microseconds asked_{};
    bool ever_asked_ = false;
    /// Outlives us in the hands of a late answer.
    std::shared_ptr<std::atomic<std::int64_t>> kept_;
};

}  // namespace breather::watch
