// The only SQL about the locks of own devices.
#pragma once
#include <optional>

#include "engines/storage/database.h"
#include "features/accounts/session.h"

namespace breather::accounts::store {

struct LockRow {
    Bytes proof_hash;
    storage::Sealed half;
    std::int64_t tries_left = 0;
};
BOOST_DESCRIBE_STRUCT(LockRow, (), (proof_hash, half, tries_left))

/// A device has one lock at most; a new one takes its place.
void put_lock(storage::Transaction& tx, OrgId org, PersonId person, WayId way, const LockRow& row);
std::optional<LockRow> find_lock(storage::Reader& reader, OrgId org, PersonId person, WayId way);
bool has_lock(storage::Reader& reader, OrgId org, PersonId person);
void set_tries(storage::Transaction& tx, OrgId org, PersonId person, WayId way, std::int64_t left);
void remove_lock(storage::Transaction& tx, OrgId org, PersonId person, WayId way);
void erase_locks(storage::Transaction& tx, OrgId org, PersonId person);

}  // namespace breather::accounts::store
