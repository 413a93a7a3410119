#include "features/accounts/guess_budget.h"

#include "base/refusal.h"

namespace breather::accounts {

GuessBudget::Guess GuessBudget::take(const std::string& who) {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.now();
    auto& tries = tries_of(who);
    // Closed for longer than anybody ever is: the clock went back since.
    if (tries.closed_until > now + delay_max) tries.closed_until = now + delay_max;
    if (now < tries.closed_until) {
        const auto left = std::chrono::ceil<std::chrono::seconds>(tries.closed_until - now);
        auto refusal = Refusal::too_many("accounts.too_many_guesses", left);
        const auto minutes = std::chrono::ceil<std::chrono::minutes>(left).count();
        refusal.params["minutes"] = std::to_string(minutes);
        throw refusal;
    }
    // Quiet after the wait for as long as the longest wait: what was before is forgotten.
    if (now - tries.closed_until >= delay_max) tries.next_delay = delay_first;
    Guess guess;
    guess.who_ = who;
    guess.at_ = now;
    guess.closed_before_ = tries.closed_until;
    guess.delay_before_ = tries.next_delay;
    std::erase_if(tries.guesses, [&](Instant at) { return now - at >= window || at > now; });
    tries.guesses.push_back(now);
    // From the tenth on, each guess that is checked is followed by a longer wait.
    if (tries.guesses.size() >= guesses_max || tries.next_delay > delay_first) {
        tries.closed_until = now + tries.next_delay;
        tries.next_delay = std::min<std::chrono::seconds>(tries.next_delay * 2, delay_max);
    }
    guess.closed_ = tries.closed_until;
    return guess;
}

void GuessBudget::give_back(const Guess& guess) {
    const std::lock_guard lock(mutex_);
    const auto found = tries_.find(guess.who_);
    if (found == tries_.end()) return;
    auto& tries = found->second;
    const auto made = std::find(tries.guesses.begin(), tries.guesses.end(), guess.at_);
    if (made != tries.guesses.end()) tries.guesses.erase(made);
    if (tries.closed_until == guess.closed_) {  // nobody has guessed since
        tries.closed_until = guess.closed_before_;
        tries.next_delay = guess.delay_before_;
    }
    if (tries.guesses.empty() && tries.next_delay == delay_first) {
        by_age_.erase(tries.age);
        tries_.erase(found);
    }
}

std::size_t GuessBudget::count_names() const {
    const std::lock_guard lock(mutex_);
    return tries_.size();
}

GuessBudget::Tries& GuessBudget::tries_of(const std::string& who) {
    if (const auto found = tries_.find(who); found != tries_.end()) {
        by_age_.splice(by_age_.end(), by_age_, found->second.age);
        return found->second;
    }
    if (tries_.size() >= names_max_) forget_oldest();
    by_age_.push_back(who);
    auto& tries = tries_[who];
    tries.age = std::prev(by_age_.end());
    return tries;
}

void GuessBudget::forget_oldest() {
    tries_.erase(by_age_.front());
    by_age_.pop_front();
}

}  // namespace breather::accounts
