#include "engines/statistics/logistic.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engines/statistics/binary_likelihood.h"
#include "engines/statistics/fit_quality.h"
#include "engines/statistics/separation.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

struct Data {
    MatrixXd x;
    std::vector<double> y;
};

/// A constant, numbers and a yes or no; the outcome follows them.
Data made(Index rows, unsigned seed, double strength = 0.7) {
    std::mt19937 chance(seed);  // of a fixed seed: the same data each time
    std::normal_distribution<> normal;
    std::uniform_real_distribution<> share;
    Data out{MatrixXd::Ones(rows, 4), {}};
    for (Index i = 0; i < rows; ++i) {
        out.x(i, 1) = normal(chance);
        out.x(i, 2) = normal(chance);
        out.x(i, 3) = share(chance) < 0.4;
        const double eta = strength * (out.x(i, 1) - out.x(i, 3)) + 0.2;
        out.y.push_back(share(chance) < 1 / (1 + std::exp(-eta)));
    }
    return out;
}

/// a of a + b in the first group, c of c + d in the second, as rows: constant and first group.
Data two_by_two(int a, int b, int c, int d) {
    Data out{MatrixXd::Ones(a + b + c + d, 2), {}};
    for (int i = 0; i < a + b + c + d; ++i) {
        out.x(i, 1) = i < a + b;
        out.y.push_back(i < a || (i >= a + b && i < a + b + c));
    }
    return out;
}

bool near(double a, double b, double tolerance = 1e-7) {
    return std::abs(a - b) <= tolerance * std::max({1e-3, std::abs(a), std::abs(b)});
}

TEST(Logistic, of_two_groups_is_the_log_odds_ratio_with_woolfs_error) {
    const Data data = two_by_two(10, 20, 20, 10);
    const auto fit = fit_logistic(data.x, data.y, {}, Intervals::Wald);
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->estimate[1], std::log(0.25), 1e-10);
    EXPECT_NEAR(fit->estimate[0], std::log(2), 1e-10);
    EXPECT_NEAR(fit->se[1], std::sqrt(0.3), 1e-9);
    EXPECT_NEAR(fit->log_lik_null, 60 * std::log(0.5), 1e-10);
    EXPECT_EQ(fit->df(), 1u);
}

TEST(Logistic, does_not_depend_on_the_order_of_the_rows_or_the_scale_of_the_columns) {
    EXPECT_TRUE(rc::check([] {
        const Data data = made(80, *rc::gen::arbitrary<unsigned>());
        const auto fit = fit_logistic(data.x, data.y, {}, Intervals::Profile);
        if (!fit) return;
        Data other{data.x.colwise().reverse(), {data.y.rbegin(), data.y.rend()}};
        other.x.col(1) *= 1e12;
        other.x.col(2) *= 1e-12;
        const auto again = fit_logistic(other.x, other.y, {}, Intervals::Profile);
        RC_ASSERT(bool(again));
        RC_ASSERT(near(again->log_lik, fit->log_lik));
        for (const auto& [c, scale] : {std::pair{1, 1e12}, std::pair{2, 1e-12}}) {
            const auto place = static_cast<std::size_t>(c);
            RC_ASSERT(near(again->estimate[c] * scale, fit->estimate[c]));
            RC_ASSERT(near(again->se[c] * scale, fit->se[c]));
            RC_ASSERT(near(again->profile_ci95[place]->low * scale, fit->profile_ci95[place]->low));
        }
    }));
}

