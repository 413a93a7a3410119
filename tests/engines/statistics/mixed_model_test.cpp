#include "engines/statistics/mixed_model.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <Eigen/Dense>
#include <cmath>
#include <map>
#include <numbers>

#include "engines/statistics/draws.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Everybody at two visits; the model is a constant and the visit.
RepeatedMeasures before_and_after(const std::vector<double>& before,
                                  const std::vector<double>& after) {
    RepeatedMeasures out;
    const std::size_t people = before.size();
    Variable visit{"wk", {}, {}, {"0", "8"}};
    out.y.resize(static_cast<Index>(2 * people));
    for (std::size_t row = 0; row < 2 * people; ++row) {
        const std::size_t person = row / 2;
        visit.codes.push_back(static_cast<int>(row % 2));
        out.y[static_cast<Index>(row)] = row % 2 ? after[person] : before[person];
        out.person.push_back(static_cast<int>(person));
    }
    out.visit = visit.codes;
    out.visits = visit.levels;
    const std::vector<Variable> variables{visit};
    out.design = design(variables);
    return out;
}

VectorXd second_column() {
    VectorXd out(2);
    out << 0, 1;
    return out;
}

void leave_out(RepeatedMeasures& data, const std::vector<Index>& keep) {
    data.design.x = Eigen::MatrixXd(data.design.x(keep, Eigen::all));
    data.y = VectorXd(data.y(keep));
    std::vector<int> person, visit;
    for (const Index row : keep) {
        person.push_back(data.person[static_cast<std::size_t>(row)]);
        visit.push_back(data.visit[static_cast<std::size_t>(row)]);
    }
    data.person = person;
    data.visit = visit;
}

TEST(MixedModel, two_complete_visits_are_the_paired_t_test) {
    EXPECT_TRUE(rc::check([] {
        std::vector<double> before, after;
        for (int person = 0; person < 9; ++person) {
            before.push_back(20 + *rc::gen::inRange(-500, 500) / 100.0);
            after.push_back(before.back() + *rc::gen::inRange(-300, 200) / 100.0 + person * 0.013);
        }
        double mean = 0, squares = 0;
        for (int i = 0; i < 9; ++i) mean += (after[i] - before[i]) / 9;
        for (int i = 0; i < 9; ++i) squares += std::pow(after[i] - before[i] - mean, 2);
        const double se = std::sqrt(squares / 8 / 9);
        const auto data = before_and_after(before, after);
        const auto model = mixed_model(data, CovarianceOf::Unstructured);
        if (!model) return;  // a covariance at its edge has no maximum inside
        const auto found = contrast(*model, second_column());
        RC_ASSERT(std::abs(found->estimate - mean) < 1e-9);
        for (const auto& test :
             {found->satterthwaite, found->kenward_roger_expected, found->kenward_roger_observed}) {
            RC_ASSERT(test.has_value());
            RC_ASSERT(std::abs(test->se - se) < 1e-7 * (1 + se));
            RC_ASSERT(std::abs(test->df - 8) < 1e-4);
        }
        const auto joint = joint_test(*model, second_column().transpose(), Information::Observed);
        RC_ASSERT(std::abs(joint->f - std::pow(mean / se, 2)) < 1e-5 * (1 + joint->f));
    }));
}

const std::vector<double> first{24, 31, 19, 27, 22, 30, 25};
const std::vector<double> second{20, 26, 18, 25, 15, 28, 24};

TEST(MixedModel, a_balanced_random_intercept_is_the_analysis_of_variance) {
    const auto data = before_and_after(first, second);
    const auto found = mixed_model(data, CovarianceOf::RandomIntercept);
    ASSERT_TRUE(found);
    // Mean squares of people and of what is left (Searle, Casella & McCulloch 1992, 4.3).
    double all = data.y.mean(), between = 0, within = 0, shift = 0;
    for (std::size_t i = 0; i < 7; ++i) shift += (second[i] - first[i]) / 7;
    for (std::size_t i = 0; i < 7; ++i) {
        between += 2 * std::pow((first[i] + second[i]) / 2 - all, 2) / 6;
        within += std::pow(second[i] - first[i] - shift, 2) / 2 / 6;
    }
    EXPECT_NEAR(found->var_residual, within, 1e-8);
    EXPECT_NEAR(found->var_intercept, (between - within) / 2, 1e-8);
    EXPECT_NEAR(contrast(*found, second_column())->kenward_roger_expected->df, 6, 1e-6);
}

