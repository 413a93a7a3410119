#include "engines/credentials/guess_budget.h"

namespace breather::credentials {

Guess GuessBudget::take(const std::string& who) {
    const std::lock_guard lock(mutex_);
    return tries_of(who).tries.take(clock_.now());
}

void GuessBudget::give_back(const std::string& who, const Guess& guess) {
    const std::lock_guard lock(mutex_);
    const auto found = tries_.find(who);
    if (found == tries_.end()) return;
    found->second.tries.give_back(guess);
    if (found->second.tries.is_blank()) {
        by_age_.erase(found->second.age);
        tries_.erase(found);
    }
}

std::size_t GuessBudget::count_names() const {
    const std::lock_guard lock(mutex_);
    return tries_.size();
}

GuessBudget::Name& GuessBudget::tries_of(const std::string& who) {
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

}  // namespace breather::credentials