TEST(Logistic, weighs_a_row_as_if_it_stood_there_so_many_times) {
    EXPECT_TRUE(rc::check([] {
        const Data data = made(60, *rc::gen::arbitrary<unsigned>());
        std::vector<double> weights, y;
        std::vector<Index> rows;
        for (std::size_t i = 0; i < data.y.size(); ++i) {
            weights.push_back(*rc::gen::inRange(1, 4));
            for (int k = 0; k < weights.back(); ++k) {
                rows.push_back(static_cast<Index>(i));
                y.push_back(data.y[i]);
            }
        }
        const MatrixXd repeated = data.x(rows, Eigen::all);
        for (const bool firth : {false, true}) {
            const auto once = firth ? fit_firth(data.x, data.y, weights)
                                    : fit_logistic(data.x, data.y, weights, Intervals::Profile);
            const auto often = firth ? fit_firth(repeated, y, {})
                                     : fit_logistic(repeated, y, {}, Intervals::Profile);
            RC_ASSERT(bool(once) == bool(often));
            if (!once) continue;
            RC_ASSERT(near(once->log_lik, often->log_lik));
            RC_ASSERT(near(once->log_lik_null, often->log_lik_null));
            RC_ASSERT(near(once->estimate[1], often->estimate[1], 1e-6));
            RC_ASSERT(near(once->se[1], often->se[1], 1e-6));
            RC_ASSERT(near(once->profile_ci95[1]->high, often->profile_ci95[1]->high, 1e-6));
        }
    }));
}

TEST(Logistic, holds_where_two_columns_are_nearly_one) {
    Data data = made(300, 7);
    const auto plain = fit_logistic(data.x, data.y, {}, Intervals::Wald);
    ASSERT_TRUE(plain);
    data.x.col(2) = data.x.col(1) + 1e-5 * data.x.col(2);  // the same model in other words
    const auto turned = fit_logistic(data.x, data.y, {}, Intervals::Wald);
    ASSERT_TRUE(turned);
    EXPECT_NEAR(turned->log_lik, plain->log_lik, 1e-9);
    EXPECT_NEAR(turned->estimate[2] * 1e-5, plain->estimate[2], 1e-7);
}

TEST(Logistic, of_many_rows_meets_the_same_numbers_as_of_few_with_weights) {
    Data few = made(2000, 3);
    const int times = 50;  // 100,000 rows: the other way through the code
    Data many{few.x.replicate(times, 1), {}};
    for (int k = 0; k < times; ++k) many.y.insert(many.y.end(), few.y.begin(), few.y.end());
    MatrixXd wide(many.x.rows(), 24);  // beyond what is made orthonormal first
    wide.leftCols(4) = many.x;
    std::mt19937 chance(1);
    for (double& cell : wide.rightCols(20).reshaped()) cell = double(chance() % 1000) / 500 - 1;
    const std::vector<double> weights(few.y.size(), times);
    const auto once = fit_logistic(few.x, few.y, weights, Intervals::Wald);
    const auto often = fit_logistic(many.x, many.y, {}, Intervals::Wald);
    ASSERT_TRUE(once && often);
    for (Index c = 0; c < 4; ++c) {
        EXPECT_NEAR(once->estimate[c], often->estimate[c], 1e-9);
        EXPECT_NEAR(once->se[c], often->se[c], 1e-10);
    }
    const auto all = fit_logistic(wide, many.y, {}, Intervals::Wald);
    const auto again = fit_logistic(wide, many.y, {}, Intervals::Wald);
    ASSERT_TRUE(all);
    EXPECT_EQ(all->estimate, again->estimate);  // to the last bit, whoever took which chunk
    EXPECT_TRUE(aliased(wide).empty());
    EXPECT_GT(all->log_lik, often->log_lik);
}

TEST(Logistic, names_what_cannot_be_fitted) {
    const Data data = made(50, 1);
    EXPECT_EQ(fit_logistic(MatrixXd(0, 2), {}, {}, Intervals::Wald).reason().why, Why::Nothing);
    const std::vector<double> ones(50, 1.0);
    EXPECT_EQ(fit_logistic(data.x, ones, {}, Intervals::Wald).reason().what, "outcome");
    std::vector<double> broken = ones;
    broken[3] = -1;
    EXPECT_EQ(fit_logistic(data.x, data.y, broken, Intervals::Wald).reason().why, Why::OutOfRange);
    MatrixXd twice = data.x;
    twice.col(2) = twice.col(1);
    EXPECT_EQ(fit_logistic(twice, data.y, {}, Intervals::Wald).reason().why, Why::Collinear);
    EXPECT_EQ(fit_firth(twice, data.y, {}).reason().why, Why::Collinear);
    EXPECT_EQ(aliased(twice), std::vector<std::size_t>{2});
}

