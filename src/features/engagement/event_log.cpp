#include "features/engagement/event_log.h"

#include <algorithm>

#include "features/engagement/engagement_store.h"

namespace breather::engagement {
namespace {

constexpr storage::Place trail_place{.table = "engagement_trail", .column = "sealed"};

/// Not made of the time, as ids are elsewhere: it would tell when somebody agreed.
template <class AnyId>
AnyId random_id(Random& random) {
    return AnyId{Uuid{random.bytes<16>()}};
}

std::optional<TrailId> find_trail(storage::Reader& reader, const storage::RecordKey& whose) {
    const auto sealed = store::find_trail(reader, whose.org(), whose.person());
    if (!sealed) return std::nullopt;
    return TrailId::parse(whose.open(trail_place, *sealed));
}

}  // namespace

Noting agree(const storage::RecordKey& whose, Instant at, Random& random) {
    const auto trail = random_id<TrailId>(random);
    const auto id = random_id<EventId>(random);
    const Event counted{as_kept(at), EventKind::Counted, ItemKind::App, {}, 0};
    return [whose, trail, id, counted,
            sealed = whose.seal(trail_place, trail.text())](storage::Transaction& tx) {
        if (store::find_trail(tx, whose.org(), whose.person())) return;
        store::add_trail(tx, whose.org(), whose.person(), sealed);
        store::add_event(tx, whose.org(), trail, id, counted);
    };
}

Noting note(const storage::RecordKey& whose, std::vector<Event> events, Random& random) {
    std::vector<EventId> ids;
    Instant newest{};
    for (Event& event : events) {
        ids.push_back(random_id<EventId>(random));
        event.at = as_kept(event.at);
        newest = std::max(newest, event.at);
    }
    const Instant day = std::chrono::floor<std::chrono::days>(newest);
    return
        [whose, events = std::move(events), ids = std::move(ids), day](storage::Transaction& tx) {
            const auto trail = find_trail(tx, whose);
            if (!trail) return;
            auto today = store::count_since(tx, whose.org(), *trail, day);
            for (std::size_t i = 0; i < events.size(); ++i) {
                if (events[i].at >= day && ++today > a_day_max) continue;
                store::add_event(tx, whose.org(), *trail, ids[i], events[i]);
            }
        };
}

Noting withdraw(const storage::RecordKey& whose) {
    return [whose](storage::Transaction& tx) {
        if (const auto trail = find_trail(tx, whose)) store::erase_events(tx, whose.org(), *trail);
        store::erase_trail(tx, whose.org(), whose.person());
    };
}

bool is_counted(storage::Reader& reader, const storage::RecordKey& whose) {
    return store::find_trail(reader, whose.org(), whose.person()).has_value();
}

std::int64_t count_mine(storage::Reader& reader, const storage::RecordKey& whose) {
    const auto trail = find_trail(reader, whose);
    return trail ? store::count_events(reader, whose.org(), *trail) : 0;
}

void forget(storage::Transaction& tx, OrgId org, PersonId person) {
    store::erase_trail(tx, org, person);
}

}  // namespace breather::engagement
