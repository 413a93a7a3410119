#include "features/organisations/organisations_store.h"

namespace breather::organisations::store {
namespace {

using storage::Statement;

constexpr Statement insert_organisation{"organisations.insert_organisation", R"sql(
    insert into organisation (org_id, name, operator, country, labels, pack, made_at)
    values ($1, $2, $3, $4, $5, $6, $7)
)sql"};

constexpr Statement insert_permission{"organisations.insert_permission", R"sql(
    insert into organisation_permission (org_id, place, language, says) values ($1, $2, $3, $4)
)sql"};

constexpr Statement select_organisations{"organisations.select_organisations", R"sql(
    select org_id, name, operator, country, labels, pack from organisation order by made_at, org_id
)sql"};

constexpr Statement select_organisation{"organisations.select_organisation", R"sql(
    select org_id, name, operator, country, labels, pack from organisation where org_id = $1
)sql"};

constexpr Statement select_permissions{"organisations.select_permissions", R"sql(
    select language, says from organisation_permission where org_id = $1 order by place
)sql"};

constexpr Statement insert_code{"organisations.insert_code", R"sql(
    insert into organisation_code (code, org_id, made_at) values ($1, $2, $3)
)sql"};

constexpr Statement select_codes{"organisations.select_codes", R"sql(
    select code, made_at, closed_at from organisation_code where org_id = $1 order by made_at, code
)sql"};

constexpr Statement update_code_closed{"organisations.update_code_closed", R"sql(
    update organisation_code set closed_at = $2 where code = $1 and closed_at is null
)sql"};

constexpr Statement select_code{"organisations.select_code", R"sql(
    select org_id, closed_at from organisation_code where code = $1
)sql"};

struct Row {
    OrgId org_id;
    std::string name;
    std::string operator_;
    Country country{};
    Labels labels{};
    std::string pack;
};
BOOST_DESCRIBE_STRUCT(Row, (), (org_id, name, operator_, country, labels, pack))

Organisation organisation_of(storage::Reader& reader, Row row) {
    auto permissions = reader.list<Permission>(select_permissions, row.org_id);
    return {row.org_id, std::move(row.name), std::move(row.operator_), row.country,
            row.labels, std::move(row.pack), std::move(permissions)};
}

}  // namespace

void add(storage::Transaction& tx, const Organisation& organisation, Instant now) {
    tx.run(insert_organisation, organisation.id, organisation.name, organisation.operator_name,
           organisation.country, organisation.labels, organisation.pack, now);
    std::int64_t place = 0;
    for (const auto& permission : organisation.permissions) {
        tx.run(insert_permission, organisation.id, place++, permission.language, permission.says);
    }
}

std::vector<Organisation> list(storage::Reader& reader) {
    std::vector<Organisation> all;
    for (auto& row : reader.list<Row>(select_organisations)) {
        all.push_back(organisation_of(reader, std::move(row)));
    }
    return all;
}

std::optional<Organisation> find(storage::Reader& reader, OrgId org) {
    auto row = reader.find<Row>(select_organisation, org);
    if (!row) return {};
    return organisation_of(reader, std::move(*row));
}

void add_code(storage::Transaction& tx, OrgId org, const Code& code, Instant now) {
    tx.run(insert_code, code.kept(), org, now);
}

std::vector<CodeRow> list_codes(storage::Reader& reader, OrgId org) {
    return reader.list<CodeRow>(select_codes, org);
}

std::int64_t close_code(storage::Transaction& tx, const Code& code, Instant now) {
    return tx.run(update_code_closed, code.kept(), now);
}

std::optional<CodeOwner> find_code(storage::Reader& reader, const Code& code) {
    return reader.find<CodeOwner>(select_code, code.kept());
}

}  // namespace breather::organisations::store
