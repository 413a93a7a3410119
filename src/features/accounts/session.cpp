#include "features/accounts/session.h"

namespace breather::accounts {

bool Session::ended(Instant now) const {
    if (dated_ahead(now)) return true;
    if (keep == Keep::Own) return now >= seen_at + own_time;
    return now >= seen_at + shared_idle || now >= started_at + shared_time;
}

bool Session::dated_ahead(Instant now) const {
    return keep == Keep::Own ? now <= seen_at - own_time : now <= seen_at - shared_idle;
}

Instant Session::row_ends() const {
    return keep == Keep::Own ? seen_at + own_time : started_at + shared_time;
}

std::chrono::milliseconds Session::unwritten_max() const {
    return keep == Keep::Own ? std::chrono::milliseconds(std::chrono::days(1))
                             : std::chrono::milliseconds(std::chrono::minutes(1));
}

}  // namespace breather::accounts
