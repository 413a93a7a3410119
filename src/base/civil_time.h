// Time as people have it on the wall: a place's zone, its days, and "at half past two". Instants
// stay UTC; only the next one is computed, with the zones this machine has now.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace breather {

class TimeZone {
  public:
    /// "Europe/London"; nothing when this machine has no such zone.
    static std::optional<TimeZone> find(std::string_view name);
    static TimeZone utc();
    /// Where this machine stands, or UTC when it does not say.
    static TimeZone of_this_machine();

    std::string name() const;
    /// Which day it is there.
    std::chrono::local_days day_of(Instant instant) const;
    /// When the wall shows that minute of that day: in a gap the first valid instant after it, in
    /// an overlap the first of both.
    Instant at(std::chrono::local_days day, std::chrono::minutes wall) const;

  private:
    explicit TimeZone(const void* zone) : zone_(zone) {}
    const void* zone_;  // the date library's, which lives as long as the program
};

}  // namespace breather
