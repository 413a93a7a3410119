#include "features/audit/audit_store.h"

namespace breather::audit::store {
namespace {

using storage::Statement;

constexpr Statement select_trail{"audit.select_trail", R"sql(
    select sealed from ledger_trail where org_id = $1 and person_id = $2
)sql"};
constexpr Statement insert_trail{"audit.insert_trail", R"sql(
    insert into ledger_trail (org_id, person_id, sealed) values ($1, $2, $3)
    on conflict (org_id, person_id) do nothing
)sql"};
constexpr Statement delete_trail{"audit.delete_trail", R"sql(
    delete from ledger_trail where org_id = $1 and person_id = $2
)sql"};

}  // namespace

std::optional<storage::Sealed> find_trail(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.find<storage::Sealed>(select_trail, org, person);
}

void add_trail(storage::Transaction& tx, OrgId org, PersonId person,
               const storage::Sealed& sealed) {
    tx.run(insert_trail, org, person, sealed);
}

void erase_trail(storage::Transaction& tx, OrgId org, PersonId person) {
    tx.run(delete_trail, org, person);
}

}  // namespace breather::audit::store
