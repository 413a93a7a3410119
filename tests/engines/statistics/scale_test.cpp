#include "engines/statistics/scale.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <random>

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Data whose covariance (divisor n) is exactly this one.
MatrixXd with_covariance(const MatrixXd& covariance, Index n) {
    std::mt19937 random(4);
    std::normal_distribution<double> normal;
    MatrixXd z = MatrixXd::NullaryExpr(n, covariance.rows(), [&] { return normal(random); });
    z.rowwise() -= z.colwise().mean().eval();
    const MatrixXd own = z.transpose() * z / static_cast<double>(n);
    const MatrixXd whitened = own.llt().matrixL().solve(z.transpose()).transpose();
    const MatrixXd root = covariance.llt().matrixL();
    return whitened * root.transpose();
}

TEST(CronbachAlpha, two_items_by_hand) {
    MatrixXd answers(4, 2);
    answers << 1, 2, 2, 1, 3, 4, 4, 3;  // variances 5/3, covariance 1: alpha 2 · 2 / (10/3 + 2)
    const auto found = cronbach_alpha(answers);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->alpha, 0.75, 1e-14);
    EXPECT_NEAR(*found->standardised, 0.75, 1e-14);
    EXPECT_NEAR(*found->items[0].corrected_item_total_r, 0.6, 1e-14);
    EXPECT_FALSE(found->items[0].alpha_if_deleted);
    EXPECT_LT(found->feldt_ci95.low, 0.75);
    EXPECT_GT(found->feldt_ci95.high, 0.75);
}

TEST(CronbachAlpha, an_item_turned_round_shows_a_negative_correlation) {
    MatrixXd answers =
        with_covariance(MatrixXd::Constant(4, 4, 0.5) + 0.5 * MatrixXd::Identity(4, 4), 60);
    answers.col(2) *= -1;
    const auto found = cronbach_alpha(answers);
    ASSERT_TRUE(found);
    EXPECT_LT(*found->items[2].corrected_item_total_r, 0);
    EXPECT_GT(*found->items[0].corrected_item_total_r, 0);
}

TEST(CronbachAlpha, order_and_scale_change_nothing) {
    const MatrixXd answers =
        with_covariance(MatrixXd::Constant(5, 5, 0.3) + 0.7 * MatrixXd::Identity(5, 5), 40);
    const double plain = cronbach_alpha(answers)->alpha;
    EXPECT_NEAR(cronbach_alpha(answers.rowwise().reverse().colwise().reverse())->alpha, plain,
                1e-13);
    for (const double by : {1e-12, 1e12})
        EXPECT_NEAR(cronbach_alpha(answers * by)->alpha, plain, 1e-12);
}

TEST(CronbachAlpha, what_cannot_be_has_a_name) {
    EXPECT_EQ(cronbach_alpha(MatrixXd(1, 3)).reason().why, Why::TooFew);
    EXPECT_EQ(cronbach_alpha(MatrixXd::Random(5, 1)).reason().why, Why::TooFew);
    EXPECT_EQ(cronbach_alpha(MatrixXd::Ones(5, 3)).reason().why, Why::Constant);
    MatrixXd constant = MatrixXd::Random(6, 3);
    constant.col(1).setOnes();
    const auto found = cronbach_alpha(constant);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->standardised);
    EXPECT_FALSE(found->items[1].corrected_item_total_r);
}

TEST(McDonaldOmega, data_made_of_one_factor_give_it_back) {
    const VectorXd loadings{{0.9, 0.7, 0.5, 0.8, 0.3}}, unique{{0.3, 0.5, 0.9, 0.2, 1.1}};
    MatrixXd covariance = loadings * loadings.transpose();
    covariance.diagonal() += unique;
    for (const double by : {1.0, 1e-9, 1e9}) {
        const auto found = mcdonald_omega(with_covariance(covariance, 200) * by);
        ASSERT_TRUE(found);
        for (Index i = 0; i < 5; ++i) {
            EXPECT_NEAR(found->loadings[static_cast<std::size_t>(i)] / by, loadings[i], 1e-7);
            EXPECT_NEAR(found->uniquenesses[static_cast<std::size_t>(i)] / by / by, unique[i],
                        1e-7);
        }
        EXPECT_NEAR(found->chi2, 0, 1e-6);
        EXPECT_NEAR(found->total, 3.2 * 3.2 / (3.2 * 3.2 + 3.0), 1e-8);
        EXPECT_NEAR(found->observed_variance, found->total, 1e-8);
        EXPECT_EQ(found->df, 5);
    }
}

TEST(McDonaldOmega, three_items_always_fit) {
    const VectorXd loadings{{0.9, 0.7, 0.5}};
    MatrixXd covariance = loadings * loadings.transpose();
    covariance.diagonal().array() += 0.5;
    const auto found = mcdonald_omega(with_covariance(covariance, 50));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->df, 0);
    EXPECT_FALSE(found->p);
}

TEST(McDonaldOmega, a_uniqueness_that_would_go_below_zero_rests_at_its_bound) {
    // r12 r13 / r23 = 1.05: the first item's communality would be above 1 (a Heywood case).
    MatrixXd r(4, 4);
    r << 1, 0.9, 0.7, 0.5, 0.9, 1, 0.6, 0.42, 0.7, 0.6, 1, 0.33, 0.5, 0.42, 0.33, 1;
    const auto found = mcdonald_omega(with_covariance(r, 100));
    ASSERT_TRUE(found);
    ASSERT_EQ(found->at_bound, std::vector<std::size_t>{0});
    EXPECT_NEAR(found->uniquenesses[0], 0.005, 1e-9);
}

TEST(McDonaldOmega, the_best_of_several_fits_is_found) {
    // Three items of 16 people, one of them almost the factor. R: optim from 20 places; the search
    // once stopped beside the bound at a discrepancy of 0.047.
    Eigen::Matrix3d r;
    r << 1, 0.21563237, -0.07989466, 0.21563237, 1, 0.15482702, -0.07989466, 0.15482702, 1;
    const Eigen::Matrix3d root = r.llt().matrixL();
    Eigen::MatrixXd white(16, 3);
    for (Eigen::Index row = 0; row < 16; ++row)  // orthogonal columns of variance 1
        for (Eigen::Index item = 0; item < 3; ++item) white(row, item) = row >> item & 1 ? 1 : -1;
    const auto found = mcdonald_omega(white * root.transpose());
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->chi2, 16 * 0.01392554, 1e-5);
    EXPECT_NEAR(found->uniquenesses[1], 0.005, 1e-9);
    EXPECT_NEAR(std::abs(found->loadings[0]), 0.2160831, 1e-5);
}

TEST(McDonaldOmega, what_cannot_be_has_a_name) {
    MatrixXd answers = MatrixXd::Random(30, 4);
    EXPECT_EQ(mcdonald_omega(answers.leftCols(2)).reason().why, Why::TooFew);
    EXPECT_EQ(mcdonald_omega(answers.topRows(4)).reason().why, Why::TooFew);
    answers.col(3) = answers.col(0) + answers.col(1);
    EXPECT_EQ(mcdonald_omega(answers).reason().why, Why::Collinear);
    answers.col(3).setZero();
    EXPECT_EQ(mcdonald_omega(answers).reason().why, Why::Constant);
}

}  // namespace
}  // namespace breather::statistics
