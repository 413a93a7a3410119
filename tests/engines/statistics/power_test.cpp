#include "engines/statistics/power.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace breather::statistics {
namespace {

TEST(Power, of_two_means_meets_power_t_test) {
    // R: power.t.test(n = 20, delta = 1, strict = TRUE), power.t.test(power = .9, delta = 1)
    EXPECT_NEAR(*power_two_means(1, 20, 20), 0.8689530277, 1e-9);
    EXPECT_EQ(*smallest_n(0.9, [](double n) { return power_two_means(1, n, n); }), 23);
    EXPECT_EQ(*smallest_n(0.8, [](double n) { return power_two_means(0.5, n, n); }), 64);
    EXPECT_NEAR(*power_two_means(-1, 20, 20), *power_two_means(1, 20, 20), 1e-12);
    EXPECT_DOUBLE_EQ(*power_two_means(0, 20, 20), 0.05);
    EXPECT_DOUBLE_EQ(*power_two_means(1, 1e6, 1e6), 1);
}

TEST(Power, of_arms_meets_power_anova_test) {
    // R: power.anova.test(groups = 4, between.var = 1, within.var = 3, power = .80): n = 11.92613
    const double f = std::sqrt(1.0 * 3 / 4 / 3);
    EXPECT_LT(*power_arms(f, 4, 11), 0.8);
    EXPECT_EQ(*smallest_n(0.8, [&](double n) { return power_arms(f, 4, n); }), 12);
    EXPECT_NEAR(*power_arms(0.25, 2, 30), *power_two_means(0.5, 30, 30), 1e-9);  // F is t squared
    EXPECT_NEAR(*effect_f(std::vector<double>{0, 0.5}, 1), 0.25, 1e-15);
}

TEST(Power, of_two_proportions_meets_power_prop_test) {
    // R: power.prop.test(n = 50, p1 = .50, p2 = .75, strict = TRUE); power.prop.test(p1 = .50, p2 =
    // .75, power = .90)
    EXPECT_NEAR(*power_two_proportions(0.5, 0.75, 50), 0.7401671935, 1e-9);
    EXPECT_EQ(*smallest_n(0.9, [](double n) { return power_two_proportions(0.5, 0.75, n); }), 77);
}

TEST(Power, of_two_means_is_what_trials_played_many_times_show) {
    std::mt19937_64 random(8);
    std::normal_distribution<double> normal;
    constexpr int trials = 20'000, n = 26;
    const double limit = 2.008559;  // qt(0.975, 50)
    int seen = 0;
    for (int trial = 0; trial < trials; ++trial) {
        double sum[2] = {0, 0}, squares = 0;
        for (int arm = 0; arm < 2; ++arm) {
            double own = 0;
            for (int i = 0; i < n; ++i) {
                const double x = normal(random) + 0.7 * arm;
                sum[arm] += x;
                own += x * x;
            }
            squares += own - sum[arm] * sum[arm] / n;
        }
        const double t = (sum[1] - sum[0]) / n / std::sqrt(squares / (2 * n - 2) * 2 / n);
        seen += std::abs(t) > limit;
    }
    EXPECT_NEAR(static_cast<double>(seen) / trials, *power_two_means(0.7, n, n), 0.01);  // 3 SE
}

TEST(Power, of_a_cluster_trial_is_what_trials_played_many_times_show) {
    // 12 clusters of 10 in each arm, ICC 0.1: the variance of an arm's mean, against its formula.
    std::mt19937_64 random(9);
    std::normal_distribution<double> normal;
    constexpr int times = 20'000, clusters = 12, size = 10;
    double sum = 0, squares = 0;
    for (int time = 0; time < times; ++time) {
        double mean = 0;
        for (int c = 0; c < clusters; ++c) {
            const double shared = std::sqrt(0.1) * normal(random);
            for (int i = 0; i < size; ++i) mean += shared + std::sqrt(0.9) * normal(random);
        }
        mean /= clusters * size;
        sum += mean;
        squares += mean * mean;
    }
    const double variance = squares / times - sum * sum / times / times;
    EXPECT_NEAR(variance * clusters * size, *design_effect(size, 0.1), 0.06);
    EXPECT_NEAR(*design_effect(10, 0.1), 1.9, 1e-12);
    EXPECT_NEAR(*design_effect(10, 0.1, 0.5), 2.15, 1e-12);
}

TEST(Power, repeated_measures_save_people) {
    EXPECT_DOUBLE_EQ(*repeated_measures_factor(0, 1, 0.6), 1);
    EXPECT_DOUBLE_EQ(*repeated_measures_factor(1, 1, 0.6), 1 - 0.36);  // ANCOVA: 1 - rho²
    EXPECT_NEAR(*repeated_measures_factor(1, 2, 0.6), 0.8 - 0.36, 1e-12);
    EXPECT_NEAR(*repeated_measures_factor(2, 3, 0.5), 2.0 / 3 - 2 * 0.25 / 1.5, 1e-12);
}

TEST(Power, what_cannot_be_has_a_name) {
    EXPECT_EQ(power_two_means(1, 1, 5).reason().why, Why::TooFew);
    EXPECT_EQ(power_two_means(1, 5, 5, 0).reason().why, Why::OutOfRange);
    EXPECT_EQ(power_arms(0.2, 1, 5).reason().why, Why::TooFew);
    EXPECT_EQ(power_two_proportions(0, 0, 10).reason().why, Why::Constant);
    EXPECT_EQ(design_effect(10, 2).reason().why, Why::OutOfRange);
    EXPECT_EQ(smallest_n(0.8, [](double n) { return power_two_means(0, n, n); }).reason().why,
              Why::NoConvergence);
    EXPECT_DOUBLE_EQ(with_dropout(80, 0.2), 100);
}

}  // namespace
}  // namespace breather::statistics
