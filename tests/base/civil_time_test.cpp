#include "base/civil_time.h"

#include <gtest/gtest.h>

#include "base/ensure.h"

namespace breather {
namespace {

using namespace std::chrono;

Instant utc(int y, unsigned m, unsigned d, int hour, int minute) {
    return Instant(sys_days(year(y) / month(m) / day(d)) + hours(hour) + minutes(minute));
}
local_days on(int y, unsigned m, unsigned d) { return local_days(year(y) / month(m) / day(d)); }
TimeZone zone(const char* name) {
    const auto found = TimeZone::find(name);
    ensure(found.has_value(), "this machine lacks the zones of these tests");
    return *found;
}
constexpr minutes half_past_one = hours(1) + minutes(30);

TEST(civil_time, a_wall_time_in_winter_and_in_summer) {
    const TimeZone london = zone("Europe/London");
    EXPECT_EQ(london.at(on(2026, 1, 5), half_past_one), utc(2026, 1, 5, 1, 30));
    EXPECT_EQ(london.at(on(2026, 7, 5), half_past_one), utc(2026, 7, 5, 0, 30));
    EXPECT_EQ(zone("Asia/Shanghai").at(on(2026, 7, 5), half_past_one), utc(2026, 7, 4, 17, 30));
}

TEST(civil_time, in_the_gap_of_spring_the_first_valid_instant) {
    EXPECT_EQ(zone("Europe/London").at(on(2026, 3, 29), half_past_one), utc(2026, 3, 29, 1, 0));
}

TEST(civil_time, in_the_overlap_of_autumn_the_first_of_both) {
    EXPECT_EQ(zone("Europe/London").at(on(2026, 10, 25), half_past_one), utc(2026, 10, 25, 0, 30));
}

TEST(civil_time, the_day_is_the_day_there) {
    EXPECT_EQ(zone("Asia/Shanghai").day_of(utc(2026, 3, 1, 16, 0)), on(2026, 3, 2));
    EXPECT_EQ(TimeZone::utc().day_of(utc(2026, 3, 1, 16, 0)), on(2026, 3, 1));
}

TEST(civil_time, a_zone_nobody_knows_is_nothing) {
    EXPECT_FALSE(TimeZone::find("Nowhere/At_all"));
    EXPECT_FALSE(TimeZone::of_this_machine().name().empty());
}

}  // namespace
}  // namespace breather
