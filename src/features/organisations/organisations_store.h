// The only SQL about organisations and their codes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engines/storage/database.h"
#include "features/organisations/code.h"
#include "features/organisations/organisation.h"

namespace breather::organisations {

/// A code as an administrator sees it.
struct CodeRow {
    std::string code;
    Instant made_at;
    std::optional<Instant> closed_at;
};
BOOST_DESCRIBE_STRUCT(CodeRow, (), (code, made_at, closed_at))

namespace store {

void add(storage::Transaction& tx, const Organisation& organisation, Instant now);
std::vector<Organisation> list(storage::Reader& reader);
std::optional<Organisation> find(storage::Reader& reader, OrgId org);

void add_code(storage::Transaction& tx, OrgId org, const Code& code, Instant now);
std::vector<CodeRow> list_codes(storage::Reader& reader, OrgId org);
/// How many changed: none where the code is unknown or closed already.
std::int64_t close_code(storage::Transaction& tx, const Code& code, Instant now);

struct CodeOwner {
    OrgId org_id;
    std::optional<Instant> closed_at;
};
BOOST_DESCRIBE_STRUCT(CodeOwner, (), (org_id, closed_at))
std::optional<CodeOwner> find_code(storage::Reader& reader, const Code& code);

}  // namespace store
}  // namespace breather::organisations
