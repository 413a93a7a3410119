#include "engines/statistics/wcls.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

Design constant(Index rows) { return {Eigen::MatrixXd::Ones(rows, 1), {"(Intercept)"}, {-1}}; }

/// Six people, five points each; the effect of a prompt on them is `effect`, the noise fixed.
DecisionPoints prompted(double effect, double probability = 0.5) {
    DecisionPoints out;
    const Index rows = 30;
    out.y.resize(rows);
    out.treated.resize(rows);
    out.probability = VectorXd::Constant(rows, probability);
    for (Index row = 0; row < rows; ++row) {
        out.person.push_back(static_cast<int>(row / 5));
        out.treated[row] = (row * 7 % 11) % 2 == 0;
        out.y[row] = 2 + effect * out.treated[row] + std::sin(static_cast<double>(row * row));
    }
    out.controls = constant(rows);
    out.moderators = constant(rows);
    return out;
}

TEST(Wcls, with_one_probability_the_effect_is_the_difference_of_means) {
    const auto data = prompted(1.5);
    const auto found = wcls(data, 0.5);
    double with = 0, without = 0, n = data.treated.sum();
    for (Index row = 0; row < 30; ++row) (data.treated[row] > 0 ? with : without) += data.y[row];
    EXPECT_NEAR(found->effects[0].estimate, with / n - without / (30 - n), 1e-12);
    EXPECT_EQ(found->effects[0].df, 6 - 2);
    EXPECT_GT(found->effects[0].se, found->effects_plain[0].se);
    EXPECT_NEAR(found->f, std::pow(*found->effects[0].t, 2), 1e-9);
}

TEST(Wcls, whoever_stands_first_changes_nothing) {
    const auto data = prompted(0.7, 0.4);
    const auto before = wcls(data, 0.5);
    DecisionPoints other = data;
    for (Index row = 0; row < 30; ++row) {
        other.person[static_cast<std::size_t>(row)] =
            17 - data.person[static_cast<std::size_t>(29 - row)];
        other.y[row] = data.y[29 - row];
        other.treated[row] = data.treated[29 - row];
    }
    const auto after = wcls(other, 0.5);
    EXPECT_NEAR(before->effects[0].estimate, after->effects[0].estimate, 1e-12);
    EXPECT_NEAR(before->effects[0].se, after->effects[0].se, 1e-12);
    EXPECT_EQ(after->people, 6u);
}

TEST(Wcls, other_units_of_the_outcome_leave_t_as_it_is) {
    const auto plain = wcls(prompted(0.7), 0.5);
    for (const double scale : {1e-12, 1e12}) {
        auto data = prompted(0.7);
        data.y *= scale;
        const auto scaled = wcls(data, 0.5);
        EXPECT_NEAR(*scaled->effects[0].t, *plain->effects[0].t, 1e-8);
        EXPECT_NEAR(scaled->effects[0].estimate / scale, plain->effects[0].estimate, 1e-10);
    }
}

TEST(Wcls, what_cannot_be_weighted_is_refused_by_name) {
    auto certain = prompted(1);
    certain.probability[3] = 1;
    EXPECT_EQ(wcls(certain, 0.5).reason().what, "probability");
    auto half = prompted(1);
    half.treated[3] = 0.5;
    EXPECT_EQ(wcls(half, 0.5).reason().what, "treatment");
    EXPECT_EQ(wcls(prompted(1), 1).reason().what, "numerator");
    auto always = prompted(1);
    always.treated.setOnes();
    EXPECT_EQ(wcls(always, 0.5).reason().why, Why::Collinear);
    auto alone = prompted(1);
    std::fill(alone.person.begin(), alone.person.end(), 0);
    EXPECT_EQ(wcls(alone, 0.5).reason().why, Why::TooFew);
    EXPECT_EQ(wcls({}, 0.5).reason().why, Why::Nothing);
    auto same = prompted(1);
    same.y.setConstant(4);
    EXPECT_EQ(wcls(same, 0.5).reason().why, Why::Constant);
}

TEST(Wcls, one_person_who_alone_decides_a_coefficient_is_not_corrected_for) {
    auto data = prompted(1);  // a moderator that only one person's prompted points have
    data.moderators.x.conservativeResize(30, 2);
    data.moderators.names.push_back("alone");
    data.moderators.term_of.push_back(0);
    data.moderators.x.col(1).setZero();
    data.moderators.x(7, 1) = 1;
    const auto found = wcls(data, 0.5);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.reason().why, Why::TooFew);
}

}  // namespace
}  // namespace breather::statistics
