// Where several servers share the database, guesses at one name are counted together: as many
// servers must not mean as many guesses. A write each, so never on a thread of the network.
#pragma once
#include <string>

#include "engines/credentials/guess_tries.h"
#include "engines/storage/database.h"
#include "features/accounts/hashes.h"

namespace breather::accounts {

class SharedGuesses {
  public:
    SharedGuesses(storage::Database& database, const Hashes& hashes, const Clock& clock)
        : database_(database), hashes_(hashes), clock_(clock) {}

    /// As credentials::GuessBudget, each waiting for the commit. `who` is written under a hash of
    /// its own.
    credentials::Guess take(const std::string& who);
    void give_back(const std::string& who, const credentials::Guess& guess);
    /// Rows that count no more; from time to time.
    void sweep();

  private:
    storage::Database& database_;
    const Hashes& hashes_;
    const Clock& clock_;
};

}  // namespace breather::accounts
