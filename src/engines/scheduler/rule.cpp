#include "engines/scheduler/rule.h"

#include <algorithm>

namespace breather::scheduler {
namespace {

using namespace std::chrono;

local_days day_in(year_month month, unsigned wanted) {
    const auto last = static_cast<unsigned>(year_month_day_last(month / std::chrono::last).day());
    return local_days(month / day(std::min(wanted, last)));
}

Instant next(const Every& rule, Instant after) { return after + rule.gap; }

Instant next(const Daily& rule, Instant after) {
    for (local_days day = rule.zone.day_of(after);; day += days(1)) {
        const Instant at = rule.zone.at(day, rule.wall);
        if (at > after) return at;
    }
}

Instant next(const Monthly& rule, Instant after) {
    const year_month_day today(rule.zone.day_of(after));
    for (year_month month = today.year() / today.month();; month += months(1)) {
        const Instant at = rule.zone.at(day_in(month, rule.day), rule.wall);
        if (at > after) return at;
    }
}

}  // namespace

Instant next_after(const Rule& rule, Instant after) {
    return std::visit([&](const auto& one) { return next(one, after); }, rule);
}

}  // namespace breather::scheduler
