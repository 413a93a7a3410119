// The only SQL about guesses that several servers count together.
#pragma once
#include <optional>

#include "engines/credentials/guess_tries.h"
#include "engines/storage/database.h"

namespace breather::credentials::store {

std::optional<GuessTries> find_guesses(storage::Reader& reader, const Hash& who);
void put_guesses(storage::Transaction& tx, const Hash& who, const GuessTries& tries, Instant now);
void remove_guesses(storage::Transaction& tx, const Hash& who);
void sweep_guesses(storage::Transaction& tx, Instant before);

}  // namespace breather::credentials::store
