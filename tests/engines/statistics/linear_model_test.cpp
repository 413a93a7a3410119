#include "engines/statistics/linear_model.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <numeric>

#include "engines/statistics/residuals.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

Variable number(std::string name, std::vector<double> values) {
    return {std::move(name), std::move(values), {}, {}};
}

struct Data {
    std::vector<Variable> variables;
    VectorXd y;
    Design design() const { return statistics::design(variables); }
};

/// Some rows with a number, a three-level factor and noise: whatever RapidCheck thinks of.
Data arbitrary(std::size_t rows) {
    Data out;
    out.y.resize(static_cast<Index>(rows));
    std::vector<double> x;
    std::vector<int> arm;
    for (std::size_t row = 0; row < rows; ++row) {
        x.push_back(*rc::gen::inRange(-1000, 1000) / 10.0);
        arm.push_back(static_cast<int>(row % 3));
        out.y[static_cast<Index>(row)] = *rc::gen::inRange(-1000, 1000) / 7.0;
    }
    out.variables = {number("x", x), {"arm", {}, arm, {"a", "b", "c"}}};
    return out;
}

void expect_near(double got, double expected, double rel = 1e-8) {
    EXPECT_NEAR(got, expected, rel * std::max(1.0, std::abs(expected)));
}

/// Longley's data (1967, JASA 62:819): near-collinear; certified values of NIST's StRD.
const double longley[16][7] = {{60323, 83.0, 234289, 2356, 1590, 107608, 1947},
                               {61122, 88.5, 259426, 2325, 1456, 108632, 1948},
                               {60171, 88.2, 258054, 3682, 1616, 109773, 1949},
                               {61187, 89.5, 284599, 3351, 1650, 110929, 1950},
                               {63221, 96.2, 328975, 2099, 3099, 112075, 1951},
                               {63639, 98.1, 346999, 1932, 3594, 113270, 1952},
                               {64989, 99.0, 365385, 1870, 3547, 115094, 1953},
                               {63761, 100.0, 363112, 3578, 3350, 116219, 1954},
                               {66019, 101.2, 397469, 2904, 3048, 117388, 1955},
                               {67857, 104.6, 419180, 2822, 2857, 118734, 1956},
                               {68169, 108.4, 442769, 2936, 2798, 120445, 1957},
                               {66513, 110.8, 444546, 4681, 2637, 121950, 1958},
                               {68655, 112.6, 482704, 3813, 2552, 123366, 1959},
                               {69564, 114.2, 502601, 3931, 2514, 125368, 1960},
                               {69331, 115.7, 518173, 4806, 2572, 127852, 1961},
                               {70551, 116.9, 554894, 4007, 2827, 130081, 1962}};

TEST(LinearModel, longleys_near_collinear_data_meet_the_certified_values) {
    Data data;
    data.y.resize(16);
    for (int c = 1; c < 7; ++c) {
        std::vector<double> column;
        for (const auto& row : longley) column.push_back(row[c]);
        data.variables.push_back(number("x" + std::to_string(c), column));
    }
    for (Index row = 0; row < 16; ++row) data.y[row] = longley[row][0];
    const auto found = linear_model(data.design(), data.y);
    ASSERT_TRUE(found);
    const double b[] = {-3482258.63459582, 15.0618722713733,  -0.358191792925910e-01,
                        -2.02022980381683, -1.03322686717359, -0.511041056535807e-01,
                        1829.15146461355};
    const double se[] = {890420.383607373,  84.9149257747669,  0.334910077722432e-01,
                         0.488399681651699, 0.214274163161675, 0.226073200069370,
                         455.478499142212};
    for (std::size_t c = 0; c < 7; ++c) {
        EXPECT_NEAR(found->coefficients[c].estimate, b[c], 1e-8 * std::abs(b[c]));
        EXPECT_NEAR(*found->coefficients[c].se, se[c], 1e-8 * se[c]);
    }
    EXPECT_NEAR(*found->sigma, 304.854073561965, 1e-7);
    EXPECT_NEAR(*found->r2, 0.995479004577296, 1e-12);
    EXPECT_NEAR(*found->f, 330.285339234588, 1e-5);
    EXPECT_EQ(found->df_residual, 9u);
}