TEST(MixedModel, whoever_stands_first_changes_nothing) {
    auto data = before_and_after(first, second);
    leave_out(data, {0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13});  // two people came once
    auto other = data;
    std::vector<Index> order{11, 3, 7, 0, 5, 9, 1, 10, 2, 8, 4, 6};
    leave_out(other, order);
    for (const auto kind : {CovarianceOf::Unstructured, CovarianceOf::RandomIntercept}) {
        const auto one = mixed_model(data, kind), two = mixed_model(other, kind);
        EXPECT_EQ(one->people, 7u);
        EXPECT_EQ(one->observations, 12u);
        EXPECT_NEAR(one->minus2_reml_log_lik, two->minus2_reml_log_lik, 1e-9);
        EXPECT_NEAR(one->fixed[1].estimate, two->fixed[1].estimate, 1e-9);
        EXPECT_NEAR(contrast(*one, second_column())->kenward_roger_observed->df,
                    contrast(*two, second_column())->kenward_roger_observed->df, 1e-6);
    }
}

TEST(MixedModel, other_units_change_estimates_and_not_their_t) {
    auto data = before_and_after(first, second);
    leave_out(data, {0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13});
    const auto plain = mixed_model(data, CovarianceOf::Unstructured);
    for (const double scale : {1e-12, 1e-3, 1e12}) {
        auto other = data;
        other.y *= scale;
        const auto scaled = mixed_model(other, CovarianceOf::Unstructured);
        ASSERT_TRUE(scaled) << scale;
        EXPECT_NEAR(scaled->covariance(0, 1) / scale / scale, plain->covariance(0, 1), 1e-7);
        const auto was = contrast(*plain, second_column());
        const auto is = contrast(*scaled, second_column());
        EXPECT_NEAR(is->satterthwaite->t, was->satterthwaite->t, 1e-8);
        EXPECT_NEAR(is->kenward_roger_expected->se / scale, was->kenward_roger_expected->se, 1e-8);
        EXPECT_NEAR(scaled->minus2_reml_log_lik - 10 * 2 * std::log(scale),
                    plain->minus2_reml_log_lik, 1e-6);
    }
}

TEST(MixedModel, people_who_do_not_differ_have_an_intercept_variance_of_zero) {
    const auto data = before_and_after({1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1});
    const auto found = mixed_model(data, CovarianceOf::RandomIntercept);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->at_the_edge);
    EXPECT_EQ(found->var_intercept, 0);
    EXPECT_EQ(found->icc, 0);
    EXPECT_NEAR(found->var_residual, 3.5, 1e-9);  // 35 on 10 df, as plain least squares
}

TEST(MixedModel, people_who_hardly_change_are_told_from_those_who_do_not) {
    for (const double little : {1e-1, 1e-3, 1e-5}) {
        std::vector<double> after;
        for (std::size_t i = 0; i < 7; ++i)
            after.push_back(first[i] + little * (i % 3 == 0 ? 1.0 : i % 3 == 1 ? -2.0 : 0.5));
        const auto data = before_and_after(first, after);
        const auto found = mixed_model(data, CovarianceOf::RandomIntercept);
        ASSERT_TRUE(found) << little;
        EXPECT_FALSE(found->at_the_edge);
        double mean = 0, squares = 0;
        for (std::size_t i = 0; i < 7; ++i) mean += (after[i] - first[i]) / 7;
        for (std::size_t i = 0; i < 7; ++i) squares += std::pow(after[i] - first[i] - mean, 2);
        EXPECT_NEAR(found->var_residual / (squares / 12), 1, 1e-5) << little;
    }
}

