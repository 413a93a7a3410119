#include "features/places/places_store.h"

namespace breather::places::store {
namespace {

using storage::Statement;

constexpr Statement insert_place{"places.insert_place", R"sql(
    insert into place (code, org_id, label, made_at) values ($1, $2, $3, $4)
    on conflict (code) do nothing
)sql"};

constexpr Statement select_places{"places.select_places", R"sql(
    select code, org_id, label, made_at, closed_at from place
    where org_id = $1 order by made_at, code
)sql"};

constexpr Statement select_place{"places.select_place", R"sql(
    select code, org_id, label, made_at, closed_at from place where code = $1
)sql"};

constexpr Statement update_place_closed{"places.update_place_closed", R"sql(
    update place set closed_at = $2 where code = $1 and closed_at is null
)sql"};

}  // namespace

std::int64_t add(storage::Transaction& tx, const Place& place) {
    return tx.run(insert_place, place.code, place.org_id, place.label, place.made_at);
}

std::vector<Place> list(storage::Reader& reader, OrgId org) {
    return reader.list<Place>(select_places, org);
}

std::optional<Place> find(storage::Reader& reader, const organisations::Code& code) {
    return reader.find<Place>(select_place, code.kept());
}

std::int64_t close(storage::Transaction& tx, const organisations::Code& code, Instant now) {
    return tx.run(update_place_closed, code.kept(), now);
}

}  // namespace breather::places::store
