#include "features/exercises/exercises_store.h"

#include <algorithm>

namespace breather::exercises::store {
namespace {

using storage::Statement;

constexpr Statement select_entry{"exercises.select_entry", R"sql(
    select deleted from entry where org_id = $1 and person_id = $2 and entry_id = $3
)sql"};

constexpr Statement insert_entry{"exercises.insert_entry", R"sql(
    insert into entry (org_id, person_id, entry_id, deleted) values ($1, $2, $3, 0)
)sql"};

constexpr Statement update_entry_deleted{"exercises.update_entry_deleted", R"sql(
    update entry set deleted = 1 where org_id = $1 and person_id = $2 and entry_id = $3
)sql"};

constexpr Statement delete_entry_heads{"exercises.delete_entry_heads", R"sql(
    delete from entry_head where org_id = $1 and person_id = $2 and entry_id = $3
)sql"};

constexpr Statement delete_entry_fields{"exercises.delete_entry_fields", R"sql(
    delete from entry_field where org_id = $1 and person_id = $2 and entry_id = $3
)sql"};

constexpr Statement select_replaced{"exercises.select_replaced", R"sql(
    select replaced from entry_field where org_id = $1 and person_id = $2 and entry_id = $3 and field = $4
)sql"};

constexpr Statement select_versions{"exercises.select_versions", R"sql(
    select version from entry_head where org_id = $1 and person_id = $2 and entry_id = $3 and field = $4
)sql"};

constexpr Statement insert_field{"exercises.insert_field", R"sql(
    insert into entry_field (org_id, person_id, entry_id, field, replaced) values ($1, $2, $3, $4, $5)
)sql"};

constexpr Statement update_field{"exercises.update_field", R"sql(
    update entry_field set replaced = $5 where org_id = $1 and person_id = $2 and entry_id = $3 and field = $4
)sql"};

constexpr Statement insert_head{"exercises.insert_head", R"sql(
    insert into entry_head (org_id, person_id, entry_id, field, version, sealed) values ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr Statement delete_head{"exercises.delete_head", R"sql(
    delete from entry_head where org_id = $1 and person_id = $2 and entry_id = $3 and field = $4 and version = $5
)sql"};

constexpr Statement select_entry_heads{"exercises.select_entry_heads", R"sql(
    select entry_id, field, version, sealed from entry_head
    where org_id = $1 and person_id = $2 and entry_id = $3 order by field, version
)sql"};

constexpr Statement select_field_heads{"exercises.select_field_heads", R"sql(
    select entry_id, field, version, sealed from entry_head
    where org_id = $1 and person_id = $2 and entry_id = $3 and field = $4 order by version
)sql"};

constexpr Statement select_sizes{"exercises.select_sizes", R"sql(
    select entry_id, field, version, cast(length(sealed) as bigint) as size from entry_head
    where org_id = $1 and person_id = $2 and (entry_id, field, version) > ($3, $4, $5)
    order by entry_id, field, version limit $6
)sql"};

constexpr Statement select_between{"exercises.select_between", R"sql(
    select entry_id, field, version, sealed from entry_head
    where org_id = $1 and person_id = $2 and (entry_id, field, version) > ($3, $4, $5)
        and (entry_id, field, version) <= ($6, $7, $8)
    order by entry_id, field, version
)sql"};

constexpr Statement add_to_shelf{"exercises.add_to_shelf", R"sql(
    insert into entry_shelf (org_id, person_id, heads) values ($1, $2, $3)
    on conflict (org_id, person_id) do update set heads = entry_shelf.heads + excluded.heads
    returning heads
)sql"};

constexpr Statement select_totals{"exercises.select_totals", R"sql(
    select cast(count(distinct entry_id) as bigint) as entries, cast(count(*) as bigint) as versions
    from entry_head where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_all_heads{"exercises.delete_all_heads", R"sql(
    delete from entry_head where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_all_fields{"exercises.delete_all_fields", R"sql(
    delete from entry_field where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_all_entries{"exercises.delete_all_entries", R"sql(
    delete from entry where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_shelf{"exercises.delete_shelf", R"sql(
    delete from entry_shelf where org_id = $1 and person_id = $2
)sql"};

Bytes packed(const std::vector<Version>& versions) {
    Bytes bytes;
    bytes.reserve(versions.size() * sizeof(Version));
    for (const auto& version : versions) bytes.insert(bytes.end(), version.begin(), version.end());
    return bytes;
}

std::vector<Version> unpacked(const Bytes& bytes) {
    ensure(bytes.size() % sizeof(Version) == 0, "replaced versions are 16 bytes each");
    std::vector<Version> versions(bytes.size() / sizeof(Version));
    for (std::size_t i = 0; i < versions.size(); ++i) {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * sizeof(Version)),
                    sizeof(Version), versions[i].begin());
    }
    return versions;
}

}  // namespace

EntryState find_entry(storage::Reader& reader, const Place& place) {
    const auto deleted = reader.find<bool>(select_entry, place.org, place.person, place.entry);
    if (!deleted) return EntryState::Absent;
    return *deleted ? EntryState::Deleted : EntryState::Kept;
}

void add_entry(storage::Transaction& tx, const Place& place) {
    tx.send(insert_entry, place.org, place.person, place.entry);
}

std::int64_t empty_entry(storage::Transaction& tx, const Place& place) {
    const auto gone = tx.run(delete_entry_heads, place.org, place.person, place.entry);
    tx.run(delete_entry_fields, place.org, place.person, place.entry);
    tx.run(update_entry_deleted, place.org, place.person, place.entry);
    return gone;
}

FieldState find_field(storage::Reader& reader, const Place& place, const FieldName& field) {
    const auto replaced =
        reader.find<Bytes>(select_replaced, place.org, place.person, place.entry, field.view());
    if (!replaced) return {};
    FieldState state{false, {{}, unpacked(*replaced)}};
    for (const auto& each :
         reader.list<Uuid>(select_versions, place.org, place.person, place.entry, field.view())) {
        state.heads.live.push_back(each.bytes);
    }
    return state;
}

void keep_field(storage::Transaction& tx, const Place& place, const FieldName& field,
                const FieldState& before, const Step& step, const FieldWrite& write) {
    const auto& [org, person, entry] = place;
    if (before.is_new) {
        tx.send(insert_field, org, person, entry, field.view(), packed(step.after.replaced));
    } else if (step.after.replaced != before.heads.replaced) {
        tx.send(update_field, org, person, entry, field.view(), packed(step.after.replaced));
    }
    for (const auto& gone : step.leaves)
        tx.send(delete_head, org, person, entry, field.view(), Uuid{gone});
    if (step.arrives)
        tx.send(insert_head, org, person, entry, field.view(), write.version, write.sealed);
}

std::vector<Head> list_heads(storage::Reader& reader, const Place& place) {
    return reader.list<Head>(select_entry_heads, place.org, place.person, place.entry);
}

std::vector<Head> list_heads(storage::Reader& reader, const Place& place, const FieldName& field) {
    return reader.list<Head>(select_field_heads, place.org, place.person, place.entry,
                             field.view());
}

std::vector<HeadSize> list_sizes(storage::Reader& reader, OrgId org, PersonId person,
                                 const Cursor& after, std::int64_t count) {
    return reader.list<HeadSize>(select_sizes, org, person, after.entry, after.field, after.version,
                                 count);
}

std::vector<Head> list_between(storage::Reader& reader, OrgId org, PersonId person,
                               const Cursor& after, const Cursor& last) {
    return reader.list<Head>(select_between, org, person, after.entry, after.field, after.version,
                             last.entry, last.field, last.version);
}

std::int64_t count_heads(storage::Transaction& tx, OrgId org, PersonId person, std::int64_t more) {
    return tx.find<std::int64_t>(add_to_shelf, org, person, more).value();
}

Totals totals(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.find<Totals>(select_totals, org, person).value();
}

void erase_person(storage::Transaction& tx, OrgId org, PersonId person) {
    for (const auto& statement :
         {delete_all_heads, delete_all_fields, delete_all_entries, delete_shelf}) {
        tx.run(statement, org, person);
    }
}

}  // namespace breather::exercises::store
