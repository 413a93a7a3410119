// How many people may join through one code: a launch morning fits, a flood of made-up people from
// a photographed poster does not.
#pragma once
#include "base/refusal.h"
#include "engines/counters/budget.h"

namespace breather::accounts {

class JoinBudget {
  public:
    static constexpr int joins_max = 600;
    static constexpr auto window = counters::Budget::window;

    explicit JoinBudget(const Clock& clock) : budget_(clock, joins_max) {}

    /// Refuses: too_many "accounts.too_many_joins", with the time to wait.
    void take(const std::string& code) {
        const auto left = budget_.take(code);
        if (!left) return;
        auto refusal = Refusal::too_many("accounts.too_many_joins", *left);
        refusal.params["minutes"] =
            std::to_string(std::chrono::ceil<std::chrono::minutes>(*left).count());
        throw refusal;
    }

  private:
    counters::Budget budget_;
};

}  // namespace breather::accounts
