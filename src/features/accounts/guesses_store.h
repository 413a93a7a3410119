// The only SQL about guesses that several servers count together.
#pragma once
#include <optional>

#include "engines/credentials/guess_tries.h"
#include "engines/storage/database.h"
#include "features/accounts/hashes.h"

namespace breather::accounts::store {

std::optional<credentials::GuessTries> find_guesses(storage::Reader& reader, const Hash& who);
void put_guesses(storage::Transaction& tx, const Hash& who, const credentials::GuessTries& tries,
                 Instant now);
void remove_guesses(storage::Transaction& tx, const Hash& who);
void sweep_guesses(storage::Transaction& tx, Instant before);

}  // namespace breather::accounts::store
