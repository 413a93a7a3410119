// Where passphrases are tried: first the budget, then one of a few places in a short queue, then
// the slow hash.
#pragma once
#include <functional>

#include "engines/credentials/guess_budget.h"
#include "engines/credentials/shared_guesses.h"
#include "engines/web/long_pool.h"
#include "features/accounts/accounts_service.h"

namespace breather::accounts {

class PassphraseDesk {
  public:
    /// `shared`: where other servers count too; nothing where this is the only one.
    PassphraseDesk(AccountsService& service, const Clock& clock,
                   web::LongPoolOptions options = {.threads = 4},
                   credentials::SharedGuesses* shared = nullptr)
        : service_(service), budget_(clock), shared_(shared), pool_(options) {}

    using Then = std::function<void(std::exception_ptr, const Opened<SignedIn>*)>;
    /// Refuses at once: too_many (budget), unavailable (queue). `then` hears the rest, from another
    /// thread.
    void sign_in(PassphraseAsk ask, Browser browser, Then then);

  private:
    AccountsService& service_;
    Opened<SignedIn> check(const PassphraseAsk& ask, const Browser& browser,
                           const std::string& who);

    credentials::GuessBudget budget_;
    credentials::SharedGuesses* shared_;
    web::LongPool pool_;
};

}  // namespace breather::accounts