TEST(Firth, of_two_groups_adds_half_a_person_to_each_cell) {
    for (const auto& [a, b, c, d] :
         {std::array{10, 20, 20, 10}, std::array{0, 14, 9, 37}, std::array{1, 0, 24, 35}}) {
        const Data data = two_by_two(a, b, c, d);
        const auto fit = fit_firth(data.x, data.y, {});
        ASSERT_TRUE(fit);
        EXPECT_NEAR(fit->estimate[1], std::log((a + .5) * (d + .5) / ((b + .5) * (c + .5))), 1e-8);
        EXPECT_LT(fit->profile_ci95[1]->low, fit->estimate[1]);
    }
}

TEST(Firth, of_one_person_has_an_estimate) {
    const std::vector<double> one{1};
    const auto fit = fit_firth(MatrixXd::Ones(1, 1), one, {});
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->estimate[0], std::log(1.5 / 0.5), 1e-8);
}

TEST(Firth, of_many_rows_told_apart_by_a_number_ends_soon) {
    Eigen::MatrixXd x = Eigen::MatrixXd::Ones(1000, 2);
    std::vector<double> y(1000);
    for (Index row = 0; row < 1000; ++row) {
        x(row, 1) = double(row);
        y[std::size_t(row)] = row > 500;
    }
    const auto fit = fit_firth(x, y, {});  // once half a minute, most of it standing still
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->estimate[1], 0.83706451, 1e-6);
    EXPECT_NEAR(std::exp(fit->profile_ci95[1]->low), 1.3071652, 1e-5);
}

TEST(Firth, weighs_a_row_as_if_it_stood_there_so_many_times) {
    Eigen::MatrixXd x(5, 2), often(9, 2);
    x << 1, 0, 1, 1, 1, 2, 1, 3, 1, 4;
    often << 1, 0, 1, 0, 1, 0, 1, 1, 1, 2, 1, 2, 1, 3, 1, 4, 1, 4;
    const std::vector<double> y{0, 1, 0, 1, 1}, weights{3, 1, 2, 1, 2};
    const std::vector<double> often_y{0, 0, 0, 1, 0, 0, 1, 1, 1};
    const auto once = fit_firth(x, y, weights), all = fit_firth(often, often_y, {});
    EXPECT_NEAR(once->estimate[1], all->estimate[1], 1e-8);
    EXPECT_NEAR(once->se[1], all->se[1], 1e-8);
    EXPECT_NEAR(once->profile_ci95[1]->high, all->profile_ci95[1]->high, 1e-7);
    EXPECT_NEAR(once->log_lik, all->log_lik, 1e-9);
}

TEST(Firth, does_not_depend_on_the_scale_of_the_columns) {
    Data data = made(40, 11, 3);
    const auto fit = fit_firth(data.x, data.y, {});
    data.x.col(1) *= 1e9;
    const auto again = fit_firth(data.x, data.y, {});
    ASSERT_TRUE(fit && again);
    EXPECT_NEAR(again->estimate[1] * 1e9, fit->estimate[1], 1e-7);
    EXPECT_NEAR(again->profile_chi2[1], fit->profile_chi2[1], 1e-7);
    EXPECT_NEAR(again->log_lik - std::log(1e9), fit->log_lik, 1e-7);  // ½ ln|I| knows the scale
}

/// R has no line for these: each is held against the difference of the first derivatives.
TEST(Firth, has_the_second_derivatives_that_its_first_ones_say) {
    const Data data = made(60, 12);
    std::vector<double> weights(data.y.size());
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 1 + static_cast<double>(i % 3);
    for (const auto& often : {std::vector<double>{}, weights}) {
        const Binary binary{data.x, data.y, often};
        const Eigen::VectorXd at = Eigen::VectorXd::LinSpaced(4, -0.9, 1.4);
        const MatrixXd bend = likelihood(binary, at, Penalty::Firth).bend;
        for (Index c = 0; c < at.size(); ++c) {
            const double little = 1e-5;
            Eigen::VectorXd up = at, down = at;
            up[c] += little, down[c] -= little;
            const Eigen::VectorXd fall = (likelihood(binary, down, Penalty::Firth).gradient -
                                          likelihood(binary, up, Penalty::Firth).gradient) /
                                         (2 * little);
            EXPECT_LT((bend.col(c) - fall).cwiseAbs().maxCoeff(), 1e-6 * bend.norm()) << c;
        }
    }
}

