// That somebody is signed in, and until when. An own device stays for thirty days of use; a shared
// computer forgets after five idle minutes, and after an hour in any case.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/clock.h"
#include "base/id.h"
#include "engines/storage/instance_key.h"

namespace breather::accounts {

using storage::Hash;
using WayId = Id<struct WayTag>;

/// Whether this browser may keep anything.
enum class Keep { Own, Shared };
BOOST_DESCRIBE_ENUM(Keep, Own, Shared)

struct Session {
    static constexpr std::chrono::days own_time{30};
    static constexpr std::chrono::minutes shared_idle{5};
    static constexpr std::chrono::minutes shared_time{60};

    Hash token_hash{};
    OrgId org_id;
    PersonId person_id;
    WayId way_id;
    Keep keep = Keep::Shared;
    Instant started_at{};
    Instant seen_at{};

    /// Also where it is dated so far after `now` that the clock must have gone back since: nobody
    /// knows how long ago that was.
    bool ended(Instant now) const;
    bool dated_ahead(Instant now) const;

    /// Nobody can be signed in with it after this, whatever is in memory: the row may go.
    Instant row_ends() const;

    /// How long a use may go unwritten: a restart then ends a shared session at most a minute
    /// early.
    std::chrono::milliseconds unwritten_max() const;
};

}  // namespace breather::accounts
