#include "engines/statistics/survival.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace breather::statistics {
namespace {

struct Sample {
    std::vector<double> time;
    std::vector<std::uint8_t> event;
    std::vector<int> group;
    Survivals rows() const { return {time, event}; }
};

// Miller (1997), Survival Analysis, p. 49: remission of leukaemia, maintained and not. R:
// survival::aml.
const Sample aml{
    {9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45},
    {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};

Sample shaken(const Sample& from, unsigned seed) {
    std::vector<std::size_t> order(from.time.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));
    Sample out;
    for (const auto i : order) {
        out.time.push_back(from.time[i]);
        out.event.push_back(from.event[i]);
        out.group.push_back(from.group[i]);
    }
    return out;
}

Sample scaled(Sample from, double by) {
    for (double& time : from.time) time *= by;
    return from;
}

TimeTable table_of(const Sample& sample, std::size_t groups = 2) {
    return time_table(sample.rows(), sample.group, groups);
}

TEST(KaplanMeier, leukaemia_meets_the_printed_curve) {
    const std::vector<double> days{9, 13, 18, 23, 31, 34, 48};
    const auto found = kaplan_meier(table_of(aml), 0, days);
    ASSERT_TRUE(found);
    const double survival[] = {0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184};
    const double se[] = {0.0867, 0.1163, 0.1397, 0.1526, 0.1642, 0.1627, 0.1535};
    const double at_risk[] = {11, 10, 8, 7, 5, 4, 2};
    for (std::size_t i = 0; i < days.size(); ++i) {
        EXPECT_NEAR(found->at[i].survival, survival[i], 5e-4);
        EXPECT_NEAR(*found->at[i].se, se[i], 5e-5);
        EXPECT_EQ(found->at[i].at_risk, at_risk[i]);
    }
    EXPECT_EQ(*found->median, 31);
    EXPECT_EQ(*kaplan_meier(table_of(aml), 1, days)->median, 23);
}

TEST(KaplanMeier, before_the_first_event_only_the_log_log_interval_is_not_defined) {
    const auto found = kaplan_meier(table_of(aml), 0, std::vector<double>{0});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at[0].survival, 1);
    EXPECT_EQ(*found->at[0].se, 0);
    EXPECT_EQ(*found->at[0].plain.high, 1);
    EXPECT_FALSE(found->at[0].loglog.low);
}

TEST(KaplanMeier, once_all_had_the_event_nothing_is_said_about_its_error) {
    const Sample sample{{1, 2, 3}, {1, 1, 1}, {0, 0, 0}};
    const auto found = kaplan_meier(table_of(sample, 1), 0, std::vector<double>{3, 9});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at[0].survival, 0);
    EXPECT_FALSE(found->at[0].se);
    EXPECT_EQ(found->at[1].at_risk, 0);
}

TEST(KaplanMeier, a_median_on_a_flat_half_is_the_middle_of_it) {
    const Sample sample{{1, 2, 4, 5}, {1, 1, 1, 1}, {0, 0, 0, 0}};
    EXPECT_EQ(*kaplan_meier(table_of(sample, 1), 0, {})->median, 3);
    const Sample never{{1, 2, 3}, {1, 0, 0}, {0, 0, 0}};
    EXPECT_FALSE(kaplan_meier(table_of(never, 1), 0, {})->median);
    const Sample to_the_end{{1, 2, 3, 5, 9}, {0, 1, 1, 0, 0}, {0, 0, 0, 0, 0}};
    const auto rests = kaplan_meier(table_of(to_the_end, 1), 0, {});  // as survfit
    EXPECT_EQ(*rests->median, 6);
    EXPECT_EQ(*rests->median_ci_loglog.low, 2);
}

TEST(KaplanMeier, one_row_no_event_and_no_row) {
    const Sample one{{3}, {0}, {0}};
    const auto found = kaplan_meier(table_of(one, 1), 0, std::vector<double>{3});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at[0].survival, 1);
    EXPECT_EQ(found->at[0].at_risk, 1);
    EXPECT_EQ(kaplan_meier(table_of({}, 1), 0, {}).reason().why, Why::Nothing);
    EXPECT_EQ(kaplan_meier(table_of(one, 2), 1, {}).reason().why, Why::Nothing);
}

