// Hand-made logs with answers worked out on paper (docs/engagement.md has the definitions).
#include "features/engagement/engagement_rules.h"

#include <gtest/gtest.h>

namespace breather::engagement {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;

const TimeZone utc = TimeZone::utc();
constexpr sys_days start = std::chrono::year{2026} / 3 / 2;

Instant on(std::int64_t day, minutes at = 12h) { return Instant{start + days(day) + at}; }

Event counted(std::int64_t day) { return {on(day, 9h), EventKind::Counted, ItemKind::App, "", 0}; }
Event opened(std::int64_t day, minutes at = 12h) {
    return {on(day, at), EventKind::Opened, ItemKind::App, "", 0};
}
Event began(std::int64_t day, const std::string& step, minutes at = 12h) {
    return {on(day, at), EventKind::Began, ItemKind::Step, step, 0};
}
Event finished(std::int64_t day, const std::string& step, std::int64_t took = 5, minutes at = 12h) {
    return {on(day, at), EventKind::Finished, ItemKind::Step, step, took};
}
Event paused(std::int64_t day, minutes at = 12h) {
    return {on(day, at), EventKind::Finished, ItemKind::Pause, "three-breaths", 1};
}
Event diary(std::int64_t day) {
    return {on(day), EventKind::Finished, ItemKind::Diary, "stress_diary", 3};
}

Course course() {
    Course course;
    for (const char* module : {"c1", "c2", "c3", "c4", "c5"})
        course.core[module] = {std::string(module) + "/a", std::string(module) + "/b"};
    return course;
}

Figures at(const std::vector<Trail>& trails, std::int64_t day) {
    return compute(trails, course(), on(day), utc);
}

Retention retention(const Figures& figures, std::int64_t day) {
    for (const auto& each : figures.retention)
        if (each.day == day) return each;
    ADD_FAILURE() << "no retention on day " << day;
    return {};
}

TEST(Figures, of_nobody_are_empty_and_not_zero) {
    const auto figures = at({}, 100);
    EXPECT_EQ(figures.counted, 0);
    EXPECT_FALSE(figures.uptake.value());
    EXPECT_FALSE(figures.adherence.mean);
    EXPECT_FALSE(figures.sessions.median_minutes);
    ASSERT_EQ(figures.retention.size(), 4u);
    for (const auto& each : figures.retention) EXPECT_FALSE(each.rolling.value());
}

TEST(Figures, of_who_agreed_and_never_came_count_against_uptake_and_nothing_else) {
    const auto figures = at({{counted(0)}}, 100);
    EXPECT_EQ(figures.counted, 1);
    EXPECT_EQ(figures.uptake, (Share{0, 1}));
    EXPECT_EQ(figures.active_28, (Share{0, 1}));
    EXPECT_EQ(retention(figures, 1).classic, Share{});
    EXPECT_EQ(figures.sessions.people, 0);
    EXPECT_EQ(figures.adherence.whole, Share{});
}

TEST(Figures, of_one_event_are_one_session_and_no_retention_later) {
    const auto figures = at({{opened(0)}}, 100);
    EXPECT_EQ(figures.sessions.sessions, 1);
    EXPECT_EQ(figures.sessions.median_minutes, 0);
    EXPECT_EQ(figures.uptake, (Share{0, 1})) << "opening alone begins nothing";
    EXPECT_EQ(retention(figures, 1).rolling, (Share{0, 1}));
}

TEST(Uptake, waits_for_seven_days_and_hears_nothing_after_them) {
    const Trail soon{counted(0), began(6, "c1/a")}, late{counted(0), began(7, "c1/a")},
        new_here{counted(10), began(10, "c1/a")};
    EXPECT_EQ(at({soon, late, new_here}, 12).uptake, (Share{1, 2}));
    EXPECT_EQ(at({soon, late, new_here}, 17).uptake, (Share{2, 3}));
}

TEST(Active, looks_at_the_last_days_only_and_at_whoever_was_there_for_all_of_them) {
    const Trail old{counted(0), began(1, "c1/a")}, now{counted(0), paused(29)},
        only_opens{counted(0), opened(29)}, came_late{counted(20), paused(22)};
    const auto figures = at({old, now, only_opens, came_late}, 30);
    EXPECT_EQ(figures.active_7, (Share{1, 4}));
    EXPECT_EQ(figures.active_28, (Share{1, 3}));
}

TEST(Active, does_not_count_a_day_that_is_not_over) {
    EXPECT_EQ(at({{counted(0), paused(30)}}, 30).active_7, (Share{0, 1}));
    EXPECT_EQ(at({{counted(0), paused(30)}}, 31).active_7, (Share{1, 1}));
}

TEST(Sessions, part_where_more_than_half_an_hour_passes) {
    const Trail trail{opened(0, 8h), began(0, "c1/a", 8h + 30min), finished(0, "c1/a", 5, 9h),
                      opened(0, 9h + 40min), finished(0, "c1/b", 7, 9h + 50min)};
    EXPECT_EQ(session_minutes(trail), (std::vector<std::int64_t>{5, 7}));
}

TEST(Sessions, go_on_over_midnight) {
    const Trail trail{opened(0, 23h + 50min), paused(1, 10min)};
    EXPECT_EQ(session_minutes(trail).size(), 1u);
}

TEST(Sessions, have_the_median_of_people_and_of_minutes) {
    const Trail once{finished(0, "c1/a", 4)}, thrice{finished(0, "c1/a", 2), paused(1), paused(2)};
    const auto sessions = at({once, thrice}, 10).sessions;
    EXPECT_EQ(sessions.people, 2);
    EXPECT_EQ(sessions.sessions, 4);
    EXPECT_EQ(sessions.median_per_person, 2.0);
    EXPECT_EQ(sessions.median_minutes, 1.5);
}

TEST(Retention, classic_is_the_day_itself_and_rolling_that_day_or_later) {
    const Trail next_day{opened(0), opened(1)}, month{opened(0), opened(7), opened(30)},
        between{opened(0), opened(16)}, once{opened(0)};
    const auto figures = at({next_day, month, between, once}, 60);
    EXPECT_EQ(retention(figures, 1).classic, (Share{1, 4}));
    EXPECT_EQ(retention(figures, 1).rolling, (Share{3, 4}));
    EXPECT_EQ(retention(figures, 7).classic, (Share{1, 4}));
    EXPECT_EQ(retention(figures, 7).rolling, (Share{2, 4}));
    EXPECT_EQ(retention(figures, 15).classic, (Share{0, 4}));
    EXPECT_EQ(retention(figures, 15).rolling, (Share{2, 4}));
    EXPECT_EQ(retention(figures, 30).classic, (Share{1, 4}));
    EXPECT_EQ(retention(figures, 30).rolling, (Share{1, 4}));
}

TEST(Retention, leaves_out_whose_day_is_not_over_yet) {
    const Trail old{opened(0)}, came_late{opened(40), opened(41)};
    for (const auto& [today, of] : {std::pair{70, 1}, {71, 2}})
        EXPECT_EQ(retention(at({old, came_late}, today), 30).classic, (Share{0, of})) << today;
    EXPECT_EQ(retention(at({old, came_late}, 42), 1).classic, (Share{1, 2}));
}

TEST(Retention, counts_by_the_calendar_where_the_clocks_change) {
    const auto london = TimeZone::find("Europe/London");
    ASSERT_TRUE(london);
    // 28 March 2026 at 23:30, then 29 March at 23:30 there, which is only 23 hours later.
    const sys_days night = std::chrono::year{2026} / 3 / 28;
    const Event first{Instant{night + 23h + 30min}, EventKind::Opened, ItemKind::App, "", 0};
    const Event second{Instant{night + 46h + 30min}, EventKind::Opened, ItemKind::App, "", 0};
    const Instant later{night + days(10)};
    EXPECT_EQ(retention(compute({{first, second}}, course(), later, *london), 1).classic,
              (Share{1, 1}));
    // In summer half past eleven at night by UTC is tomorrow there.
    const Event late{Instant{night + days(1) + 23h + 30min}, EventKind::Opened, ItemKind::App, "",
                     0};
    EXPECT_EQ(retention(compute({{first, late}}, course(), later, *london), 1).classic,
              (Share{0, 1}));
    EXPECT_EQ(retention(compute({{first, late}}, course(), later, utc), 1).classic, (Share{1, 1}));
}

Trail everything_intended() {
    Trail trail{counted(0)};
    for (const char* module : {"c1", "c2", "c3", "c4"})
        for (const char* step : {"/a", "/b"})
            trail.push_back(finished(1, module + std::string(step)));
    for (int i = 0; i < 6; ++i) trail.push_back(paused(2 + i));
    for (const int day : {1, 3, 8, 9}) trail.push_back(diary(day));
    return trail;
}

TEST(Adherence, is_whole_for_four_modules_six_pauses_and_two_diary_weeks) {
    const auto adherence = at({everything_intended()}, 100).adherence;
    EXPECT_EQ(adherence.mean, 1.0);
    EXPECT_EQ(adherence.whole, (Share{1, 1}));
}

TEST(Adherence, is_the_mean_of_its_three_parts) {
    // Two of four modules, three of six pauses, one of two diary weeks: a week with one day is
    // none.
    Trail trail{finished(0, "c1/a"),
                finished(0, "c1/b"),
                finished(0, "c2/a"),
                finished(0, "c2/b"),
                finished(0, "c3/a"),
                paused(1),
                paused(1),
                paused(1),
                diary(0),
                diary(6),
                diary(7)};
    const auto adherence = at({trail}, 100).adherence;
    EXPECT_DOUBLE_EQ(adherence.mean.value(), 0.5);
    EXPECT_EQ(adherence.whole, (Share{0, 1}));
}

TEST(Adherence, much_of_one_part_makes_up_for_no_other) {
    Trail trail;
    for (int i = 0; i < 60; ++i) trail.push_back(paused(i % 20));
    EXPECT_DOUBLE_EQ(at({trail}, 100).adherence.mean.value(), 1.0 / 3);
}

TEST(Adherence, is_told_of_nobody_whose_eight_weeks_are_not_over) {
    const auto early = at({everything_intended()}, 56).adherence;
    EXPECT_FALSE(early.mean);
    EXPECT_EQ(early.whole, Share{});
    EXPECT_EQ(at({everything_intended()}, 57).adherence.whole, (Share{1, 1}));
}

TEST(Adherence, asks_no_more_core_modules_than_the_pack_has) {
    Course small;
    small.core["c1"] = {"c1/a"};
    Trail trail{finished(0, "c1/a")};
    for (int i = 0; i < 6; ++i) trail.push_back(paused(i));
    for (const int day : {0, 1, 7, 8}) trail.push_back(diary(day));
    EXPECT_EQ(compute({trail}, small, on(100), utc).adherence.whole, (Share{1, 1}));
}

TEST(Completion, is_of_those_who_began) {
    Trail all, none{paused(0)},
        half{began(0, "c1/a"), finished(0, "c1/a"), finished(0, "c2/a"), finished(1, "c2/b")};
    for (const auto& [module, steps] : course().core)
        for (const auto& step : steps) all.push_back(finished(3, step));
    const auto completion = at({all, none, half}, 100).completion;
    EXPECT_EQ(completion.programme, (Share{1, 2}));
    ASSERT_EQ(completion.modules.size(), 5u);
    EXPECT_EQ(completion.modules[0].finished, (Share{1, 2}));
    EXPECT_EQ(completion.modules[1].finished, (Share{2, 2}));
    EXPECT_EQ(completion.modules[4].finished, (Share{1, 1}));
}

TEST(Completion, does_not_see_what_came_after_the_eight_weeks) {
    const Trail late{began(0, "c1/a"), finished(1, "c1/a"), finished(56, "c1/b")};
    EXPECT_EQ(at({late}, 100).completion.modules[0].finished, (Share{0, 1}));
}

TEST(Figures, are_the_same_in_whatever_order_events_come) {
    auto trail = everything_intended();
    const auto forwards = at({trail}, 100);
    std::reverse(trail.begin(), trail.end());
    const auto backwards = at({trail}, 100);
    EXPECT_EQ(forwards.sessions.sessions, backwards.sessions.sessions);
    EXPECT_EQ(forwards.adherence.mean, backwards.adherence.mean);
    EXPECT_EQ(forwards.uptake, backwards.uptake);
}

TEST(Kept, time_is_cut_down_to_ten_minutes) {
    EXPECT_EQ(as_kept(on(0, 12h + 9min)), on(0, 12h));
    EXPECT_EQ(as_kept(on(0, 12h + 10min)), on(0, 12h + 10min));
}

}  // namespace
}  // namespace breather::engagement