TEST(LinearModel, the_order_of_rows_changes_nothing) {
    EXPECT_TRUE(rc::check([] {
        Data data = arbitrary(12);
        const auto before = linear_model(data.design(), data.y);
        std::vector<std::size_t> order(12);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::reverse(order.begin(), order.begin() + *rc::gen::inRange(2, 12));
        Data other = data;
        for (std::size_t row = 0; row < 12; ++row) {
            other.variables[0].numbers[row] = data.variables[0].numbers[order[row]];
            other.variables[1].codes[row] = data.variables[1].codes[order[row]];
            other.y[static_cast<Index>(row)] = data.y[static_cast<Index>(order[row])];
        }
        const auto after = linear_model(other.design(), other.y);
        RC_ASSERT(before->coefficients.size() == after->coefficients.size());
        for (std::size_t c = 0; c < before->coefficients.size(); ++c)
            RC_ASSERT(std::abs(before->coefficients[c].estimate - after->coefficients[c].estimate) <
                      1e-8);
    }));
}

TEST(LinearModel, a_change_of_units_changes_the_coefficient_and_not_its_t) {
    for (const double scale : {1e-12, 1e-6, 1e6, 1e12}) {
        Data data{{number("x", {1, 2, 3, 4, 5, 7}), number("z", {2, 1, 2, 5, 3, 3})}, VectorXd(6)};
        data.y << 2, 3, 5, 4, 6, 9;
        const auto plain = linear_model(data.design(), data.y);
        for (double& value : data.variables[0].numbers) value *= scale;
        data.y *= scale;
        const auto scaled = linear_model(data.design(), data.y);
        ASSERT_TRUE(scaled->aliased.empty()) << scale;
        expect_near(scaled->coefficients[1].estimate, plain->coefficients[1].estimate);
        expect_near(*scaled->coefficients[1].t, *plain->coefficients[1].t);
        expect_near(scaled->coefficients[2].estimate / scale, plain->coefficients[2].estimate);
        expect_near(*scaled->r2, *plain->r2);
        expect_near(*scaled->coefficients[1].se_hc3, *plain->coefficients[1].se_hc3);
    }
}

TEST(LinearModel, a_row_of_weight_two_counts_in_the_estimate_as_two_rows) {
    Data data{{number("x", {1, 2, 3, 4})}, VectorXd(4)};
    data.y << 1, 3, 2, 6;
    VectorXd weights(4);
    weights << 1, 2, 1, 0;
    const auto weighted = linear_model(data.design(), data.y, weights);
    Data twice{{number("x", {1, 2, 2, 3})}, VectorXd(4)};
    twice.y << 1, 3, 3, 2;
    const auto repeated = linear_model(twice.design(), twice.y);
    EXPECT_EQ(weighted->n, 3u);
    for (std::size_t c = 0; c < 2; ++c)
        expect_near(weighted->coefficients[c].estimate, repeated->coefficients[c].estimate);
    expect_near(weighted->rss, repeated->rss);
}

TEST(LinearModel, a_column_that_others_say_already_is_named_and_left_out) {
    Data data{{number("x", {1, 2, 3, 4, 5}), number("half", {0.5, 1, 1.5, 2, 2.5})}, VectorXd(5)};
    data.y << 1, 2, 4, 3, 5;
    const auto found = linear_model(data.design(), data.y);
    EXPECT_EQ(found->aliased, std::vector<std::string>{"half"});
    EXPECT_EQ(found->df_residual, 3u);
    VectorXd sum(3), own(3);
    sum << 0, 2, 4;  // x + half together: a direction that the data know
    own << 0, 0, 1;
    EXPECT_FALSE(combination(*found, own));
    VectorXd known(3);
    known << 1, 2, 1;
    EXPECT_TRUE(combination(*found, known));
}

