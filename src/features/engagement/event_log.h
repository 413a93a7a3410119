// The log's own doors: agree, note, withdraw. Each is prepared with a person's record key before a
// write is queued, and runs in it. Routes come through here, and whoever makes up use for a demo:
//
//     const auto agrees = engagement::agree(key, at, random);
//     const auto notes = engagement::note(key, events, random);  // with their own times
//     database.write_now([&](auto& tx) { agrees(tx); notes(tx); });
#pragma once
#include <functional>

#include "base/random.h"
#include "engines/storage/database.h"
#include "features/engagement/event.h"

namespace breather::engagement {

using Noting = std::function<void(storage::Transaction&)>;

/// From now on this person is counted. Nothing happens where they are already.
Noting agree(const storage::RecordKey& whose, Instant at, Random& random);

/// Keeps what was done, times cut down to ten minutes. Keeps nothing where the person is not
/// counted, and no more than `a_day_max` events since the newest event's midnight (UTC).
Noting note(const storage::RecordKey& whose, std::vector<Event> events, Random& random);
constexpr std::int64_t a_day_max = 300;

/// Erases the trail and every event on it. Nothing happens where they are not counted.
Noting withdraw(const storage::RecordKey& whose);

bool is_counted(storage::Reader& reader, const storage::RecordKey& whose);
/// How many events stand on their trail.
std::int64_t count_mine(storage::Reader& reader, const storage::RecordKey& whose);

/// After the key is gone: takes away the only row that named the person. The events stay, and
/// nobody can tell whose they were.
void forget(storage::Transaction& tx, OrgId org, PersonId person);

}  // namespace breather::engagement
