#include "engines/statistics/contingency.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "engines/statistics/exact_tables.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

Eigen::MatrixXd table(std::initializer_list<std::initializer_list<double>> rows) {
    Eigen::MatrixXd out(rows.size(), rows.begin()->size());
    Eigen::Index r = 0;
    for (const auto& row : rows) {
        Eigen::Index c = 0;
        for (const double count : row) out(r, c++) = count;
        ++r;
    }
    return out;
}

Eigen::MatrixXd any_table(int rows, int columns, int most) {
    Eigen::MatrixXd out(rows, columns);
    for (double& count : out.reshaped()) count = *rc::gen::inRange(0, most);
    return out;
}

TEST(Association, of_equal_shares_is_none) {
    const auto found = association(table({{10, 20}, {30, 60}}));
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->pearson.chi2, 0, 1e-12);
    EXPECT_NEAR(found->pearson.p, 1, 1e-6);
    EXPECT_EQ(found->yates->chi2, 0);  // the correction takes no more than there is
}

TEST(Association, by_hand) {
    const auto found = association(table({{10, 20}, {20, 10}}));
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->pearson.chi2, 20.0 / 3, 1e-12);  // 4 · 5² / 15
    EXPECT_NEAR(found->yates->chi2, 4 * 4.5 * 4.5 / 15, 1e-12);
    EXPECT_NEAR(*found->phi, -1.0 / 3, 1e-12);
    EXPECT_NEAR(found->linear_by_linear.chi2, 59.0 / 9, 1e-12);  // (n - 1) phi²
}

TEST(Association, leaves_out_rows_and_columns_that_nobody_is_in) {
    const auto whole = association(table({{10, 0, 20}, {0, 0, 0}, {20, 0, 10}}));
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->pearson.df, 1);
    EXPECT_NEAR(whole->pearson.chi2, 20.0 / 3, 1e-12);
    EXPECT_TRUE(whole->yates);
}

TEST(Association, of_one_row_of_nobody_or_of_broken_counts_is_none) {
    EXPECT_EQ(association(table({{10, 20}, {0, 0}})).reason().why, Why::Constant);
    EXPECT_EQ(association(table({{10, 0}, {5, 0}})).reason().what, "column");
    EXPECT_EQ(association(table({{0, 0}, {0, 0}})).reason().why, Why::Nothing);
    EXPECT_EQ(association(Eigen::MatrixXd()).reason().why, Why::Nothing);
    EXPECT_EQ(association(table({{1, -1}, {2, 2}})).reason().why, Why::OutOfRange);
}

TEST(Association, does_not_depend_on_the_order_or_on_which_way_the_table_lies) {
    EXPECT_TRUE(rc::check([] {
        const Eigen::MatrixXd one = any_table(3, 4, 30);
        const auto found = association(one);
        if (!found) return;
        const auto turned = association(one.transpose());
        const auto reversed = association(one.colwise().reverse());
        for (const auto* other : {&turned, &reversed}) {
            RC_ASSERT(std::abs((*other)->pearson.chi2 - found->pearson.chi2) < 1e-9);
            RC_ASSERT(std::abs((*other)->likelihood_ratio.chi2 - found->likelihood_ratio.chi2) <
                      1e-9);
            RC_ASSERT(std::abs((*other)->linear_by_linear.chi2 - found->linear_by_linear.chi2) <
                      1e-9);
        }
    }));
}

TEST(LogOfP, goes_on_where_the_p_value_has_ended) {
    // R: pchisq(c(10, 1000, 5000), 3, lower = FALSE, log = TRUE)
    EXPECT_NEAR(ln_beyond_chi_squared(10, 3), std::log(beyond_chi_squared(10, 3)), 1e-12);
    for (const double df : {1.0, 2.0, 3.0, 8.0}) {
        const double x = 1250;  // just before the series takes over
        const double step = ln_beyond_chi_squared(1400, df) - ln_beyond_chi_squared(x, df);
        EXPECT_NEAR(step, -75 + (df / 2 - 1) * std::log(1400 / x), 1e-3);
    }
    EXPECT_NEAR(ln_beyond_chi_squared(5000, 2), -2500, 1e-9);
    EXPECT_EQ(beyond_chi_squared(0, 2), 1);
}

