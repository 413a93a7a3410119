// Whether sealed values still open: for whoever has put a database back and wants to know.
#pragma once
#include "engines/storage/keys.h"

namespace breather::accounts {

/// Opens profile and settings of some accounts, the oldest and the newest ids, and says how many
/// values those were. Tells nobody what they hold. Throws storage::SealBroken.
std::int64_t open_sample(storage::Database& database, storage::Keys& keys);

}  // namespace breather::accounts
