#include "engines/statistics/pooling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace breather::statistics {
namespace {

TEST(Pooling, a_worked_example_by_hand) {
    // Three imputations: mean 2, within 0.5, between 1; T = 0.5 + 4/3.
    const auto found = pool(std::vector{1.0, 2.0, 3.0}, std::vector{0.4, 0.5, 0.6}, 50);
    const double total = 0.5 + 4.0 / 3, lambda = (4.0 / 3) / total;
    EXPECT_NEAR(found->estimate, 2, 1e-15);
    EXPECT_NEAR(found->se, std::sqrt(total), 1e-15);
    EXPECT_NEAR(*found->riv, (4.0 / 3) / 0.5, 1e-14);
    EXPECT_NEAR(found->df_rubin, 2 / (lambda * lambda), 1e-12);
    const double observed = 51.0 / 53 * 50 * (1 - lambda);
    EXPECT_NEAR(found->df_barnard_rubin, 1 / (1 / found->df_rubin + 1 / observed), 1e-12);
}

TEST(Pooling, imputations_that_agree_add_no_uncertainty) {
    const auto found = pool(std::vector{2.0, 2.0}, std::vector{0.25, 0.25}, 20);
    EXPECT_NEAR(found->se, 0.5, 1e-15);
    EXPECT_TRUE(std::isinf(found->df_rubin));
    EXPECT_NEAR(found->df_barnard_rubin, 21.0 / 23 * 20, 1e-12);
    const auto large = pool(std::vector{2.0, 2.0}, std::vector{0.25, 0.25},
                            std::numeric_limits<double>::infinity());
    EXPECT_TRUE(std::isinf(large->df_barnard_rubin));
    EXPECT_NEAR(large->ci95->high, 2 + 0.5 * 1.959963984540054, 1e-12);
}

TEST(Pooling, what_cannot_be_pooled_is_refused_by_name) {
    EXPECT_EQ(pool(std::vector{1.0}, std::vector{1.0}, 9).reason().why, Why::TooFew);
    EXPECT_EQ(pool(std::vector{1.0, 2.0}, std::vector{1.0, -1.0}, 9).reason().why, Why::OutOfRange);
    EXPECT_EQ(pool(std::vector{1.0, 2.0}, std::vector{1.0, 1.0}, 0).reason().why, Why::OutOfRange);
    const auto certain = pool(std::vector{1.0, 1.0}, std::vector{0.0, 0.0}, 9);
    EXPECT_FALSE(certain->p);
    EXPECT_FALSE(certain->fmi);
}

}  // namespace
}  // namespace breather::statistics
