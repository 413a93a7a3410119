#include "engines/statistics/agreement.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

namespace breather::statistics {
namespace {

Eigen::MatrixXd square(std::initializer_list<std::initializer_list<double>> rows) {
    return Eigen::MatrixXd(rows);
}

TEST(CohenKappa, a_small_table_by_hand) {
    const auto found = cohen_kappa(square({{20, 5}, {10, 15}}), KappaWeights::None);
    ASSERT_TRUE(found);
    EXPECT_DOUBLE_EQ(found->po, 0.7);
    EXPECT_DOUBLE_EQ(found->pe, 0.5);
    EXPECT_NEAR(found->kappa, 0.4, 1e-15);
}

TEST(CohenKappa, two_levels_have_the_same_kappa_whatever_the_weights) {
    const auto table = square({{20, 5}, {10, 15}});
    const auto none = cohen_kappa(table, KappaWeights::None);
    for (const auto weights : {KappaWeights::Linear, KappaWeights::Quadratic}) {
        EXPECT_NEAR(cohen_kappa(table, weights)->kappa, none->kappa, 1e-14);
        EXPECT_NEAR(cohen_kappa(table, weights)->se, none->se, 1e-14);
    }
}

TEST(CohenKappa, full_agreement_is_one_and_chance_without_spread_has_none) {
    const auto found = cohen_kappa(square({{5, 0}, {0, 7}}), KappaWeights::None);
    ASSERT_TRUE(found);
    EXPECT_DOUBLE_EQ(found->kappa, 1);
    EXPECT_NEAR(found->se, 0, 1e-12);
    EXPECT_EQ(cohen_kappa(square({{9, 0}, {0, 0}}), KappaWeights::None).reason().why,
              Why::Constant);
    EXPECT_EQ(cohen_kappa(square({{0, 0}, {0, 0}}), KappaWeights::None).reason().why, Why::Nothing);
}

TEST(CohenKappa, coders_may_be_exchanged_and_levels_renamed) {
    rc::check([] {
        Eigen::MatrixXd table(4, 4);
        for (Eigen::Index i = 0; i < 16; ++i) table(i / 4, i % 4) = *rc::gen::inRange(0, 20);
        const auto one = cohen_kappa(table, KappaWeights::None);
        RC_PRE(bool(one));
        const std::vector<Eigen::Index> order{2, 0, 3, 1};
        const auto other = cohen_kappa(table.transpose()(order, order), KappaWeights::None);
        RC_ASSERT(std::abs(one->kappa - other->kappa) < 1e-12);
        RC_ASSERT(std::abs(one->se - other->se) < 1e-9);
        // A level nobody used changes nothing.
        Eigen::MatrixXd wide = Eigen::MatrixXd::Zero(5, 5);
        wide.topLeftCorner(4, 4) = table;
        RC_ASSERT(std::abs(cohen_kappa(wide, KappaWeights::None)->kappa - one->kappa) < 1e-12);
    });
}

TEST(Agreement, a_small_table_by_hand) {
    const auto found = agreement(square({{20, 5}, {10, 15}}));
    ASSERT_TRUE(found);
    EXPECT_NEAR(*found->pabak, 0.4, 1e-15);
    EXPECT_NEAR(*found->scott_pi, (0.7 - 0.505) / 0.495, 1e-14);  // shares 0.55, 0.45
    EXPECT_NEAR(*found->gwet_ac1, (0.7 - 0.495) / 0.505, 1e-14);
    EXPECT_NEAR(*found->categories[0].positive_agreement, 40.0 / 55, 1e-14);
    EXPECT_NEAR(*found->categories[0].kappa, 0.4, 1e-14);
}

TEST(Agreement, a_level_nobody_used_has_no_agreement_of_its_own) {
    const auto found = agreement(square({{20, 5, 0}, {10, 15, 0}, {0, 0, 0}}));
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->categories[2].kappa);
    EXPECT_FALSE(found->categories[2].positive_agreement);
}

TEST(FleissKappa, the_published_example) {
    // Fleiss, as worked out in many textbooks: 10 subjects, 14 raters, 5 levels; 0.210.
    const auto found = fleiss_kappa(square({{0, 0, 0, 0, 14},
                                            {0, 2, 6, 4, 2},
                                            {0, 0, 3, 5, 6},
                                            {0, 3, 9, 2, 0},
                                            {2, 2, 8, 1, 1},
                                            {7, 7, 0, 0, 0},
                                            {3, 2, 6, 3, 0},
                                            {2, 5, 3, 2, 2},
                                            {6, 5, 2, 1, 0},
                                            {0, 2, 2, 3, 7}}));
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->kappa, 0.2099307, 1e-7);
    EXPECT_EQ(found->raters, 14);
}

