// A retried action happens once. The first request leaves its key in the same transaction as its
// effect; a repeat finds the key and only rebuilds the answer.
#pragma once
#include <boost/describe/class.hpp>

#include "engines/storage/database.h"

namespace breather::storage {

/// What a request leaves behind. All parts are made before the write is queued. `body_hash` is a
/// keyed hash (InstanceKey::keyed_hash) over route and body, so that the table gives away neither.
struct IdempotencyMark {
    OrgId org;
    PersonId person;
    Uuid key;
    Bytes body_hash;
    Instant made_at;
};

enum class Attempt { Fresh, Replay };

inline constexpr std::chrono::days idempotency_kept{30};

/// First thing in the write. Refuses: invalid "idempotency.other_body" when the key was used with
/// another body or route.
Attempt check_idempotency(Transaction& tx, const IdempotencyMark& mark);

/// Forgets marks older than `idempotency_kept`, at most `count_max` at a time; says how many went.
std::int64_t sweep_idempotency(Transaction& tx, Instant now, std::int64_t count_max = 1000);

/// How many writes of a person are remembered, and since when: it is part of what is kept about
/// them.
struct RememberedWrites {
    std::int64_t writes = 0;
    std::optional<Instant> first_at;
    std::optional<Instant> last_at;
};
BOOST_DESCRIBE_STRUCT(RememberedWrites, (), (writes, first_at, last_at))
RememberedWrites remembered_writes(Reader& reader, OrgId org, PersonId person);

/// Everything of one person, when the person is erased.
void erase_idempotency(Transaction& tx, OrgId org, PersonId person);

}  // namespace breather::storage
