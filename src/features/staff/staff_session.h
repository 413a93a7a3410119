// That a member of staff is signed in: fifteen idle minutes, eight hours in all. What weighs more
// asks for passphrase and code again, which then counts for five minutes.
#pragma once
#include <boost/describe/class.hpp>

#include "base/clock.h"
#include "engines/storage/instance_key.h"
#include "engines/web/held_cookie.h"
#include "features/staff/role.h"

namespace breather::staff {

using storage::Hash;
using web::Token;

struct StaffSession {
    static constexpr std::chrono::minutes idle{15};
    static constexpr std::chrono::hours time{8};
    static constexpr std::chrono::minutes fresh{5};
    /// How long a use may go unwritten.
    static constexpr std::chrono::minutes unwritten_max{1};
    /// What is dated later than this was dated while the clock was ahead: nobody knows how long
    /// ago. It is over.
    static constexpr std::chrono::hours clock_slack{1};

    Hash token_hash{};
    StaffId staff_id;
    Instant started_at{};
    Instant seen_at{};
    Instant fresh_until{};
    Instant ends_at{};

    /// A clock set back does not lengthen a session (its row goes, before the clock comes round to
    /// its time again), and one set far ahead ends it.
    bool ended(Instant now) const {
        return now >= ends_at || now - seen_at >= idle || now < started_at - clock_slack;
    }
    bool is_fresh(Instant now) const { return now < fresh_until && fresh_until - now <= fresh; }
    Instant idle_ends_at() const { return std::min<Instant>(seen_at + idle, ends_at); }
};
BOOST_DESCRIBE_STRUCT(StaffSession, (),
                      (token_hash, staff_id, started_at, seen_at, fresh_until, ends_at))

}  // namespace breather::staff
