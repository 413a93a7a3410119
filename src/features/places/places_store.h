// The only SQL about places.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engines/storage/database.h"
#include "features/organisations/code.h"

namespace breather::places {

struct Place {
    std::string code;
    OrgId org_id;
    std::string label;
    Instant made_at;
    std::optional<Instant> closed_at;
};
BOOST_DESCRIBE_STRUCT(Place, (), (code, org_id, label, made_at, closed_at))

namespace store {

/// How many came: none where the code is taken.
std::int64_t add(storage::Transaction& tx, const Place& place);
std::vector<Place> list(storage::Reader& reader, OrgId org);
std::optional<Place> find(storage::Reader& reader, const organisations::Code& code);
/// How many changed: none where it is unknown or closed already.
std::int64_t close(storage::Transaction& tx, const organisations::Code& code, Instant now);

}  // namespace store
}  // namespace breather::places