TEST(MixedModel, what_cannot_be_known_is_refused_by_name) {
    auto twice = before_and_after(first, second);
    twice.visit[1] = 0;
    EXPECT_EQ(mixed_model(twice, CovarianceOf::Unstructured).reason().why, Why::OutOfRange);
    auto apart = before_and_after(first, second);
    leave_out(apart, {0, 2, 4, 7, 9, 11});
    const auto never = mixed_model(apart, CovarianceOf::Unstructured);
    EXPECT_EQ(never.reason().why, Why::TooFew);
    EXPECT_EQ(never.reason().what, "0, 8");
    EXPECT_EQ(mixed_model(apart, CovarianceOf::RandomIntercept).reason().why, Why::TooFew);
    const auto flat = before_and_after({5, 5, 5}, {5, 5, 5});
    EXPECT_EQ(mixed_model(flat, CovarianceOf::RandomIntercept).reason().why, Why::Constant);
    EXPECT_EQ(mixed_model({}, CovarianceOf::Unstructured).reason().why, Why::Nothing);
    const auto one = before_and_after({5}, {6});
    EXPECT_EQ(mixed_model(one, CovarianceOf::Unstructured).reason().why, Why::TooFew);
}

TEST(MixedModel, columns_that_nearly_say_the_same_settle_where_people_do_not_differ) {
    RepeatedMeasures data;
    Variable x{"x", {}, {}, {}}, nearly{"nearly", {}, {}, {}};
    data.y.resize(60);
    for (int row = 0; row < 60; ++row) {
        data.person.push_back(row / 3);
        x.numbers.push_back(10 + std::sin(row * 1.3));
        nearly.numbers.push_back(x.numbers.back() + 1e-5 * std::sin(row * 2.9));
        data.y[row] = x.numbers.back() + std::sin(row * 5.1) * (row % 3 - 1);
    }
    const std::vector<Variable> both{x, nearly};
    data.design = design(both);
    const auto found = mixed_model(data, CovarianceOf::RandomIntercept);
    ASSERT_TRUE(found) << found.reason().what;
    EXPECT_EQ(found->fixed.size(), 3u);
}

TEST(MixedModel, a_column_said_already_is_named_and_its_contrast_left_open) {
    auto data = before_and_after(first, second);
    data.design.x.conservativeResize(Eigen::NoChange, 3);
    data.design.x.col(2) = 2 * data.design.x.col(1);
    data.design.names.push_back("twice");
    data.design.term_of.push_back(1);
    const auto found = mixed_model(data, CovarianceOf::Unstructured);
    EXPECT_EQ(found->aliased, std::vector<std::string>{"twice"});
    VectorXd on_it(3);
    on_it << 0, 0, 1;
    EXPECT_FALSE(contrast(*found, on_it));
}

/// Many people at many visits who come less and less; two arms and a covariate.
RepeatedMeasures thinning(int people, int visits, int arms) {
    RepeatedMeasures out;
    Variable visit{"wk", {}, {}, {}}, arm{"arm", {}, {}, {}}, base{"base", {}, {}, {}};
    for (int v = 0; v < visits; ++v) visit.levels.push_back(std::to_string(4 * v + 4));
    for (int a = 0; a < arms; ++a) arm.levels.push_back(std::string(1, static_cast<char>('a' + a)));
    std::vector<double> y;
    SeededRandom random(16);
    Draws draws(random);
    for (int i = 0; i < people; ++i) {
        const double own = 3 * draws.normal(), slope = 0.6 * draws.normal();
        const double before = 20 + own + draws.normal();
        for (int v = 0; v < visits; ++v) {
            const double noise = 1.5 * draws.normal() * (1 + 0.2 * v);
            if (v > 0 && (i * 7 + v * 3) % (visits + 4 - v) == 0) continue;
            visit.codes.push_back(v);
            arm.codes.push_back(i % arms);
            base.numbers.push_back(before);
            y.push_back(20 + own + slope * v - v * (i % arms) * 0.5 + noise);
            out.person.push_back(i);
        }
    }
    out.visit = visit.codes;
    out.visits = visit.levels;
    out.y = Eigen::Map<VectorXd>(y.data(), static_cast<Index>(y.size()));
    const std::vector<Variable> variables{arm, visit, base};
    const std::vector<Term> terms{{0}, {1}, {2}, {0, 1}};
    out.design = design(variables, terms);
    return out;
}

