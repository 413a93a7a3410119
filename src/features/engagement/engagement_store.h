// The only SQL of this room: events under their trails, and where a person's trail is found.
#pragma once
#include "engines/storage/database.h"
#include "features/engagement/event.h"

namespace breather::engagement {

using TrailId = Id<struct EngagementTrailTag>;
using EventId = Id<struct EngagementEventTag>;

struct EventRow {
    TrailId trail_id;
    Instant at{};
    EventKind kind{};
    ItemKind item_kind{};
    std::string item;
    std::int64_t minutes = 0;
};
BOOST_DESCRIBE_STRUCT(EventRow, (), (trail_id, at, kind, item_kind, item, minutes))

namespace store {

std::optional<storage::Sealed> find_trail(storage::Reader& reader, OrgId org, PersonId person);
/// Nothing happens where there is one.
void add_trail(storage::Transaction& tx, OrgId org, PersonId person, const storage::Sealed& sealed);
void erase_trail(storage::Transaction& tx, OrgId org, PersonId person);

void add_event(storage::Transaction& tx, OrgId org, TrailId trail, EventId id, const Event& event);
void erase_events(storage::Transaction& tx, OrgId org, TrailId trail);
std::int64_t count_since(storage::Reader& reader, OrgId org, TrailId trail, Instant since);
std::int64_t count_events(storage::Reader& reader, OrgId org, TrailId trail);

/// Trail by trail, of a whole organisation.
void each_event(storage::Reader& reader, OrgId org, const std::function<void(EventRow)>& take);

}  // namespace store
}  // namespace breather::engagement
