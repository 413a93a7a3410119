// The threads that run a scheduler's jobs while the server serves: one for quick work, one for
// slow.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "engines/scheduler/scheduler.h"

namespace breather::scheduler {

class Workshop {
  public:
    explicit Workshop(Scheduler& scheduler);
    /// Asks what runs to leave off, and waits for it.
    ~Workshop();
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    /// Something was planned here: look now.
    void wake();
    /// Says that what runs here still runs; whoever waits for the end of the program calls it every
    /// half minute.
    void keep_claims();

  private:
    void run(Lane lane, const std::stop_token& stop);

    Scheduler& scheduler_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::uint64_t calls_ = 0;
    std::jthread quick_, slow_;
};

}  // namespace breather::scheduler