TEST(RestrictedMean, is_the_area_below_the_curve) {
    const Sample sample{{1, 3}, {1, 1}, {0, 0}};  // 1 until 1, then a half until 3
    const auto curve = kaplan_meier(table_of(sample, 1), 0, {});
    EXPECT_DOUBLE_EQ(restricted_mean(*curve, 2)->mean, 1.5);
    EXPECT_DOUBLE_EQ(restricted_mean(*curve, 10)->mean, 2);
    // A = 0.5 from 1 to 2: 0.5² · 1 / (2 · 1)
    EXPECT_DOUBLE_EQ(restricted_mean(*curve, 2)->se, std::sqrt(0.125));
    EXPECT_DOUBLE_EQ(restricted_mean(*curve, 0)->mean, 0);
    EXPECT_EQ(restricted_mean(*curve, -1).reason().why, Why::OutOfRange);
}

TEST(LogRank, leukaemia_meets_survdiff) {
    const TimeTable table = table_of(aml);
    const auto found = log_rank({&table, 1});
    ASSERT_TRUE(found.log_rank);
    EXPECT_NEAR(found.log_rank->chi2, 3.3963886, 1e-6);
    EXPECT_NEAR(found.expected[0], 10.689, 5e-4);
    EXPECT_EQ(found.observed[1], 11);
}

TEST(LogRank, a_group_that_nobody_is_in_takes_no_degree_of_freedom) {
    const TimeTable two = table_of(aml), three = table_of(aml, 3);
    const auto found = log_rank({&three, 1});
    ASSERT_TRUE(found.log_rank);
    EXPECT_EQ(found.log_rank->df, 1);
    EXPECT_EQ(found.expected[2], 0);
    EXPECT_DOUBLE_EQ(found.log_rank->chi2, log_rank({&two, 1}).log_rank->chi2);
}

TEST(LogRank, one_group_or_no_event_has_no_test) {
    const Sample alone{{1, 2}, {1, 1}, {0, 0}}, calm{{1, 2}, {0, 0}, {0, 1}};
    TimeTable table = table_of(alone);
    EXPECT_EQ(log_rank({&table, 1}).log_rank.reason().why, Why::TooFew);
    table = table_of(calm);
    EXPECT_FALSE(log_rank({&table, 1}).tarone_ware);
    EXPECT_FALSE(log_rank({}).log_rank);
}

TEST(LogRank, a_stratum_of_one_group_alone_changes_nothing) {
    const Sample alone{{1, 2, 3}, {1, 1, 1}, {1, 1, 1}};
    const std::vector<TimeTable> strata{table_of(aml), table_of(alone)};
    const TimeTable table = table_of(aml);
    EXPECT_DOUBLE_EQ(log_rank(strata).log_rank->chi2, log_rank({&table, 1}).log_rank->chi2);
}

TEST(LogRank, a_difference_beyond_all_doubles_has_a_logarithm) {
    Sample sample;
    for (int i = 0; i < 40'000; ++i) {
        sample.time.push_back(i % 2 == 0 ? 1 + i % 10 : 20 + i % 10);
        sample.event.push_back(1);
        sample.group.push_back(i % 2);
    }
    const TimeTable table = table_of(sample);
    const auto found = log_rank({&table, 1});
    ASSERT_TRUE(found.log_rank);
    EXPECT_EQ(found.log_rank->p, 0);
    EXPECT_LT(found.log_rank->ln_p, -1000);
}

TEST(TimeTable, order_of_rows_and_unit_of_time_change_nothing) {
    rc::check([] {
        const auto n = *rc::gen::inRange<std::size_t>(1, 60);
        Sample sample;
        for (std::size_t i = 0; i < n; ++i) {
            sample.time.push_back(*rc::gen::inRange(0, 12));
            sample.event.push_back(static_cast<std::uint8_t>(*rc::gen::inRange(0, 2)));
            sample.group.push_back(*rc::gen::inRange(0, 2));
        }
        const TimeTable table = table_of(sample);
        for (const double by : {1.0, 1e-12, 1e12, 0.3}) {
            const TimeTable other = table_of(scaled(shaken(sample, 7), by));
            RC_ASSERT(other.deaths == table.deaths);
            RC_ASSERT(other.leaving == table.leaving);
            const auto a = log_rank({&table, 1}), b = log_rank({&other, 1});
            RC_ASSERT(bool(a.log_rank) == bool(b.log_rank));
            if (a.log_rank) RC_ASSERT(a.log_rank->chi2 == b.log_rank->chi2);
        }
    });
}

TEST(TimeTable, times_apart_by_rounding_alone_are_one_time) {
    const Sample sample{{0.1 + 0.2, 0.3, 1}, {1, 1, 1}, {0, 0, 0}};
    EXPECT_EQ(table_of(sample, 1).times.size(), 2u);
}

}  // namespace
}  // namespace breather::statistics
