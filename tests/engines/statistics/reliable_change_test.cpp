#include "engines/statistics/reliable_change.h"

#include <gtest/gtest.h>

#include <vector>

namespace breather::statistics {
namespace {

TEST(ReliableChange, jacobson_and_truaxs_couple) {
    // Jacobson & Truax (1991), p. 14: SD 7.5, r .80, before 32.5, after 47.5; RC = 3.16.
    ReliableChangeRule rule;
    rule.sd_pre = 7.5;
    rule.mean_pre = 40;
    rule.reliability = 0.8;
    rule.lower_is_better = false;
    rule.normative_mean = 60;
    rule.normative_sd = 7.5;
    const auto found = reliable_change(std::vector{32.5}, std::vector{47.5}, rule);
    EXPECT_NEAR((47.5 - 32.5) / found->s_diff, 3.16, 0.005);
    EXPECT_EQ(found->improved, 1u);
    EXPECT_NEAR(*found->cutoff_c, 50, 1e-12);       // half way where the SDs are equal
    EXPECT_EQ(*found->clinically_significant, 0u);  // 47.5 is not across
}

TEST(ReliableChange, the_other_direction_exchanges_improved_and_deteriorated) {
    ReliableChangeRule rule{2, 10, 0.5, 1.96, true, {}, {}};
    const std::vector<double> pre{10, 10, 10, 10}, post{1, 9, 15, 20};
    const auto lower = reliable_change(pre, post, rule);
    rule.lower_is_better = false;
    const auto higher = reliable_change(pre, post, rule);
    EXPECT_EQ(lower->improved, 1u);
    EXPECT_EQ(lower->deteriorated, 2u);
    EXPECT_EQ(lower->unchanged, 1u);
    EXPECT_EQ(higher->improved, lower->deteriorated);
    EXPECT_FALSE(lower->clinically_significant);
}

TEST(ReliableChange, without_noise_any_change_is_reliable_and_none_is_none) {
    const ReliableChangeRule rule{2, 10, 1, 1.96, true, {}, {}};
    const auto found = reliable_change(std::vector{5.0, 5.0}, std::vector{5.0, 4.0}, rule);
    EXPECT_EQ(found->improved, 1u);
    EXPECT_EQ(found->unchanged, 1u);
}

TEST(ReliableChange, what_cannot_be_told_is_refused_by_name) {
    ReliableChangeRule rule{0, 0, 0.8, 1.96, true, {}, {}};
    EXPECT_EQ(reliable_change({}, {}, rule).reason().why, Why::Constant);
    rule.sd_pre = 1;
    rule.reliability = 1.2;
    EXPECT_EQ(reliable_change({}, {}, rule).reason().what, "reliability");
    rule.reliability = 0.8;
    EXPECT_EQ(reliable_change({}, {}, rule)->n, 0u);
}

}  // namespace
}  // namespace breather::statistics