TEST(Firth, is_at_its_maximum_in_few_steps_even_where_everybody_says_yes) {
    Data data = made(60, 13);
    std::fill(data.y.begin(), data.y.end(), 1.0);
    const Basis basis(data.x);
    const auto found = maximise({basis.q, data.y, {}}, Eigen::VectorXd::Zero(4), 4, Penalty::Firth);
    EXPECT_TRUE(found.settled);
    EXPECT_LE(found.steps, 15);
    EXPECT_LT(found.there.gradient.cwiseAbs().maxCoeff(), 1e-9);
    const auto lost = maximise({basis.q, data.y, {}}, 1e4 * found.at, 3, Penalty::Firth);
    EXPECT_FALSE(lost.settled);
    EXPECT_LE(lost.steps, 15) << "a place without a likelihood is left at once";
    const auto fit = fit_firth(data.x, data.y, {});
    for (const auto& interval : fit->profile_ci95) EXPECT_TRUE(interval.has_value());
}

/// Of many columns an earlier bend serves: the same places are found, and a profile's ends lie
/// where a search that begins anew says that the value has fallen enough.
TEST(Firth, of_many_columns_is_at_its_maximum_and_so_are_its_profiles) {
    std::mt19937 random(14);
    std::normal_distribution<double> normal;
    Data data{MatrixXd::Zero(300, 24), {}};
    for (Index row = 0; row < 300; ++row) {
        data.x(row, 0) = 1;
        data.x(row, 1) = normal(random);
        if (row % 23 > 0) data.x(row, 1 + row % 23) = 1;
        data.y.push_back(random() % 3 == 0);
    }
    const auto fit = fit_firth(data.x, data.y, {});
    ASSERT_TRUE(fit);
    const Basis basis(data.x);
    const auto top = maximise({basis.q, data.y, {}}, Eigen::VectorXd::Zero(24), 24, Penalty::Firth);
    EXPECT_TRUE(top.settled);
    EXPECT_LT(top.there.gradient.cwiseAbs().maxCoeff(), 1e-8);
    EXPECT_LT((fit->estimate - basis.from_basis(top.at)).cwiseAbs().maxCoeff(), 1e-9);
    for (const Index c : {1, 7, 23}) {
        const Basis own(data.x, c);
        for (const double end :
             {fit->profile_ci95[std::size_t(c)]->low, fit->profile_ci95[std::size_t(c)]->high}) {
            Eigen::VectorXd start = Eigen::VectorXd::Zero(24);
            start[23] = end * own.r(23, 23);
            const auto held = maximise({own.q, data.y, {}}, start, 23, Penalty::Firth);
            EXPECT_NEAR(2 * (top.there.value - held.there.value), 3.841458820694124, 1e-7) << c;
        }
    }
}

TEST(Separation, of_a_group_without_events_names_its_column_and_way) {
    const Data data = two_by_two(0, 14, 9, 37);
    EXPECT_EQ(fit_logistic(data.x, data.y, {}, Intervals::Wald).reason().why, Why::Separated);
    const auto found = separation(data.x, data.y, 0);
    EXPECT_TRUE(found.exists);
    EXPECT_FALSE(found.complete);
    EXPECT_EQ(found.named, std::vector<Index>{1});
    EXPECT_EQ(found.signs, std::vector<double>{-1});
    EXPECT_EQ(found.overlap.size(), 46u);
}

