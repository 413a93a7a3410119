#include "features/accounts/passphrase_desk.h"

#include "base/refusal.h"

namespace breather::accounts {

void PassphraseDesk::sign_in(PassphraseAsk ask, Browser browser, Then then) {
    const auto guess = budget_.take(service_.budget_name(ask, browser));
    const auto check = [this, ask = std::move(ask), browser = std::move(browser),
                        then = std::move(then), guess] {
        try {
            const auto opened = service_.sign_in_passphrase(ask, browser);
            budget_.give_back(guess);
            then(nullptr, &opened);
        } catch (const Refusal& refusal) {
            // Only a wrong guess counts; whoever was turned away for another reason has not been
            // answered.
            if (refusal.kind != Refusal::Kind::not_signed_in) budget_.give_back(guess);
            then(std::current_exception(), nullptr);
        } catch (...) {
            budget_.give_back(guess);
            then(std::current_exception(), nullptr);
        }
    };
    try {
        pool_.run(check);
    } catch (...) {
        budget_.give_back(guess);
        throw;
    }
}

}  // namespace breather::accounts
