#include "features/accounts/passphrase_desk.h"

#include "base/refusal.h"

namespace breather::accounts {

namespace {

/// Only a wrong guess counts; whoever was turned away for another reason has not been answered.
bool was_wrong(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const Refusal& refusal) {
        return refusal.kind == Refusal::Kind::not_signed_in;
    } catch (...) {
        return false;
    }
}

}  // namespace

void PassphraseDesk::sign_in(PassphraseAsk ask, Browser browser, Then then) {
    const auto who = service_.budget_name(ask, browser);
    const auto guess = budget_.take(who);
    const auto check_later = [this, ask = std::move(ask), browser = std::move(browser),
                              then = std::move(then), who, guess] {
        try {
            const auto opened = check(ask, browser, who);
            budget_.give_back(who, guess);
            then(nullptr, &opened);
        } catch (...) {
            const auto fault = std::current_exception();
            if (!was_wrong(fault)) budget_.give_back(who, guess);
            then(fault, nullptr);
        }
    };
    try {
        pool_.run(check_later);
    } catch (...) {
        budget_.give_back(who, guess);
        throw;
    }
}

Opened<SignedIn> PassphraseDesk::check(const PassphraseAsk& ask, const Browser& browser,
                                       const std::string& who) {
    if (shared_ == nullptr) return service_.sign_in_passphrase(ask, browser);
    const auto guess = shared_->take(who);
    try {
        auto opened = service_.sign_in_passphrase(ask, browser);
        shared_->give_back(who, guess);
        return opened;
    } catch (...) {
        if (!was_wrong(std::current_exception())) shared_->give_back(who, guess);
        throw;
    }
}

}  // namespace breather::accounts