TEST(Separation, that_is_complete_names_the_fewest_columns_that_do_it) {
    Data data = made(60, 5);
    for (std::size_t i = 0; i < data.y.size(); ++i) data.y[i] = data.x(Index(i), 2) > 0.3;
    const auto one = separation(data.x, data.y, 0);
    EXPECT_TRUE(one.complete);
    EXPECT_EQ(one.named, std::vector<Index>{2});
    EXPECT_EQ(one.columns.size(), 4u);
    for (std::size_t i = 0; i < data.y.size(); ++i)
        data.y[i] = data.x(Index(i), 1) - data.x(Index(i), 2) > 0.1;
    const auto two = separation(data.x, data.y, 0);
    EXPECT_TRUE(two.complete);
    EXPECT_EQ(two.named, (std::vector<Index>{1, 2}));
    EXPECT_EQ(two.signs[1], 1);
    EXPECT_EQ(two.signs[2], -1);
}

TEST(Separation, is_there_exactly_where_a_direction_was_put) {
    EXPECT_TRUE(rc::check([] {
        Data data = made(*rc::gen::inRange(12, 60), *rc::gen::arbitrary<unsigned>());
        const auto found = separation(data.x, data.y, 0);
        if (!found.exists) {
            const auto fit = fit_logistic(data.x, data.y, {}, Intervals::Wald);
            const bool told = !fit && fit.reason().why == Why::Separated;
            RC_ASSERT(!told);
        }
        // Whoever has a yes in column 3 has an event: quasi-complete at the least.
        for (std::size_t i = 0; i < data.y.size(); ++i)
            if (data.x(Index(i), 3) == 1) data.y[i] = 1;
        if (data.x.col(3).maxCoeff() == data.x.col(3).minCoeff()) return;
        const auto put = separation(data.x, data.y, 0);
        RC_ASSERT(put.exists);
        if (!put.complete && put.columns.size() == 1) {
            RC_ASSERT(put.named == std::vector<Index>{3});
            RC_ASSERT(put.signs[0] == 1);
        }
    }));
}

TEST(FitQuality, by_hand) {
    const std::vector<double> p{0.1, 0.4, 0.35, 0.8}, y{0, 0, 1, 1};
    const auto rows = scored(p, y, {});
    EXPECT_NEAR(*area_under_curve(rows), 0.75, 1e-12);
    EXPECT_EQ(classified(rows, 0.5).counts[1][1], 1);
    EXPECT_EQ(classified(rows, 0.5).percent_correct, 75);
    EXPECT_FALSE(area_under_curve(scored(p, std::vector<double>(4, 1.0), {})));
    EXPECT_NEAR(*area_under_curve(scored(std::vector<double>(4, 0.5), y, {})), 0.5, 1e-12);
}

TEST(FitQuality, counts_a_weight_as_rows) {
    std::vector<double> p, y, weights, all_p, all_y;
    std::mt19937 chance(5);
    for (int i = 0; i < 90; ++i) {
        p.push_back(double(chance() % 400 + 1) / 402);
        y.push_back(chance() % 2);
        weights.push_back(1 + chance() % 3);
        for (int k = 0; k < weights.back(); ++k)
            all_p.push_back(p.back()), all_y.push_back(y.back());
    }
    const auto once = scored(p, y, weights), often = scored(all_p, all_y, {});
    EXPECT_NEAR(*area_under_curve(once), *area_under_curve(often), 1e-12);
    EXPECT_NEAR(hosmer_lemeshow_quantiles(once).chi2, hosmer_lemeshow_quantiles(often).chi2, 1e-9);
    EXPECT_NEAR(hosmer_lemeshow_blocks(once).chi2, hosmer_lemeshow_blocks(often).chi2, 1e-9);
    EXPECT_EQ(hosmer_lemeshow_quantiles(often).n.size(), 10u);
}

TEST(FitQuality, of_one_probability_has_no_p_value) {
    const auto rows = scored(std::vector<double>(20, 0.25), std::vector<double>(20, 1.0), {});
    EXPECT_FALSE(hosmer_lemeshow_quantiles(rows).p);
    EXPECT_FALSE(hosmer_lemeshow_blocks(rows).p);
    EXPECT_EQ(hosmer_lemeshow_quantiles(rows).df, 0);  // one group: not -1
    EXPECT_EQ(hosmer_lemeshow_blocks(rows).df, 0);
}

}  // namespace
}  // namespace breather::statistics