TEST(LinearModel, where_nothing_can_be_known_it_says_so_by_name) {
    Data none;
    none.variables = {number("x", {})};
    EXPECT_EQ(linear_model(none.design(), none.y).reason().why, Why::Nothing);
    Data one{{number("x", {3})}, VectorXd::Constant(1, 2.0)};
    const auto single = linear_model(one.design(), one.y);
    EXPECT_EQ(single->df_residual, 0u);
    EXPECT_FALSE(single->sigma);
    EXPECT_FALSE(single->coefficients[0].se);
    Data constant{{number("x", {1, 2, 3})}, VectorXd::Constant(3, 5.0)};
    const auto flat = linear_model(constant.design(), constant.y);
    EXPECT_FALSE(flat->r2);
    EXPECT_FALSE(flat->coefficients[1].p);
    EXPECT_NEAR(flat->coefficients[0].estimate, 5, 1e-12);
    EXPECT_EQ(linear_model(constant.design(), constant.y, VectorXd::Constant(3, -1.0)).reason().why,
              Why::OutOfRange);
    EXPECT_EQ(term_test(constant.design(), constant.y, 0).reason().why, Why::Constant);
}

TEST(LinearModel, the_test_of_one_number_is_its_t_squared) {
    EXPECT_TRUE(rc::check([] {
        const Data data = arbitrary(15);
        const auto design = data.design();
        const auto whole = linear_model(design, data.y);
        const auto tested = term_test(design, data.y, 0);
        if (!tested || !whole->coefficients[1].t) return;
        RC_ASSERT(tested->df1 == 1u);
        RC_ASSERT(std::abs(tested->f - std::pow(*whole->coefficients[1].t, 2)) <
                  1e-7 * (1 + tested->f));
    }));
}

TEST(Multiplicity, holm_and_bonferroni_are_as_in_p_adjust) {
    const std::vector<double> p{0.01, 0.04, 0.03, 0.005};  // R: p.adjust(p, "holm")
    const std::vector<double> by_holm{0.03, 0.06, 0.06, 0.02}, got = holm(p);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(got[i], by_holm[i], 1e-15);
    EXPECT_NEAR(bonferroni(p)[1], 0.16, 1e-15);
    EXPECT_EQ(bonferroni({0.6, 0.7})[1], 1);
}

/// R: rstandard(lm(y ~ x)), qqnorm; skewness by SPSS's G1.
TEST(Residuals, are_standardised_as_R_does) {
    const Data data{{number("x", {1, 2, 3, 4, 5, 6, 7, 9})},
                    (VectorXd(8) << 2, 1, 4, 3, 7, 8, 6, 12).finished()};
    const auto model = linear_model(data.design(), data.y);
    const auto found = residuals(data.design(), data.y, {}, *model);
    const double standardised[] = {0.938324519335,  -0.828517156108, 0.460680069569,
                                   -1.103158624016, 0.797790637099,  0.641600556206,
                                   -1.720083265623, 1.079148940204};
    const double expected[] = {0.852495034275, -0.472789120992, -0.152505974246, -0.852495034275,
                               0.472789120992, 0.152505974246,  -1.434200159686, 1.434200159686};
    for (std::size_t row = 0; row < 8; ++row) {
        EXPECT_NEAR(found.standardised[row], standardised[row], 1e-11);
        EXPECT_NEAR(found.expected[row], expected[row], 1e-11);
    }
    EXPECT_NEAR(*found.skewness, -0.735898949188, 1e-11);
    const VectorXd weights = (VectorXd(8) << 1, 2, 1, 1, 3, 1, 0.5, 1).finished();
    const auto weighted = linear_model(data.design(), data.y, weights);
    EXPECT_NEAR(residuals(data.design(), data.y, weights, *weighted).standardised[6],
                -1.429189290828, 1e-11);
}

}  // namespace
}  // namespace breather::statistics
