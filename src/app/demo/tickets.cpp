#include "app/demo/tickets.h"

#include "base/bytes.h"
#include "base/refusal.h"

namespace breather::demo {

std::string Tickets::give(staff::Invented who, Instant now, Random& random) {
    const auto drawn = random.bytes<24>();
    std::string ticket = to_base64url(drawn);
    const std::lock_guard lock(mutex_);
    std::erase_if(given_, [&](const auto& each) { return now - each.second.at >= time; });
    if (given_.size() >= most) throw Refusal::unavailable("web.busy", time);
    given_.emplace(ticket, Given{std::move(who), now});
    return ticket;
}

staff::Invented Tickets::take(const std::string& ticket, Instant now) {
    const std::lock_guard lock(mutex_);
    auto found = given_.extract(ticket);
    if (found.empty() || now - found.mapped().at >= time)
        throw Refusal::not_signed_in("demo.ticket_over");
    return std::move(found.mapped().who);
}

}  // namespace breather::demo
