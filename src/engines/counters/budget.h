// How often one thing may be counted in ten minutes: a whole ward may answer at once, a script that
// presses a button all night may not. Lives in memory and stays small.
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/refusal.h"

namespace breather::counters {

class Budget {
  public:
    static constexpr int ticks_max = 300;
    static constexpr std::chrono::minutes window{10};
    /// Only things that exist are counted.
    static constexpr std::size_t things_max = 4096;

    explicit Budget(const Clock& clock) : clock_(clock) {}

    /// Refuses: too_many "too_many", with the time to wait.
    void take(const std::string& thing) {
        const std::lock_guard lock(mutex_);
        const auto now = clock_.now();
        // Before it began: the clock went back since.
        if (now - since_ >= window || now < since_ || ticks_.size() >= things_max) {
            ticks_.clear();
            since_ = now;
        }
        if (int& ticks = ticks_[thing]; ticks < ticks_max) {
            ++ticks;
            return;
        }
        throw Refusal::too_many("too_many",
                                std::chrono::ceil<std::chrono::seconds>(since_ + window - now));
    }

  private:
    const Clock& clock_;
    std::mutex mutex_;
    Instant since_{};
    std::unordered_map<std::string, int> ticks_;
};

}  // namespace breather::counters
