// When a repeating job comes again. Only the next instant is ever stored.
#pragma once
#include <variant>

#include "base/civil_time.h"

namespace breather::scheduler {

struct Every {
    std::chrono::milliseconds gap;
};
/// At that minute of each day on the wall.
struct Daily {
    TimeZone zone;
    std::chrono::minutes wall;
};
/// At that minute of that day of each month; a month too short for it has it on its last day.
struct Monthly {
    TimeZone zone;
    unsigned day = 1;
    std::chrono::minutes wall;
};
using Rule = std::variant<Every, Daily, Monthly>;

/// The first instant of the rule that is later than `after`.
Instant next_after(const Rule& rule, Instant after);

}  // namespace breather::scheduler
