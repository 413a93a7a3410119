#include "features/accounts/locks_store.h"

namespace breather::accounts::store {
namespace {

using storage::Statement;

constexpr Statement insert_lock{"accounts.insert_lock", R"sql(
    insert into device_lock (org_id, person_id, way_id, proof_hash, half, tries_left) values ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr Statement select_lock{"accounts.select_lock", R"sql(
    select proof_hash, half, tries_left from device_lock where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement select_lock_count{"accounts.select_lock_count", R"sql(
    select count(*) from device_lock where org_id = $1 and person_id = $2
)sql"};

constexpr Statement update_tries{"accounts.update_tries", R"sql(
    update device_lock set tries_left = $4 where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement delete_lock{"accounts.delete_lock", R"sql(
    delete from device_lock where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement delete_all_locks{"accounts.delete_all_locks", R"sql(
    delete from device_lock where org_id = $1 and person_id = $2
)sql"};

}  // namespace

void put_lock(storage::Transaction& tx, OrgId org, PersonId person, WayId way, const LockRow& row) {
    tx.run(delete_lock, org, person, way);
    tx.run(insert_lock, org, person, way, row.proof_hash, row.half, row.tries_left);
}

std::optional<LockRow> find_lock(storage::Reader& reader, OrgId org, PersonId person, WayId way) {
    return reader.find<LockRow>(select_lock, org, person, way);
}

bool has_lock(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.find<std::int64_t>(select_lock_count, org, person).value_or(0) > 0;
}

void set_tries(storage::Transaction& tx, OrgId org, PersonId person, WayId way, std::int64_t left) {
    tx.run(update_tries, org, person, way, left);
}

void remove_lock(storage::Transaction& tx, OrgId org, PersonId person, WayId way) {
    tx.run(delete_lock, org, person, way);
}

void erase_locks(storage::Transaction& tx, OrgId org, PersonId person) {
    tx.run(delete_all_locks, org, person);
}

}  // namespace breather::accounts::store
