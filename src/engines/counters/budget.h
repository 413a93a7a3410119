// How often each thing may happen in ten minutes: a whole ward at once fits, a script that goes on
// all night does not. Lives in memory and stays small.
#pragma once
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace breather::counters {

/// Of a number that anybody may press.
inline constexpr int presses_max = 300;

class Budget {
  public:
    static constexpr std::chrono::minutes window{10};
    /// Only things that exist are counted, and few of them at once.
    static constexpr std::size_t things_max = 4096;

    Budget(const Clock& clock, int times_max) : clock_(clock), times_max_(times_max) {}

    /// Nothing when there was some left; else the time to wait.
    std::optional<std::chrono::seconds> take(const std::string& thing) {
        const std::lock_guard lock(mutex_);
        const auto now = clock_.now();
        if (taken_.size() >= things_max && !taken_.contains(thing)) {
            std::erase_if(taken_,
                          [&](const auto& each) { return now - each.second.since >= window; });
            if (taken_.size() >= things_max) taken_.erase(taken_.begin());
        }
        auto& taken = taken_[thing];
        // Before it began: the clock went back since.
        if (taken.times == 0 || now - taken.since >= window || now < taken.since) taken = {now, 0};
        if (taken.times >= times_max_)
            return std::chrono::ceil<std::chrono::seconds>(taken.since + window - now);
        ++taken.times;
        return std::nullopt;
    }

  private:
    struct Taken {
        Instant since{};
        int times = 0;
    };
    const Clock& clock_;
    const int times_max_;
    std::mutex mutex_;
    std::unordered_map<std::string, Taken> taken_;
};

}  // namespace breather::counters
