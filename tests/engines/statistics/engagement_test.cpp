#include "engines/statistics/engagement.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

namespace breather::statistics {
namespace {

constexpr std::int64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;

UseLog one_person(std::vector<LogEvent> events) {
    return {{1000 * day}, std::move(events), 0, 1, 2};
}
LogEvent login(std::int64_t since) { return {0, 0, -1, 1000 * day + since}; }

TEST(StudyDay, begins_every_24_hours_after_the_enrolment) {
    EXPECT_EQ(study_day(day - 1, 0), 0);
    EXPECT_EQ(study_day(day, 0), 1);
    EXPECT_EQ(study_day(-1, 0), -1);
    EXPECT_EQ(study_day(-day, 0), -1);
    EXPECT_EQ(study_day(-day - 1, 0), -2);
}

TEST(Use, logins_thirty_minutes_apart_are_one_session_and_a_moment_more_is_two) {
    UseLog log =
        one_person({login(60 * minute), login(0), login(30 * minute), login(90 * minute + 1)});
    put_in_order(log);
    const auto use = use_of(log, {}, 30 * minute);
    EXPECT_EQ(use[0].logins, 4u);
    EXPECT_EQ(use[0].sessions, 2u);
}

TEST(Use, equal_rows_count_once_and_other_modules_do_not) {
    UseLog log = one_person(
        {login(5), login(5), {0, 1, 1, 1000 * day}, {0, 1, 2, 1000 * day}, {0, 1, 2, 1000 * day}});
    put_in_order(log);
    EXPECT_EQ(log.events.size(), 3u);
    const auto use = use_of(log, {}, 30 * minute);
    EXPECT_EQ(use[0].logins, 1u);
    EXPECT_EQ(use[0].started, (std::vector<std::int32_t>{1, 2}));
}

TEST(Retention, rolling_counts_the_last_login_and_classic_the_day_itself) {
    UseLog log = one_person({login(0), login(7 * day), login(9 * day)});
    log.enrolled_at.push_back(0);  // somebody who never came
    put_in_order(log);
    const std::vector<double> days{0, 7, 8, 10};
    const auto found = retention(use_of(log, days, 30 * minute), days);
    const std::size_t rolling[] = {1, 1, 1, 0}, classic[] = {1, 1, 0, 0};
    for (std::size_t d = 0; d < 4; ++d) {
        EXPECT_EQ(found[d].rolling, rolling[d]);
        EXPECT_EQ(found[d].classic, classic[d]);
    }
    EXPECT_FALSE(last_day(log, 0)[1]);
    EXPECT_EQ(*last_day(log, 0)[0], 9);
}

TEST(Use, the_order_of_the_log_changes_nothing) {
    rc::check([] {
        UseLog log{{0, 3 * hour, -day}, {}, 0, 1, 2};
        const auto n = *rc::gen::inRange(0, 80);
        for (int i = 0; i < n; ++i)
            log.events.push_back({static_cast<std::uint32_t>(*rc::gen::inRange(0, 3)),
                                  *rc::gen::inRange(0, 4), *rc::gen::inRange(1, 4),
                                  *rc::gen::inRange(0, 200) * 10 * minute});
        UseLog other = log;
        std::shuffle(other.events.begin(), other.events.end(), std::mt19937(9));
        put_in_order(log);
        put_in_order(other);
        const std::vector<double> days{0, 1};
        const auto a = use_of(log, days, 30 * minute), b = use_of(other, days, 30 * minute);
        for (std::size_t person = 0; person < 3; ++person) {
            RC_ASSERT(a[person].sessions == b[person].sessions);
            RC_ASSERT(a[person].logins == b[person].logins);
            RC_ASSERT(a[person].completed == b[person].completed);
            RC_ASSERT(a[person].sessions <= a[person].logins);
        }
    });
}

TEST(Use, an_empty_log_is_nobodys_use) {
    UseLog log{{0, 0}, {}, 0, 1, 2};
    put_in_order(log);
    EXPECT_EQ(use_of(log, {}, 1).at(1).logins, 0u);
    EXPECT_EQ(funnel(use_of(log, {}, 1), std::vector<std::int32_t>{1}).at(0).started, 0u);
}

}  // namespace
}  // namespace breather::statistics
