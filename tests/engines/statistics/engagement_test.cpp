#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

#include "engines/statistics/use_count.h"

namespace breather::statistics {
namespace {

constexpr std::int64_t minute = 60'000, hour = 60 * minute, day = 24 * hour;

UseLog one_person(std::vector<LogEvent> events) {
    return {{1000 * day}, std::move(events), 0, 1, 2};
}
LogEvent login(std::int64_t since) { return {0, 0, -1, 1000 * day + since}; }
bool added(UseCount& count, const std::vector<LogEvent>& events) {
    return count.add(
        events.size(), [&](std::size_t row) { return std::optional(events[row]); }, Crew(2));
}

TEST(StudyDay, begins_every_24_hours_after_the_enrolment) {
    EXPECT_EQ(study_day(day - 1, 0), 0);
    EXPECT_EQ(study_day(day, 0), 1);
    EXPECT_EQ(study_day(-1, 0), -1);
    EXPECT_EQ(study_day(-day, 0), -1);
    EXPECT_EQ(study_day(-day - 1, 0), -2);
}

TEST(Use, logins_thirty_minutes_apart_are_one_session_and_a_moment_more_is_two) {
    const UseLog log =
        one_person({login(60 * minute), login(0), login(30 * minute), login(90 * minute + 1)});
    const auto use = use_of(log, {}, 30 * minute);
    EXPECT_EQ(use[0].logins, 4u);
    EXPECT_EQ(use[0].sessions, 2u);
}

TEST(Use, equal_rows_count_once_and_other_modules_do_not) {
    const UseLog log = one_person(
        {login(5), login(5), {0, 1, 1, 1000 * day}, {0, 1, 2, 1000 * day}, {0, 1, 2, 1000 * day}});
    const auto use = use_of(log, {}, 30 * minute);
    EXPECT_EQ(use[0].logins, 1u);
    EXPECT_EQ(use[0].started, (std::vector<std::int32_t>{1, 2}));
}

TEST(Retention, rolling_counts_the_last_login_and_classic_the_day_itself) {
    UseLog log = one_person({login(0), login(7 * day), login(9 * day)});
    log.enrolled_at.push_back(0);  // somebody who never came
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

TEST(Use, logins_of_one_instant_are_as_many_as_the_modules_they_name) {
    const LogEvent plain = login(day), first{0, 0, 1, plain.at}, second{0, 0, 2, plain.at};
    const UseLog log = one_person({first, plain, second, first, plain, second, login(2 * day)});
    for (const auto order : {UseCount::Order::AsHappened, UseCount::Order::Any}) {
        UseCount count(log, {}, 30 * minute, order);
        EXPECT_TRUE(added(count, log.events));
        const auto use = count.taken(Crew());
        EXPECT_EQ(use[0].logins, 4u);
        EXPECT_EQ(use[0].sessions, 2u);
    }
}

TEST(Use, a_login_at_the_end_of_time_counts_like_any_other) {
    const std::int64_t far = std::int64_t{1} << 60;  // does not fit in what is kept of a login
    const UseLog log = one_person({{0, 0, -1, far}, login(0), {0, 0, -1, -far}, login(-far / day)});
    const auto use = use_of(log, {}, 30 * minute);
    EXPECT_EQ(use[0].logins, 4u);
    EXPECT_EQ(use[0].last_day, far / day - 1000);
}

TEST(Use, modules_of_any_number_are_told_in_their_order) {
    const UseLog log = one_person({{0, 1, 700, 0},
                                   {0, 1, 63, 0},
                                   {0, 1, 64, 0},
                                   {0, 1, 0, 0},
                                   {0, 1, 64, 5},
                                   {0, 1, -1, 5},
                                   {0, 2, 1 << 30, 5}});
    const auto use = use_of(log, {}, 30 * minute);
    EXPECT_EQ(use[0].started, (std::vector<std::int32_t>{0, 63, 64, 700}));
    EXPECT_EQ(use[0].completed, (std::vector<std::int32_t>{1 << 30}));
}

TEST(UseCount, that_keeps_no_login_says_when_one_comes_too_late) {
    const UseLog log = one_person({});
    UseCount count(log, {}, 30 * minute, UseCount::Order::AsHappened);
    EXPECT_TRUE(added(count, {login(day), {0, 1, 1, 0}, login(day)}));  // order is of logins
    EXPECT_TRUE(added(count, {login(2 * day)}));
    EXPECT_FALSE(added(count, {login(2 * day - 1)}));
}

TEST(UseCount, of_logins_in_order_is_that_of_any_order_whoever_counts) {
    rc::check([] {
        UseLog log;
        const auto people = *rc::gen::inRange(1, 500);
        for (int person = 0; person < people; ++person) log.enrolled_at.push_back(person * hour);
        log.login = 0, log.module_start = 1, log.module_complete = 2;
        std::mt19937 draw(*rc::gen::arbitrary<unsigned>());
        for (int i = 0; i < 4000; ++i) {
            const auto person = draw() % 3 ? draw() % 5 : draw();
            log.events.push_back({static_cast<std::uint32_t>(person % unsigned(people)),
                                  static_cast<std::int32_t>(draw() % 4),
                                  static_cast<std::int32_t>(draw() % 70) - 1, i / 4 * minute});
        }
        const std::vector<double> days{0, 1, 6};
        UseCount alone(log, days, 30 * minute, UseCount::Order::AsHappened);
        RC_ASSERT(added(alone, log.events));
        const auto a = alone.taken(Crew());
        auto shuffled = log;
        std::shuffle(shuffled.events.begin(), shuffled.events.end(), draw);
        RC_ASSERT(a == use_of(shuffled, days, 30 * minute, Crew(3)));
    });
}

TEST(Use, an_empty_log_is_nobodys_use) {
    UseLog log{{0, 0}, {}, 0, 1, 2};
    EXPECT_EQ(use_of(log, {}, 1).at(1).logins, 0u);
    EXPECT_EQ(funnel(use_of(log, {}, 1), std::vector<std::int32_t>{1}).at(0).started, 0u);
}

}  // namespace
}  // namespace breather::statistics
