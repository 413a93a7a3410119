// The only SQL about enrolment and progress.
#pragma once
#include <optional>
#include <vector>

#include "engines/storage/database.h"

namespace breather::programmes {

struct ProgressRow {
    Bytes row_name;
    storage::Sealed sealed;
};
BOOST_DESCRIBE_STRUCT(ProgressRow, (), (row_name, sealed))

namespace store {

void add_enrolment(storage::Transaction& tx, OrgId org, PersonId person,
                   const storage::Sealed& sealed);
std::optional<storage::Sealed> find_enrolment(storage::Reader& reader, OrgId org, PersonId person);

/// Written once: a row of that name stays as it is.
void add_fact(storage::Transaction& tx, OrgId org, PersonId person, const ProgressRow& row);
/// Written over.
void put_fact(storage::Transaction& tx, OrgId org, PersonId person, const ProgressRow& row);
std::vector<ProgressRow> list_facts(storage::Reader& reader, OrgId org, PersonId person);

void erase(storage::Transaction& tx, OrgId org, PersonId person);

}  // namespace store
}  // namespace breather::programmes