TEST(TwoByTwoTables, by_hand) {
    const auto found = two_by_two(10, 20, 20, 10);
    EXPECT_NEAR(found.odds_ratio->value, 0.25, 1e-12);
    EXPECT_NEAR(std::log(found.odds_ratio->ci95->high / 0.25), normal_975() * std::sqrt(0.3),
                1e-12);
    EXPECT_NEAR(found.risk_ratio->value, 0.5, 1e-12);
    EXPECT_NEAR(found.risk_difference->value, -1.0 / 3, 1e-12);
}

TEST(TwoByTwoTables, meets_newcombes_printed_interval) {
    // Newcombe (1998, Stat Med 17:873), table II, method 10: 56/70 - 48/80.
    const auto found = two_by_two(56, 14, 48, 32);
    EXPECT_NEAR(found.risk_difference->ci95->low, 0.0524, 5e-5);
    EXPECT_NEAR(found.risk_difference->ci95->high, 0.3339, 5e-5);
}

TEST(TwoByTwoTables, with_a_cell_of_nobody_give_no_interval_that_divides_by_it) {
    const auto found = two_by_two(0, 14, 9, 37);
    EXPECT_EQ(found.odds_ratio->value, 0);
    EXPECT_FALSE(found.odds_ratio->ci95);
    EXPECT_EQ(found.risk_ratio->value, 0);
    EXPECT_FALSE(found.risk_ratio->ci95);
    EXPECT_TRUE(found.risk_difference->ci95);
    EXPECT_TRUE(std::isinf(two_by_two(9, 37, 0, 14).odds_ratio->value));
    EXPECT_FALSE(two_by_two(0, 14, 0, 37).odds_ratio);
    EXPECT_FALSE(two_by_two(0, 0, 5, 5).risk_difference);
}

TEST(Fisher, meets_the_lady_who_tastes_tea) {
    const auto found = fisher_two_by_two(Eigen::Matrix2d{{3, 1}, {1, 3}});
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->p_two_sided, 34.0 / 70, 1e-12);
    EXPECT_NEAR(found->p_greater, 17.0 / 70, 1e-12);
    EXPECT_NEAR(found->p_less, 69.0 / 70, 1e-12);
    EXPECT_NEAR(found->conditional_or, 6.408309, 1e-6);  // R: fisher.test(TeaTasting)
}

TEST(Fisher, of_a_million_rows_is_near_the_chi_squared_one) {
    const Eigen::Matrix2d many{{250500, 249500}, {249700, 250300}};
    const auto found = fisher_two_by_two(many);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->p_two_sided, association(many)->yates->p, 2e-4);
    EXPECT_NEAR(found->p_two_sided, 2 * found->p_greater, 1e-3);
    EXPECT_NEAR(found->conditional_or_exact, 250500.0 * 250300 / (249500.0 * 249700), 1e-4);
    EXPECT_EQ(fisher_two_by_two(Eigen::Matrix2d{{5e5, 0}, {0, 5e5}})->p_two_sided,
              0);  // underflows
}

TEST(Fisher, meets_the_examples_of_r_for_larger_tables) {
    // R: example(fisher.test), Job (Agresti 2002, p. 57) and MP6 (Mehta & Patel 1983, table 6).
    EXPECT_NEAR(
        *fisher_r_by_c(table({{1, 2, 1, 0}, {3, 3, 6, 1}, {10, 10, 14, 9}, {6, 7, 12, 11}})),
        0.7827, 5e-5);
    EXPECT_NEAR(*fisher_r_by_c(table({{1, 2, 2, 1, 1, 0, 1},
                                      {2, 0, 0, 2, 3, 0, 0},
                                      {0, 1, 1, 1, 2, 7, 3},
                                      {1, 1, 2, 0, 0, 0, 1},
                                      {0, 1, 1, 1, 1, 0, 0}})),
                0.03929, 5e-6);
}

TEST(Fisher, of_any_size_is_what_the_small_table_is_and_what_its_turned_one_is) {
    EXPECT_TRUE(rc::check([] {
        const Eigen::MatrixXd one = any_table(2, 2, 40);
        const auto exact = fisher_two_by_two(Eigen::Matrix2d(one));
        const auto general = fisher_r_by_c(one);
        RC_ASSERT(bool(exact) == bool(general));
        if (exact) RC_ASSERT(std::abs(exact->p_two_sided / *general - 1) < 1e-8);
        const Eigen::MatrixXd wide = any_table(3, 4, 7);
        const auto p = fisher_r_by_c(wide);
        if (!p) return;
        RC_ASSERT(std::abs(*fisher_r_by_c(wide.transpose()) / *p - 1) < 1e-8);
        RC_ASSERT(std::abs(*fisher_r_by_c(wide.rowwise().reverse()) / *p - 1) < 1e-8);
    }));
}

