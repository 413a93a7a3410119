#include "features/engagement/engagement_store.h"

namespace breather::engagement::store {
namespace {

using storage::Statement;

constexpr Statement select_trail{"engagement.select_trail", R"sql(
    select sealed from engagement_trail where org_id = $1 and person_id = $2
)sql"};
constexpr Statement insert_trail{"engagement.insert_trail", R"sql(
    insert into engagement_trail (org_id, person_id, sealed) values ($1, $2, $3)
    on conflict (org_id, person_id) do nothing
)sql"};
constexpr Statement delete_trail{"engagement.delete_trail", R"sql(
    delete from engagement_trail where org_id = $1 and person_id = $2
)sql"};
constexpr Statement insert_event{"engagement.insert_event", R"sql(
    insert into engagement_event
        (org_id, trail_id, event_id, at, kind, item_kind, item, minutes)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};
constexpr Statement delete_events{"engagement.delete_events", R"sql(
    delete from engagement_event where org_id = $1 and trail_id = $2
)sql"};
constexpr Statement count_from{"engagement.count_from", R"sql(
    select cast(count(*) as bigint) from engagement_event
    where org_id = $1 and trail_id = $2 and at >= $3
)sql"};
constexpr Statement count_all{"engagement.count_all", R"sql(
    select cast(count(*) as bigint) from engagement_event where org_id = $1 and trail_id = $2
)sql"};
constexpr Statement select_events{"engagement.select_events", R"sql(
    select trail_id, at, kind, item_kind, item, minutes from engagement_event
    where org_id = $1 order by trail_id, at
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

void add_event(storage::Transaction& tx, OrgId org, TrailId trail, EventId id, const Event& event) {
    tx.run(insert_event, org, trail, id, event.at, event.kind, event.item_kind, event.item,
           event.minutes);
}

void erase_events(storage::Transaction& tx, OrgId org, TrailId trail) {
    tx.run(delete_events, org, trail);
}

std::int64_t count_since(storage::Reader& reader, OrgId org, TrailId trail, Instant since) {
    return reader.find<std::int64_t>(count_from, org, trail, since).value();
}

std::int64_t count_events(storage::Reader& reader, OrgId org, TrailId trail) {
    return reader.find<std::int64_t>(count_all, org, trail).value();
}

void each_event(storage::Reader& reader, OrgId org, const std::function<void(EventRow)>& take) {
    reader.each<EventRow>(select_events, take, org);
}

}  // namespace breather::engagement::store
