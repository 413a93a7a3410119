// How many people may join through one code: a launch morning fits, a flood of made-up people from
// a photographed poster does not. Lives in memory and stays small.
#pragma once
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/refusal.h"

namespace breather::accounts {

class JoinBudget {
  public:
    static constexpr int joins_max = 600;
    static constexpr std::chrono::minutes window{10};
    /// Only codes that exist are counted, and few of them at once.
    static constexpr std::size_t codes_max = 4096;

    explicit JoinBudget(const Clock& clock) : clock_(clock) {}

    /// Refuses: too_many "accounts.too_many_joins", with the time to wait.
    void take(const std::string& code) {
        const std::lock_guard lock(mutex_);
        const auto now = clock_.now();
        if (joins_.size() >= codes_max && !joins_.contains(code)) {
            std::erase_if(joins_,
                          [&](const auto& each) { return now - each.second.since >= window; });
            if (joins_.size() >= codes_max) joins_.erase(joins_.begin());
        }
        auto& joins = joins_[code];
        // Before it began: the clock went back since.
        if (joins.count == 0 || now - joins.since >= window || now < joins.since) joins = {now, 0};
        if (joins.count >= joins_max) {
            const auto left = std::chrono::ceil<std::chrono::seconds>(joins.since + window - now);
            auto refusal = Refusal::too_many("accounts.too_many_joins", left);
            refusal.params["minutes"] =
                std::to_string(std::chrono::ceil<std::chrono::minutes>(left).count());
            throw refusal;
        }
        ++joins.count;
    }

  private:
    struct Joins {
        Instant since{};
        int count = 0;
    };
    const Clock& clock_;
    std::mutex mutex_;
    std::unordered_map<std::string, Joins> joins_;
};

}  // namespace breather::accounts
