#include "engines/statistics/counts.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

VectorXd vector_of(std::initializer_list<double> values) {
    VectorXd out(static_cast<Index>(values.size()));
    Index at = 0;
    for (const double value : values) out[at++] = value;
    return out;
}

Design two_groups(std::vector<int> codes) {
    const std::vector<Variable> variables{{"group", {}, std::move(codes), {"a", "b"}}};
    return design(variables);
}

TEST(Poisson, dobsons_trial_meets_the_printed_glm) {
    // Dobson (1990), An Introduction to Generalized Linear Models, p. 93; R: example(glm).
    const std::vector<Variable> variables{
        {"outcome", {}, {0, 1, 2, 0, 1, 2, 0, 1, 2}, {"1", "2", "3"}},
        {"treatment", {}, {0, 0, 0, 1, 1, 1, 2, 2, 2}, {"1", "2", "3"}}};
    const auto found =
        poisson_model(design(variables), {vector_of({18, 17, 15, 20, 10, 20, 25, 13, 12}), {}, {}});
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->coefficients[0].estimate, 3.044522, 1e-6);
    EXPECT_NEAR(found->coefficients[1].estimate, -0.4542553, 1e-7);
    EXPECT_NEAR(found->coefficients[1].se, 0.2021708, 1e-7);
    EXPECT_NEAR(found->deviance, 5.129141, 1e-6);
    EXPECT_NEAR(found->null_deviance, 10.58145, 1e-5);
    EXPECT_EQ(found->df_residual, 4u);
}

TEST(Poisson, the_rate_ratio_of_two_groups_is_the_ratio_of_their_rates) {
    EXPECT_TRUE(rc::check([] {
        VectorXd y(8), time(8);
        for (Index row = 0; row < 8; ++row) {
            y[row] = *rc::gen::inRange(0, 50) + (row == 0 || row == 4);
            time[row] = *rc::gen::inRange(1, 30);
        }
        const auto found = poisson_model(two_groups({0, 0, 0, 0, 1, 1, 1, 1}),
                                         {y, time.array().log().matrix(), {}});
        const double a = y.head(4).sum() / time.head(4).sum();
        const double b = y.tail(4).sum() / time.tail(4).sum();
        RC_ASSERT(std::abs(found->coefficients[0].irr - a) < 1e-9 * a);
        RC_ASSERT(std::abs(found->coefficients[1].irr - b / a) < 1e-8 * b / a);
    }));
}

TEST(Poisson, a_row_of_weight_two_is_two_rows) {
    const auto weighted = poisson_model(two_groups({0, 0, 1, 1}),
                                        {vector_of({1, 4, 2, 7}), {}, vector_of({2, 1, 1, 3})});
    const auto repeated = poisson_model(two_groups({0, 0, 0, 1, 1, 1, 1}),
                                        {vector_of({1, 1, 4, 2, 7, 7, 7}), {}, {}});
    EXPECT_NEAR(weighted->log_lik, repeated->log_lik, 1e-10);
    EXPECT_NEAR(weighted->deviance, repeated->deviance, 1e-10);
    for (std::size_t c = 0; c < 2; ++c)
        EXPECT_NEAR(weighted->coefficients[c].se, repeated->coefficients[c].se, 1e-10);
}

TEST(Poisson, a_number_in_other_units_has_the_same_z) {
    for (const double scale : {1e-12, 1e-3, 1e6, 1e12}) {
        std::vector<Variable> variables{{"x", {1, 2, 3, 4, 5, 6, 8}, {}, {}}};
        const CountData data{vector_of({0, 2, 1, 4, 6, 5, 20}), {}, {}};
        const auto plain = poisson_model(design(variables), data);
        for (double& value : variables[0].numbers) value *= scale;
        const auto scaled = poisson_model(design(variables), data);
        ASSERT_TRUE(scaled) << scale;
        EXPECT_NEAR(scaled->coefficients[1].z, plain->coefficients[1].z, 1e-7);
        EXPECT_NEAR(scaled->coefficients[1].estimate * scale, plain->coefficients[1].estimate,
                    1e-8);
    }
}

TEST(Poisson, a_group_without_any_event_is_named_as_separated) {
    const auto found =
        poisson_model(two_groups({0, 0, 0, 1, 1}), {vector_of({3, 1, 4, 0, 0}), {}, {}});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.reason().why, Why::Separated);
    EXPECT_EQ(found.reason().what, "group=b");
}

TEST(Poisson, a_cell_of_two_factors_without_any_event_is_named_as_separated) {
    // The cell goes down only where both levels meet: no column alone does it.
    const std::vector<Variable> variables{{"a", {}, {0, 0, 0, 1, 1, 1, 1, 0}, {"p", "q"}},
                                          {"b", {}, {0, 1, 1, 0, 0, 1, 1, 0}, {"r", "s"}}};
    const std::vector<Term> terms{{0}, {1}, {0, 1}};
    const Design crossed = design(variables, terms);
    for (const auto& y : {vector_of({2, 1, 4, 3, 1, 0, 0, 5}), vector_of({0, 1, 4, 3, 1, 2, 1, 0})})
        for (const bool negative_binomial : {false, true}) {
            const CountData data{y, {}, {}};
            const Undefined reason = negative_binomial
                                         ? negative_binomial_model(crossed, data).reason()
                                         : poisson_model(crossed, data).reason();
            EXPECT_EQ(reason.why, Why::Separated);
            EXPECT_EQ(reason.what, y[0] > 0 ? "a=q:b=s" : "(Intercept), a=q, b=s, a=q:b=s");
        }
    EXPECT_TRUE(poisson_model(crossed, {vector_of({2, 1, 4, 3, 1, 0, 1, 5}), {}, {}}));
}

