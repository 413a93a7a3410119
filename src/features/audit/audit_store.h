// The only SQL of this room: where a person's rows of the ledger are found.
#pragma once
#include "engines/storage/database.h"

namespace breather::audit::store {

std::optional<storage::Sealed> find_trail(storage::Reader& reader, OrgId org, PersonId person);
/// Nothing happens where there is one.
void add_trail(storage::Transaction& tx, OrgId org, PersonId person, const storage::Sealed& sealed);
void erase_trail(storage::Transaction& tx, OrgId org, PersonId person);

}  // namespace breather::audit::store
