#include "features/staff/outside_store.h"

namespace breather::staff::store {
namespace {

using storage::Statement;

constexpr Statement insert_outside{"staff.insert_outside", R"sql(
    insert into staff_outside (identity_hash, staff_id, bound_at) values ($1, $2, $3)
    on conflict do nothing
)sql"};
constexpr Statement select_outside{"staff.select_outside", R"sql(
    select staff_id from staff_outside where identity_hash = $1
)sql"};
constexpr Statement count_outside{"staff.count_outside", R"sql(
    select cast(count(*) as bigint) from staff_outside where staff_id = $1
)sql"};
constexpr Statement delete_outside{"staff.delete_outside", R"sql(
    delete from staff_outside where staff_id = $1
)sql"};

constexpr Statement insert_way{"staff.insert_way", R"sql(
    insert into staff_outside_used (way_hash, ends_at) values ($1, $2)
    on conflict (way_hash) do nothing
)sql"};
constexpr Statement sweep_ways{"staff.sweep_ways", R"sql(
    delete from staff_outside_used where ends_at <= $1
)sql"};

constexpr Statement select_invitation{"staff.select_invitation_by_id", R"sql(
    select invitation_id, sealed, role, org_id, staff_id, made_by, ends_at from staff_invitation
    where invitation_id = $1
)sql"};
constexpr Statement update_name{"staff.update_name", R"sql(
    update staff set name_hash = $2, sealed = $3
    where staff_id = $1 and not exists (select 1 from staff where name_hash = $2 and staff_id <> $1)
)sql"};
constexpr Statement update_seen_day{"staff.update_seen_day", R"sql(
    update staff set seen_at = $2 where staff_id = $1 and seen_at < $2
)sql"};

}  // namespace

bool bind_outside(Transaction& tx, const Hash& identity, StaffId id, Instant day) {
    return tx.run(insert_outside, identity, id, day) == 1;
}

std::optional<StaffId> find_by_outside(Reader& reader, const Hash& identity) {
    return reader.find<StaffId>(select_outside, identity);
}

bool is_outside(Reader& reader, StaffId id) {
    return *reader.find<std::int64_t>(count_outside, id) > 0;
}

void unbind_outside(Transaction& tx, StaffId id) { tx.run(delete_outside, id); }

bool use_way(Transaction& tx, const Hash& way, Instant ends_at) {
    return tx.run(insert_way, way, ends_at) == 1;
}

std::optional<InvitationRow> find_invitation(Reader& reader, InvitationId id) {
    return reader.find<InvitationRow>(select_invitation, id);
}

bool rename_staff(Transaction& tx, StaffId id, const Hash& name, const storage::Sealed& sealed) {
    return tx.run(update_name, id, name, sealed) == 1;
}

void note_sign_in(Transaction& tx, StaffId id, Instant day) { tx.run(update_seen_day, id, day); }

std::int64_t sweep_outside(Transaction& tx, Instant now) { return tx.run(sweep_ways, now); }

}  // namespace breather::staff::store
