#include "features/programmes/programmes_store.h"

namespace breather::programmes::store {
namespace {

using storage::Statement;

constexpr Statement insert_enrolment{"programmes.insert_enrolment", R"sql(
    insert into enrolment (org_id, person_id, sealed) values ($1, $2, $3)
    on conflict (org_id, person_id) do nothing
)sql"};

constexpr Statement select_enrolment{"programmes.select_enrolment", R"sql(
    select sealed from enrolment where org_id = $1 and person_id = $2
)sql"};

constexpr Statement insert_fact{"programmes.insert_fact", R"sql(
    insert into progress (org_id, person_id, row_name, sealed) values ($1, $2, $3, $4)
    on conflict (org_id, person_id, row_name) do nothing
)sql"};

constexpr Statement upsert_fact{"programmes.upsert_fact", R"sql(
    insert into progress (org_id, person_id, row_name, sealed) values ($1, $2, $3, $4)
    on conflict (org_id, person_id, row_name) do update set sealed = excluded.sealed
)sql"};

constexpr Statement select_facts{"programmes.select_facts", R"sql(
    select row_name, sealed from progress where org_id = $1 and person_id = $2 order by row_name
)sql"};

constexpr Statement delete_facts{"programmes.delete_facts", R"sql(
    delete from progress where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_enrolment{"programmes.delete_enrolment", R"sql(
    delete from enrolment where org_id = $1 and person_id = $2
)sql"};

}  // namespace

void add_enrolment(storage::Transaction& tx, OrgId org, PersonId person,
                   const storage::Sealed& sealed) {
    tx.run(insert_enrolment, org, person, sealed);
}

std::optional<storage::Sealed> find_enrolment(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.find<storage::Sealed>(select_enrolment, org, person);
}

void add_fact(storage::Transaction& tx, OrgId org, PersonId person, const ProgressRow& row) {
    tx.run(insert_fact, org, person, row.row_name, row.sealed);
}

void put_fact(storage::Transaction& tx, OrgId org, PersonId person, const ProgressRow& row) {
    tx.run(upsert_fact, org, person, row.row_name, row.sealed);
}

std::vector<ProgressRow> list_facts(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.list<ProgressRow>(select_facts, org, person);
}

void erase(storage::Transaction& tx, OrgId org, PersonId person) {
    tx.run(delete_facts, org, person);
    tx.run(delete_enrolment, org, person);
}

}  // namespace breather::programmes::store
