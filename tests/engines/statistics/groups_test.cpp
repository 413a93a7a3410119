#include "engines/statistics/groups.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "engines/statistics/correlation.h"
#include "engines/statistics/ranks.h"

namespace breather::statistics {
namespace {

using Values = std::vector<double>;

const Values drug_1{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};  // R: sleep
const Values drug_2{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

Values any_values(int least, int most) {
    Values out(static_cast<std::size_t>(*rc::gen::inRange(least, most)));
    for (double& value : out) value = *rc::gen::inRange(-200, 200) / 8.0;
    return out;
}

Values changed(Values values, double times, double plus) {
    for (double& value : values) value = value * times + plus;
    return values;
}

bool near(double a, double b, double tolerance = 1e-8) {
    return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

TEST(TwoMeansTest, meets_students_sleepers) {
    const auto found = compare_means(drug_1, drug_2);  // R: t.test(extra ~ group)
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->welch->t, -1.8608, 5e-5);
    EXPECT_NEAR(found->welch->df, 17.776, 5e-4);
    EXPECT_NEAR(found->welch->p, 0.07939, 5e-6);
    EXPECT_NEAR(found->welch->ci95.low, -3.3654832, 5e-7);
    EXPECT_NEAR(found->pooled->p, 0.07919, 5e-6);
    EXPECT_NEAR(found->size->d, found->pooled->t * std::sqrt(0.2), 1e-12);
    EXPECT_LT(found->size->d_ci95->low, found->size->d);
    EXPECT_GT(found->size->d_ci95->high, 0);  // as p > 0.05
}

TEST(PairsTest, meets_students_sleepers) {
    const auto found = compare_pairs(drug_1, drug_2);  // R: t.test(paired = TRUE)
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->t, -4.0621, 5e-5);
    EXPECT_NEAR(found->p, 0.002833, 5e-7);
    EXPECT_NEAR(found->ci95.low, -2.4598858, 5e-7);
}

TEST(TwoMeansTest, does_not_depend_on_the_scale_or_the_order) {
    EXPECT_TRUE(rc::check([] {
        const Values a = any_values(2, 12), b = any_values(2, 12);
        const auto found = compare_means(a, b);
        if (!found->pooled || !found->size->d_ci95) return;
        for (const double scale : {1e-12, 1e12}) {
            Values turned = changed(a, scale, 0);
            std::reverse(turned.begin(), turned.end());
            const auto other = compare_means(turned, changed(b, scale, 0));
            RC_ASSERT(near(other->pooled->t, found->pooled->t));
            RC_ASSERT(near(other->welch->p, found->welch->p));
            RC_ASSERT(near(other->size->d_ci95->low, found->size->d_ci95->low));
        }
        const auto back = compare_means(b, a);
        RC_ASSERT(near(back->size->d_ci95->low, -found->size->d_ci95->high));
        // Two groups: F is t², pooled and Welch's.
        const auto anova = one_way({a, b});
        RC_ASSERT(near(anova->classic.f, found->pooled->t * found->pooled->t));
        if (anova->welch) RC_ASSERT(near(anova->welch->p, found->welch->p, 1e-6));
    }));
}

TEST(TwoMeansTest, leaves_out_what_too_few_or_equal_values_cannot_say) {
    EXPECT_EQ(compare_means({}, drug_1).reason().why, Why::Nothing);
    const auto one = compare_means(Values{3}, drug_1);
    EXPECT_TRUE(one->pooled);
    EXPECT_FALSE(one->welch);
    EXPECT_FALSE(one->first.sd());
    const auto same = compare_means(Values{0.1, 0.1, 0.1}, Values{0.3, 0.3, 0.3});
    EXPECT_FALSE(same->pooled || same->welch || same->levene_mean || same->size);
    EXPECT_FALSE(compare_means(Values{1}, Values{2})->pooled);
    EXPECT_EQ(compare_pairs(Values{1}, Values{2}).reason().why, Why::TooFew);
    EXPECT_EQ(compare_pairs(Values{1.1, 2.1}, Values{0.1, 1.1}).reason().why, Why::Constant);
}

TEST(OneWayTest, leaves_out_empty_groups_and_names_what_has_no_spread) {
    EXPECT_NEAR(one_way({drug_1, {}, drug_2})->classic.f, one_way({drug_1, drug_2})->classic.f,
                1e-12);
    EXPECT_EQ(one_way({drug_1}).reason().why, Why::TooFew);
    EXPECT_EQ(one_way({{1}, {2}}).reason().why, Why::TooFew);
    EXPECT_EQ(one_way({{5, 5}, {5, 5}}).reason().why, Why::Constant);
    EXPECT_TRUE(std::isinf(one_way({{5, 5}, {6, 6}})->classic.f));
    EXPECT_EQ(one_way({{5, 5}, {6, 6}})->classic.p, 0);
    EXPECT_FALSE(one_way({{5, 5}, {6, 7}})->welch);
    EXPECT_EQ(one_way({}).reason().why, Why::Nothing);
}

TEST(RankSumTest, meets_the_permeability_of_hollander_and_wolfe) {
    const Values x{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const Values y{1.15, 0.88, 0.90, 0.74, 1.21};  // R: example(wilcox.test): W = 35, p = 0.1272
    const auto found = mann_whitney(x, y);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->u, 35);
    EXPECT_NEAR(*found->p_exact, 2 * 0.1272, 1e-4);
    EXPECT_EQ(mann_whitney(y, x)->u, 15);
    EXPECT_NEAR(*mann_whitney(y, x)->p_exact, *found->p_exact, 1e-12);
}

TEST(RankSumTest, by_hand) {
    EXPECT_NEAR(*mann_whitney(Values{1, 2}, Values{3, 4, 5})->p_exact, 0.2, 1e-12);  // 2 / C(5, 2)
    EXPECT_FALSE(mann_whitney(Values{1, 2}, Values{2, 4, 5})->p_exact);              // tied
    EXPECT_EQ(mann_whitney(Values{1, 1}, Values{1}).reason().why, Why::Constant);
    EXPECT_EQ(mann_whitney({}, Values{1}).reason().why, Why::Nothing);
    EXPECT_EQ(mann_whitney(Values{1}, Values{2})->p_exact, 1);
}

TEST(SignedRankTest, meets_the_depression_scale_of_hollander_and_wolfe) {
    const Values x{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    const Values y{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    const auto found = signed_rank(x, y);  // R: V = 40, p = 0.01953 (greater)
    ASSERT_TRUE(found);
    EXPECT_EQ(found->v, 40);
    EXPECT_NEAR(*found->p_exact, 2 * 0.01953125, 1e-12);
    EXPECT_EQ(signed_rank(Values{1, 2}, Values{1, 2}).reason().why, Why::Nothing);
    EXPECT_EQ(signed_rank(Values{1}, Values{2})->p_exact, 1);
}

TEST(SignedRankTest, may_rank_the_zeros_as_pratt_did) {
    const std::vector<double> x{3, 5, 2, 8, 4, 4, 9, 1, 6, 7, 5, 2};
    const std::vector<double> y{1, 5, 4, 3, 4, 2, 9, 3, 1, 2, 8, 2};
    const auto found = signed_rank(x, y, Zeros::Ranked);
    EXPECT_EQ(found->n_nonzero, 8u);
    EXPECT_NEAR(found->z, 0.969350870066, 1e-9);  // R: coin::wilcoxsign_test(zero.method = "Pratt")
    EXPECT_FALSE(found->p_exact);
}

TEST(KruskalWallisTest, meets_the_clearance_of_hollander_and_wolfe) {
    const auto found = kruskal_wallis(
        {{2.9, 3.0, 2.5, 2.6, 3.2}, {3.8, 2.7, 4.0, 2.4}, {}, {2.8, 3.4, 3.7, 2.2, 2.0}});
    ASSERT_TRUE(found);  // R: example(kruskal.test)
    EXPECT_NEAR(found->chi2, 0.77143, 5e-6);
    EXPECT_EQ(found->df, 2);
    EXPECT_EQ(kruskal_wallis({{1, 1}, {1}}).reason().why, Why::Constant);
    EXPECT_EQ(kruskal_wallis({{1, 2}, {}}).reason().why, Why::TooFew);
}

TEST(Ranks, of_any_growing_change_of_scale_are_the_same) {
    EXPECT_TRUE(rc::check([] {
        const Values a = any_values(2, 30), b = any_values(2, 30);
        const auto found = mann_whitney(a, b);
        if (!found) return;
        Values grown_a = a, grown_b = b;
        for (double& value : grown_a) value = std::exp(value / 10);
        for (double& value : grown_b) value = std::exp(value / 10);
        RC_ASSERT(mann_whitney(grown_a, grown_b)->z == found->z);
        RC_ASSERT(near(mann_whitney(b, a)->z, -found->z));
        // Two groups: Kruskal-Wallis is z².
        RC_ASSERT(near(kruskal_wallis({a, b})->chi2, found->z * found->z));
        if (found->p_exact && a.size() > 8 && b.size() > 8)
            RC_ASSERT(std::abs(*found->p_exact - found->p_cc) < 0.05);
    }));
}

TEST(CorrelationTest, meets_the_tuna_of_hollander_and_wolfe) {
    const Values x{44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1};
    const Values y{2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8};
    const auto found = correlate(x, y);  // R: example(cor.test)
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->pearson.r, 0.5711816, 5e-8);
    EXPECT_NEAR(found->pearson.t, 1.8411, 5e-5);
    EXPECT_NEAR(found->pearson_ci95->low, -0.1497426, 5e-8);
    EXPECT_NEAR(found->tau_b, 4.0 / 9, 1e-12);
    EXPECT_NEAR(found->spearman.r, 0.6, 1e-12);
}

TEST(CorrelationTest, counts_the_pairs_one_by_one) {
    EXPECT_TRUE(rc::check([] {
        Values x, y;
        for (int i = *rc::gen::inRange(3, 25); i > 0; --i) {
            x.push_back(*rc::gen::inRange(0, 6));
            y.push_back(*rc::gen::inRange(0, 6));
        }
        const auto found = correlate(x, y);
        if (!found) return;
        double s = 0, tx = 0, ty = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            for (std::size_t k = 0; k < i; ++k) {
                const double dx = (x[i] > x[k]) - (x[i] < x[k]), dy = (y[i] > y[k]) - (y[i] < y[k]);
                s += dx * dy;
                tx += dx * dx;
                ty += dy * dy;
            }
        RC_ASSERT(near(found->tau_b, s / std::sqrt(tx * ty)));
        const auto turned = correlate(y, changed(x, -1e12, 1));
        RC_ASSERT(near(turned->pearson.r, -found->pearson.r));
        RC_ASSERT(near(turned->kendall_z, -found->kendall_z));
    }));
}

TEST(CorrelationTest, of_a_line_is_one_and_of_too_little_is_none) {
    const auto line = correlate(Values{1, 2, 3, 4}, Values{2, 4, 6, 8});
    EXPECT_EQ(line->pearson.r, 1);
    EXPECT_EQ(line->pearson.p, 0);
    EXPECT_EQ(line->pearson_ci95->low, 1);
    EXPECT_EQ(correlate(Values{1, 1, 1}, Values{1, 2, 3}).reason().what, "x");
    EXPECT_EQ(correlate(Values{1, 2}, Values{1, 2}).reason().why, Why::TooFew);
}

}  // namespace
}  // namespace breather::statistics
