// The only SQL about entries.
#pragma once
#include <optional>
#include <vector>

#include "engines/storage/database.h"
#include "features/exercises/entry.h"
#include "features/exercises/heads.h"

namespace breather::exercises::store {

/// Whose entry, and which.
struct Place {
    OrgId org;
    PersonId person;
    EntryId entry;
};

enum class EntryState { Absent, Kept, Deleted };
EntryState find_entry(storage::Reader& reader, const Place& place);
void add_entry(storage::Transaction& tx, const Place& place);
/// Its fields go, its name stays. Gives back how many heads went.
std::int64_t empty_entry(storage::Transaction& tx, const Place& place);

struct FieldState {
    bool is_new = true;
    Heads heads;
};
FieldState find_field(storage::Reader& reader, const Place& place, const FieldName& field);
void keep_field(storage::Transaction& tx, const Place& place, const FieldName& field,
                const FieldState& before, const Step& step, const FieldWrite& write);

struct Head {
    EntryId entry_id;
    std::string field;
    Uuid version;
    storage::VaultSealed sealed;
};
BOOST_DESCRIBE_STRUCT(Head, (), (entry_id, field, version, sealed))
std::vector<Head> list_heads(storage::Reader& reader, const Place& place);
std::vector<Head> list_heads(storage::Reader& reader, const Place& place, const FieldName& field);

struct HeadSize {
    EntryId entry_id;
    std::string field;
    Uuid version;
    std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(HeadSize, (), (entry_id, field, version, size))
/// What comes after the cursor, without the values: at most `count`.
std::vector<HeadSize> list_sizes(storage::Reader& reader, OrgId org, PersonId person,
                                 const Cursor& after, std::int64_t count);
std::vector<Head> list_between(storage::Reader& reader, OrgId org, PersonId person,
                               const Cursor& after, const Cursor& last);

/// Adds to how many heads the person keeps; gives back how many it is now.
std::int64_t count_heads(storage::Transaction& tx, OrgId org, PersonId person, std::int64_t more);

struct Totals {
    std::int64_t entries = 0;
    std::int64_t versions = 0;
};
BOOST_DESCRIBE_STRUCT(Totals, (), (entries, versions))
Totals totals(storage::Reader& reader, OrgId org, PersonId person);

void erase_person(storage::Transaction& tx, OrgId org, PersonId person);

}  // namespace breather::exercises::store
