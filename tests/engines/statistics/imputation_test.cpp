#include "engines/statistics/imputation.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "engines/statistics/draws.h"
#include "engines/statistics/linear_model.h"
#include "engines/statistics/pooling.h"

namespace breather::statistics {
namespace {

const double gap = std::nan("");

/// y = 1 + 2x + noise, a group that goes with x; a gap in y is the likelier the larger x is.
std::vector<Variable> sample(Draws& draws, std::size_t rows, double steep = 1.5) {
    Variable x{"x", {}, {}, {}}, y{"y", {}, {}, {}}, group{"group", {}, {}, {"a", "b", "c"}};
    for (std::size_t row = 0; row < rows; ++row) {
        x.numbers.push_back(draws.normal());
        const double value = 1 + 2 * x.numbers.back() + draws.normal();
        y.numbers.push_back(
            draws.uniform() < 1 / (1 + std::exp(1 - steep * x.numbers.back())) ? gap : value);
        group.codes.push_back(x.numbers.back() < -0.5 ? 0 : x.numbers.back() < 0.5 ? 1 : 2);
        if (draws.uniform() < 0.2) group.codes.back() = -1;
    }
    return {x, y, group};
}

TEST(Imputation, what_was_there_stays_and_every_gap_is_filled) {
    EXPECT_TRUE(rc::check([] {
        SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
        Draws draws(random);
        const auto before = sample(draws, static_cast<std::size_t>(*rc::gen::inRange(12, 40)));
        ImputationPlan plan;
        plan.imputations = 2;
        plan.rounds = 2;
        const auto found = impute(before, plan, random);
        RC_ASSERT(found->size() == 2u);
        for (const auto& table : *found)
            for (std::size_t row = 0; row < before[0].rows(); ++row) {
                const double was = before[1].numbers[row], is = table[1].numbers[row];
                RC_ASSERT((std::isnan(was) ? std::isfinite(is) : is == was));
                // A matched value is one that somebody has.
                RC_ASSERT(std::count(before[1].numbers.begin(), before[1].numbers.end(), is) > 0);
                const int code = before[2].codes[row];
                RC_ASSERT((code < 0 ? table[2].codes[row] >= 0 : table[2].codes[row] == code));
            }
    }));
}

TEST(Imputation, the_same_seed_gives_the_same_tables_and_another_seed_others) {
    SeededRandom making(7);
    Draws draws(making);
    const auto data = sample(draws, 60);
    SeededRandom one(1), again(1), other(2);
    const auto a = impute(data, {}, one), b = impute(data, {}, again), c = impute(data, {}, other);
    EXPECT_EQ((*a)[4][1].numbers, (*b)[4][1].numbers);
    EXPECT_NE((*a)[4][1].numbers, (*c)[4][1].numbers);
    EXPECT_NE((*a)[0][1].numbers, (*a)[1][1].numbers);
}

/// How often the pooled interval holds the truth (slope 2), and the mean estimate.
std::pair<double, double> coverage(FillNumbers how, int trials, double steep) {
    int held = 0;
    double mean = 0;
    SeededRandom random(20261121);
    Draws draws(random);
    for (int trial = 0; trial < trials; ++trial) {
        ImputationPlan plan;
        plan.rounds = 3;
        plan.numbers = how;
        const auto tables = impute(sample(draws, 100, steep), plan, random);
        std::vector<double> estimates, variances;
        for (const auto& table : *tables) {
            const std::vector<Variable> terms{table[0]};
            const auto fit = linear_model(
                design(terms), Eigen::Map<const Eigen::VectorXd>(table[1].numbers.data(), 100));
            estimates.push_back(fit->coefficients[1].estimate);
            variances.push_back(std::pow(*fit->coefficients[1].se, 2));
        }
        const auto pooled = pool(estimates, variances, 98);
        held += pooled->ci95->low < 2 && 2 < pooled->ci95->high;
        mean += pooled->estimate / trials;
    }
    return {static_cast<double>(held) / trials, mean};
}

TEST(Imputation, pooled_intervals_hold_the_truth_as_often_as_they_say) {
    const auto [held, mean] = coverage(FillNumbers::Normal, 300, 1.5);
    EXPECT_GT(held, 0.91);
    EXPECT_LT(held, 0.99);
    EXPECT_NEAR(mean, 2, 0.05);
}

TEST(Imputation, matching_holds_it_too_where_donors_are_not_scarce) {
    const auto [held, mean] = coverage(FillNumbers::PredictiveMeanMatching, 300, 0);
    EXPECT_GT(held, 0.90);
    EXPECT_LT(held, 0.99);
    EXPECT_NEAR(mean, 2, 0.05);
}

TEST(Imputation, a_level_goes_to_those_who_are_like_its_people) {
    SeededRandom random(3);
    Draws draws(random);
    const auto tables = impute(sample(draws, 400), {}, random);
    double low = 0, high = 0, lows = 0, highs = 0;
    for (const auto& table : *tables)
        for (std::size_t row = 0; row < 400; ++row) {
            if (table[2].codes[row] == 0) low += table[0].numbers[row], ++lows;
            if (table[2].codes[row] == 2) high += table[0].numbers[row], ++highs;
        }
    EXPECT_LT(low / lows, -0.8);
    EXPECT_GT(high / highs, 0.8);
}

TEST(Imputation, other_units_give_the_same_rows_in_those_units) {
    SeededRandom making(11);
    Draws draws(making);
    const auto data = sample(draws, 50);
    for (const double scale : {0x1p-40, 0x1p40}) {
        auto other = data;
        for (auto& value : other[1].numbers) value *= scale;
        SeededRandom one(5), two(5);
        const auto plain = impute(data, {}, one), scaled = impute(other, {}, two);
        for (std::size_t row = 0; row < 50; ++row)
            EXPECT_EQ((*scaled)[0][1].numbers[row], (*plain)[0][1].numbers[row] * scale);
    }
}

TEST(Imputation, the_odd_table_is_filled_or_refused_by_name) {
    SeededRandom random(1);
    const Variable empty{"nobody", {gap, gap, gap}, {}, {}}, constant{"five", {5, gap, 5}, {}, {}};
    const Variable x{"x", {1, 2, 3}, {}, {}}, one_level{"site", {}, {0, -1, 0}, {"here", "there"}};
    EXPECT_EQ(impute(std::vector{x, empty}, {}, random).reason().what, "nobody");
    EXPECT_EQ(impute({}, {}, random).reason().why, Why::Nothing);
    EXPECT_EQ(impute(std::vector{x}, {0, 1, 1, {}}, random).reason().what, "plan");
    EXPECT_EQ(impute(std::vector{x, Variable{"y", {1}, {}, {}}}, {}, random).reason().what, "y");
    const auto filled = impute(std::vector{constant, one_level, x}, {}, random);
    EXPECT_EQ((*filled)[0][0].numbers[1], 5);
    EXPECT_EQ((*filled)[0][1].codes[1], 0);
    const auto alone = impute(std::vector{constant}, {}, random);
    EXPECT_EQ((*alone)[0][0].numbers[1], 5);
    const Variable twice{"twice", {2, 4, gap}, {}, {}};
    EXPECT_TRUE(impute(std::vector{x, twice, x}, {}, random));  // collinear, and fewer rows
}

}  // namespace
}  // namespace breather::statistics