TEST(Poisson, a_number_far_from_zero_keeps_its_errors) {
    const std::vector<double> steps{0.3, -1.2, 0.7, 1.9, -0.4, 0.1, 0.9, -0.8, 1.4, -1.7, 0.2, 0.6};
    std::vector<double> far;
    for (const double step : steps) far.push_back(1e6 + step);
    const CountData data{vector_of({0, 0, 0, 2, 1, 3, 4, 0, 1, 5, 2, 7}), {}, {}};
    const std::vector<Variable> one{{"x", far, {}, {}}};
    const auto found = poisson_model(design(one), data);
    ASSERT_TRUE(found);  // R: vcov(glm(y ~ I(x - 1e6))), moved back
    EXPECT_NEAR(found->coefficients[0].se, 199145.9952, 1e-2);
    EXPECT_NEAR(found->coefficients[1].se, 0.199145957297, 1e-8);
}

TEST(Poisson, what_cannot_be_counted_is_refused_by_name) {
    const auto design = two_groups({0, 1, 1});
    EXPECT_EQ(poisson_model(design, {vector_of({1, -1, 2}), {}, {}}).reason().why, Why::OutOfRange);
    EXPECT_EQ(poisson_model(design, {vector_of({0, 0, 0}), {}, {}}).reason().why, Why::Constant);
    EXPECT_EQ(poisson_model(design, {vector_of({1, 1, 2}), vector_of({0, -INFINITY, 0}), {}})
                  .reason()
                  .what,
              "offset");
    EXPECT_EQ(poisson_model(two_groups({}), {}).reason().why, Why::Nothing);
    const std::vector<Variable> same{{"x", {1, 2, 3}, {}, {}}, {"twice", {2, 4, 6}, {}, {}}};
    const auto aliased = poisson_model(statistics::design(same), {vector_of({1, 1, 2}), {}, {}});
    EXPECT_EQ(aliased->aliased, std::vector<std::string>{"twice"});
}

TEST(NegativeBinomial, the_derivatives_are_zero_at_its_answer) {
    // Numeric slopes of the likelihood, written a second way (Cameron & Trivedi 1998, 3.26).
    const VectorXd y = vector_of({0, 3, 12, 1, 0, 7, 25, 2, 4, 0, 31, 5});
    const auto found =
        negative_binomial_model(two_groups({0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}), {y, {}, {}});
    ASSERT_TRUE(found);
    const auto log_lik = [&](double a, double b, double theta) {
        double out = 0;
        for (Index row = 0; row < y.size(); ++row) {
            const double mu = std::exp(a + (row < 6 ? 0 : b));
            out += std::lgamma(y[row] + theta) - std::lgamma(theta) - std::lgamma(y[row] + 1) +
                   theta * std::log(theta / (theta + mu)) + y[row] * std::log(mu / (theta + mu));
        }
        return out;
    };
    const double a = found->coefficients[0].estimate, b = found->coefficients[1].estimate;
    EXPECT_NEAR(found->log_lik, log_lik(a, b, found->theta), 1e-10);
    const double h = 1e-4;
    EXPECT_NEAR(log_lik(a + h, b, found->theta) - log_lik(a - h, b, found->theta), 0, 1e-8);
    EXPECT_NEAR(log_lik(a, b + h, found->theta) - log_lik(a, b - h, found->theta), 0, 1e-8);
    EXPECT_NEAR(log_lik(a, b, found->theta + h) - log_lik(a, b, found->theta - h), 0, 1e-8);
    EXPECT_NEAR(found->alpha * found->theta, 1, 1e-12);
}

TEST(NegativeBinomial, a_flat_ridge_is_climbed_to_its_top) {
    const auto y = {1., 4., 4., 3., 2., 5., 3., 9., 0., 2., 2., 9., 1., 3., 9., 5., 3., 7., 3., 9.,
                    5., 3., 3., 8., 3., 2., 2., 5., 4., 3., 3., 3., 1., 1., 8., 6., 1., 0., 3., 8.};
    std::vector<double> x;
    for (int row = 0; row < 40; ++row) x.push_back(row % 4);
    const std::vector<Variable> one{{"x", x, {}, {}}};
    const auto found = negative_binomial_model(design(one), {vector_of(y), {}, {}});
    ASSERT_TRUE(found);  // R: nlm of the likelihood; MASS::glm.nb says 57.511063
    EXPECT_NEAR(found->theta, 57.5110712876, 1e-5);
    EXPECT_NEAR(found->coefficients[1].estimate, 0.377941713998, 1e-9);
}

TEST(NegativeBinomial, counts_that_spread_less_than_poissons_give_poissons_answer) {
    const Design design = two_groups({0, 0, 0, 1, 1, 1});
    const CountData data{vector_of({3, 3, 4, 6, 6, 7}), {}, {}};
    const auto found = negative_binomial_model(design, data);
    const auto poisson = poisson_model(design, data);
    EXPECT_TRUE(std::isinf(found->theta));
    EXPECT_EQ(found->alpha, 0);
    EXPECT_NEAR(found->log_lik, poisson->log_lik, 1e-10);
    EXPECT_NEAR(found->coefficients[1].se, poisson->coefficients[1].se, 1e-10);
}

}  // namespace
}  // namespace breather::statistics
