#include "engines/scheduler/rule.h"

#include <gtest/gtest.h>

#include "base/ensure.h"

namespace breather::scheduler {
namespace {

using namespace std::chrono;

Instant utc(int y, unsigned m, unsigned d, int hour, int minute = 0) {
    return Instant(sys_days(year(y) / month(m) / day(d)) + hours(hour) + minutes(minute));
}
TimeZone london() {
    const auto found = TimeZone::find("Europe/London");
    ensure(found.has_value());
    return *found;
}
constexpr minutes half_past_one = hours(1) + minutes(30);

std::vector<Instant> times(const Rule& rule, Instant from, Instant to) {
    std::vector<Instant> all;
    for (Instant at = next_after(rule, from); at < to; at = next_after(rule, at)) all.push_back(at);
    return all;
}

TEST(rule, each_day_once_through_both_changes_of_the_clock) {
    const Rule rule = Daily{london(), half_past_one};
    const auto spring = times(rule, utc(2026, 3, 27, 12), utc(2026, 4, 1, 12));
    EXPECT_EQ(spring, (std::vector<Instant>{utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1, 0),
                                            utc(2026, 3, 30, 0, 30), utc(2026, 3, 31, 0, 30),
                                            utc(2026, 4, 1, 0, 30)}));
    const auto autumn = times(rule, utc(2026, 10, 24, 12), utc(2026, 10, 27, 12));
    EXPECT_EQ(autumn, (std::vector<Instant>{utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30),
                                            utc(2026, 10, 27, 1, 30)}));
    EXPECT_EQ(times(rule, utc(2026, 1, 1, 0), utc(2027, 1, 1, 0)).size(), 365u);
}

TEST(rule, each_month_once_and_a_short_month_on_its_last_day) {
    const Rule rule = Monthly{london(), 31, half_past_one};
    const auto all = times(rule, utc(2026, 1, 31, 12), utc(2026, 5, 1, 0));
    EXPECT_EQ(all, (std::vector<Instant>{utc(2026, 2, 28, 1, 30), utc(2026, 3, 31, 0, 30),
                                         utc(2026, 4, 30, 0, 30)}));
    EXPECT_EQ(times(rule, utc(2026, 1, 1, 0), utc(2031, 1, 1, 0)).size(), 60u);
}

TEST(rule, a_gap_is_counted_from_the_last_time) {
    EXPECT_EQ(next_after(Every{seconds(60)}, utc(2026, 1, 1, 0)), utc(2026, 1, 1, 0, 1));
}

}  // namespace
}  // namespace breather::scheduler