TEST(FleissKappa, what_cannot_be_has_a_name) {
    EXPECT_EQ(fleiss_kappa(Eigen::MatrixXd(0, 3)).reason().why, Why::Nothing);
    EXPECT_EQ(fleiss_kappa(square({{1, 0}, {0, 1}})).reason().why, Why::TooFew);
    EXPECT_EQ(fleiss_kappa(square({{2, 0}, {2, 0}})).reason().why, Why::Constant);
    EXPECT_EQ(fleiss_kappa(square({{2, 0}, {1, 0}})).reason().why, Why::OutOfRange);
}

TEST(Krippendorff, the_published_example_of_four_coders) {
    // Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example D; values 1 to 5.
    constexpr int no = -1;
    const int coders[4][12] = {{0, 1, 2, 2, 1, 0, 3, 0, 1, no, no, no},
                               {0, 1, 2, 2, 1, 1, 3, 0, 1, 4, no, 2},
                               {no, 2, 2, 2, 1, 2, 3, 1, 1, 4, 0, no},
                               {0, 1, 2, 2, 1, 3, 3, 0, 1, 4, 0, no}};
    std::vector<std::vector<int>> units(12);
    for (const auto& coder : coders)
        for (std::size_t unit = 0; unit < 12; ++unit)
            if (coder[unit] != no) units[unit].push_back(coder[unit]);
    const std::vector<double> levels{1, 2, 3, 4, 5};
    EXPECT_NEAR(*krippendorff_alpha(units, levels, Metric::Nominal), 0.743, 5e-4);
    EXPECT_NEAR(*krippendorff_alpha(units, levels, Metric::Ordinal), 0.815, 5e-4);
    EXPECT_NEAR(*krippendorff_alpha(units, levels, Metric::Interval), 0.849, 5e-4);
    EXPECT_NEAR(*krippendorff_alpha(units, levels, Metric::Ratio), 0.797, 5e-4);
    EXPECT_EQ(pairable(units).units_pairable, 11u);
    EXPECT_EQ(pairable(units).values, 40u);
}

TEST(Krippendorff, interval_alpha_does_not_mind_the_unit) {
    const std::vector<std::vector<int>> units{{0, 0}, {1, 2}, {2, 2}, {0, 1}, {1}};
    const double plain = *krippendorff_alpha(units, std::vector<double>{1, 2, 5}, Metric::Interval);
    for (const double by : {1e-12, 1e12})
        EXPECT_NEAR(*krippendorff_alpha(units, std::vector<double>{1 * by, 2 * by, 5 * by},
                                        Metric::Interval),
                    plain, 1e-12);
}

TEST(Krippendorff, what_cannot_be_has_a_name) {
    const std::vector<double> levels{-1, 1};
    EXPECT_EQ(krippendorff_alpha({{0}, {1}}, levels, Metric::Nominal).reason().why, Why::TooFew);
    EXPECT_EQ(krippendorff_alpha({{0, 0}, {0, 0}}, levels, Metric::Nominal).reason().why,
              Why::Constant);
    EXPECT_EQ(krippendorff_alpha({{0, 1}, {0, 0}}, levels, Metric::Ratio).reason().why,
              Why::OutOfRange);
}

TEST(IntraclassCorrelation, the_published_example) {
    // Shrout & Fleiss (1979), table 2: six targets, four judges; table 4 gives the six forms.
    const auto found = icc(square(
        {{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}}));
    ASSERT_TRUE(found);
    EXPECT_NEAR(*found->icc_1_1, 0.17, 5e-3);
    EXPECT_NEAR(*found->icc_2_1, 0.29, 5e-3);
    EXPECT_NEAR(*found->icc_3_1, 0.71, 5e-3);
    EXPECT_NEAR(*found->icc_1_k, 0.44, 5e-3);
    EXPECT_NEAR(*found->icc_2_k, 0.62, 5e-3);
    EXPECT_NEAR(*found->icc_3_k, 0.91, 5e-3);
}

TEST(IntraclassCorrelation, scale_and_start_of_the_ratings_change_nothing) {
    const auto table = square({{9, 2, 5}, {6, 1, 3}, {8, 4, 6}, {7, 1, 2}});
    const double plain = *icc(table)->icc_2_1;
    EXPECT_NEAR(*icc(table * 1e12)->icc_2_1, plain, 1e-12);
    EXPECT_NEAR(*icc(table * 1e-12)->icc_2_1, plain, 1e-12);
    EXPECT_NEAR(*icc(table.array() + 1e6)->icc_2_1, plain, 1e-9);
}

TEST(IntraclassCorrelation, what_cannot_be_has_a_name) {
    EXPECT_EQ(icc(square({{1, 2}})).reason().why, Why::TooFew);
    EXPECT_EQ(icc(square({{1}, {2}})).reason().why, Why::TooFew);
    EXPECT_EQ(icc(square({{3, 3}, {3, 3}})).reason().why, Why::Constant);
}

}  // namespace
}  // namespace breather::statistics