/// The likelihood once more, with the whole covariance of all rows at once, as it is defined.
double minus2_of(const RepeatedMeasures& data, const Eigen::MatrixXd& covariance) {
    const Index n = data.y.size();
    Eigen::MatrixXd v = Eigen::MatrixXd::Zero(n, n);
    for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j) {
            const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
            if (data.person[a] == data.person[b])
                v(i, j) = covariance(data.visit[a], data.visit[b]);
        }
    const Eigen::LLT<Eigen::MatrixXd> factor(v);
    const Eigen::MatrixXd information = data.design.x.transpose() * factor.solve(data.design.x);
    const Eigen::LLT<Eigen::MatrixXd> own(information);
    const VectorXd b = own.solve(data.design.x.transpose() * factor.solve(data.y));
    const VectorXd rest = data.y - data.design.x * b;
    const auto log_det = [](const Eigen::LLT<Eigen::MatrixXd>& of) {
        return 2 * VectorXd(of.matrixLLT().diagonal()).array().log().sum();
    };
    return static_cast<double>(n - data.design.x.cols()) * std::log(2 * std::numbers::pi) +
           log_det(factor) + log_det(own) + rest.dot(factor.solve(rest));
}

TEST(MixedModel, at_five_visits_the_likelihood_is_as_defined_and_at_its_best) {
    const auto data = thinning(60, 5, 2);
    const auto found = mixed_model(data, CovarianceOf::Unstructured);
    ASSERT_TRUE(found);
    const double best = minus2_of(data, found->covariance);
    EXPECT_NEAR(found->minus2_reml_log_lik, best, 1e-7);
    for (Index a = 0; a < 5; ++a)
        for (Index b = 0; b <= a; ++b)
            for (const double away : {-1e-3, 1e-3}) {
                Eigen::MatrixXd other = found->covariance;
                other(a, b) += away;
                if (a != b) other(b, a) += away;
                EXPECT_GT(minus2_of(data, other), best - 1e-9);
            }
    EXPECT_TRUE(found->expected);
    EXPECT_TRUE(found->observed);
}

TEST(MixedModel, the_observed_information_is_the_curve_of_the_likelihood) {
    const auto data = thinning(40, 2, 3);
    const auto found = mixed_model(data, CovarianceOf::Unstructured);
    ASSERT_TRUE(found && found->observed);
    const double h = 1e-3;
    const auto at = [&](const Eigen::Vector3d& theta) {
        Eigen::Matrix2d v;
        v << theta[0], theta[1], theta[1], theta[2];
        return minus2_of(data, found->root * v * found->root.transpose());
    };
    const Eigen::Matrix2d back = found->root.inverse();
    const Eigen::Matrix2d own = back * found->covariance * back.transpose();
    const Eigen::Vector3d best(own(0, 0), own(0, 1), own(1, 1));
    Eigen::Matrix3d curve;
    for (int k = 0; k < 3; ++k)
        for (int l = 0; l < 3; ++l) {
            const Eigen::Vector3d a = h * Eigen::Vector3d::Unit(k),
                                  b = h * Eigen::Vector3d::Unit(l);
            curve(k, l) =
                (at(best + a + b) - at(best + a - b) - at(best - a + b) + at(best - a - b)) /
                (8 * h * h);
        }
    const Eigen::Matrix3d w = curve.inverse();
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(found->observed->w(k, k), w(k, k), 1e-3 * w(k, k));
}

TEST(MixedModel, a_random_intercept_of_uneven_people_is_the_likelihood_as_defined) {
    const auto data = thinning(30, 4, 2);
    const auto found = mixed_model(data, CovarianceOf::RandomIntercept);
    ASSERT_TRUE(found);
    const auto at = [&](double intercept, double residual) {
        return minus2_of(data, Eigen::MatrixXd::Constant(4, 4, intercept) +
                                   residual * Eigen::MatrixXd::Identity(4, 4));
    };
    const double best = at(found->var_intercept, found->var_residual);
    EXPECT_NEAR(found->minus2_reml_log_lik, best, 1e-7);
    for (const double away : {-1e-3, 1e-3}) {
        EXPECT_GT(at(found->var_intercept + away, found->var_residual), best);
        EXPECT_GT(at(found->var_intercept, found->var_residual + away), best);
    }
}

}  // namespace
}  // namespace breather::statistics