/// Every table of these margins, one after the other.
double by_enumeration(const Eigen::MatrixXd& observed) {
    const Eigen::VectorXd rows = observed.rowwise().sum();
    const Eigen::RowVectorXd columns = observed.colwise().sum();
    const auto ln = [](const Eigen::MatrixXd& t) {
        double out = 0;
        for (const double x : t.reshaped()) out -= std::lgamma(x + 1);
        return out;
    };
    const double limit = ln(observed) + 1e-7;
    double all = 0, beyond = 0;
    Eigen::MatrixXd t(2, 3);
    for (t(0, 0) = 0; t(0, 0) <= columns[0]; ++t(0, 0))
        for (t(0, 1) = 0; t(0, 1) <= columns[1]; ++t(0, 1)) {
            t(0, 2) = rows[0] - t(0, 0) - t(0, 1);
            t.row(1) = columns - t.row(0);
            if (t.minCoeff() < 0) continue;
            all += std::exp(ln(t));
            if (ln(t) <= limit) beyond += std::exp(ln(t));
        }
    return beyond / all;
}

TEST(Fisher, is_the_sum_over_every_table) {
    EXPECT_TRUE(rc::check([] {
        const Eigen::MatrixXd one = any_table(2, 3, 25);
        const auto p = fisher_r_by_c(one);
        if (p) RC_ASSERT(std::abs(by_enumeration(one) / *p - 1) < 1e-8);
    }));
}

TEST(Fisher, says_when_there_are_too_many_tables_and_when_there_is_nothing_to_count) {
    EXPECT_EQ(fisher_r_by_c(Eigen::MatrixXd::Constant(6, 6, 100), 1e4).reason().why,
              Why::NoConvergence);
    EXPECT_EQ(fisher_r_by_c(table({{0.5, 2}, {3, 4}})).reason().why, Why::OutOfRange);
    EXPECT_EQ(fisher_two_by_two(Eigen::Matrix2d{{0, 0}, {3, 4}}).reason().why, Why::Constant);
    EXPECT_EQ(fisher_two_by_two(Eigen::Matrix2d{{0, 5}, {3, 4}})->conditional_or, 0);
    EXPECT_TRUE(std::isinf(fisher_two_by_two(Eigen::Matrix2d{{5, 0}, {3, 4}})->conditional_or));
}

TEST(McNemarTest, by_hand) {
    const auto found = mcnemar(6, 18);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->chi2, 6, 1e-12);
    EXPECT_NEAR(found->chi2_corrected, 121.0 / 24, 1e-12);
    EXPECT_EQ(mcnemar(5, 5)->chi2_corrected, 0);
    EXPECT_EQ(mcnemar(5, 5)->p_exact, 1);
    EXPECT_NEAR(mcnemar(0, 5)->p_exact, 1.0 / 16, 1e-12);
    EXPECT_EQ(mcnemar(0, 0).reason().why, Why::TooFew);
}

TEST(CochranArmitage, meets_the_smokers_of_fleiss) {
    // R: example(prop.trend.test)
    const double smokers[] = {83, 90, 129, 70}, patients[] = {86, 93, 136, 82};
    const double scores[] = {1, 2, 3, 4}, stretched[] = {-7, 1e6 - 7, 2e6 - 7, 3e6 - 7};
    const auto found = cochran_armitage(smokers, patients, scores);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->chi2, 8.2249, 5e-5);
    EXPECT_NEAR(found->p, 0.004132, 5e-7);
    EXPECT_LT(found->z, 0);
    EXPECT_NEAR(cochran_armitage(smokers, patients, stretched)->chi2, found->chi2, 1e-9);
    const double none[] = {0, 0, 0, 0}, same[] = {2, 2, 2, 2};
    EXPECT_EQ(cochran_armitage(none, patients, scores).reason().what, "outcome");
    EXPECT_EQ(cochran_armitage(smokers, patients, same).reason().what, "scores");
}

}  // namespace
}  // namespace breather::statistics
