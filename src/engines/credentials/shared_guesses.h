// Where several servers share the database, guesses at one name are counted together: as many
// servers must not mean as many guesses. A write each, so never on a thread of the network.
#pragma once
#include <functional>
#include <string>

#include "engines/credentials/guess_tries.h"
#include "engines/storage/database.h"

namespace breather::credentials {

class SharedGuesses {
  public:
    /// `name`: what `who` is written as, a hash nobody can repeat.
    using Name = std::function<Hash(std::string_view who)>;
    SharedGuesses(storage::Database& database, Name name, const Clock& clock)
        : database_(database), name_(std::move(name)), clock_(clock) {}

    /// As GuessBudget, each waiting for the commit. `who` is written under a hash of
    /// its own.
    Guess take(const std::string& who);
    void give_back(const std::string& who, const Guess& guess);
    /// Rows that count no more; from time to time.
    void sweep();

  private:
    storage::Database& database_;
    Name name_;
    const Clock& clock_;
};

}  // namespace breather::credentials
