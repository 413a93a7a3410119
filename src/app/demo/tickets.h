// From one host name to the other: a ticket is good once and for a minute, and says which seat.
// They are in memory only; whoever comes after a restart takes the seat again.
#pragma once
#include <map>
#include <mutex>

#include "base/clock.h"
#include "base/random.h"
#include "features/staff/invented_seat.h"

namespace breather::demo {

class Tickets {
  public:
    static constexpr std::chrono::minutes time{1};
    static constexpr std::size_t most = 64;

    /// `now` is the machine's: the demo's clock may be moved in between.
    std::string give(staff::Invented who, Instant now, Random& random);
    /// Refuses: not_signed_in "demo.ticket_over".
    staff::Invented take(const std::string& ticket, Instant now);

  private:
    struct Given {
        staff::Invented who;
        Instant at;
    };
    std::mutex mutex_;
    std::map<std::string, Given> given_;
};

}  // namespace breather::demo
