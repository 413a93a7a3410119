#include "engines/credentials/shared_guesses.h"

#include "engines/credentials/guesses_store.h"

namespace breather::credentials {

Guess SharedGuesses::take(const std::string& who) {
    const auto hash = name_(who);
    const auto now = clock_.now();
    return database_.write_now([&](storage::Transaction& tx) {
        auto tries = store::find_guesses(tx, hash).value_or(GuessTries{});
        const Guess guess = tries.take(now);
        store::put_guesses(tx, hash, tries, now);
        return guess;
    });
}

void SharedGuesses::give_back(const std::string& who, const Guess& guess) {
    const auto hash = name_(who);
    const auto now = clock_.now();
    database_.write_now([&](storage::Transaction& tx) {
        auto tries = store::find_guesses(tx, hash);
        if (!tries) return;
        tries->give_back(guess);
        if (tries->is_blank())
            store::remove_guesses(tx, hash);
        else
            store::put_guesses(tx, hash, *tries, now);
    });
}

void SharedGuesses::sweep() {
    // The longest wait, and as long again in which it is not forgiven.
    const auto before = clock_.now() - 2 * GuessTries::delay_max;
    database_.write_now([&](storage::Transaction& tx) { store::sweep_guesses(tx, before); });
}

}  // namespace breather::credentials
