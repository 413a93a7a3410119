// Means of groups compared: t tests, one-way analysis of variance, equality of variances.
#pragma once
#include <span>
#include <vector>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

using Groups = std::vector<std::vector<double>>;

struct Moments {
    std::size_t n = 0;
    double mean = 0, squares = 0;  // squares: Σ (x - mean)²
    Maybe sd() const;              // n - 1; none below two values
};
Moments moments(std::span<const double> values);

struct TTest {
    double t = 0, df = 0, p = 1, se = 0;
    Interval ci95;  // of the difference
};

struct FTest {
    double f = 0, df1 = 0, df2 = 0, p = 1;  // f may be infinite
};

/// Cohen's d by the pooled SD; its 95% interval inverts the noncentral t (Steiger & Fouladi 1997).
/// g = J d, J = Γ(df/2) / (sqrt(df/2) Γ((df-1)/2)) (Hedges 1981); its interval is J times d's.
struct Difference {
    double d = 0, g = 0, j = 1;
    std::optional<Interval> d_ci95, g_ci95;  // none where the noncentral t cannot be inverted
};

/// First group minus second. A part is none where its denominator is 0 or its df are: pooled needs
/// three values and spread, Welch two in each group and spread. R: t.test.
struct TwoMeans {
    Moments first, second;
    double difference = 0;
    std::optional<TTest> pooled, welch;
    std::optional<FTest> levene_mean;            // as SPSS; centre: mean
    std::optional<FTest> brown_forsythe_median;  // centre: median
    std::optional<Difference> size;
};
/// Undefined: a group is empty.
Outcome<TwoMeans> compare_means(std::span<const double> first, std::span<const double> second);

struct Paired {
    std::size_t n = 0;
    double mean_difference = 0;
    double sd_difference = 0;
    double t = 0, df = 0, p = 1;
    Interval ci95;
    double d_z = 0;  // mean / SD of the differences
};
/// First minus second, of pairs. R: t.test(paired = TRUE). Undefined: TooFew (below two pairs),
/// Constant (all differences alike).
Outcome<Paired> compare_pairs(std::span<const double> first, std::span<const double> second);

struct OneWay {
    std::size_t n = 0;
    FTest classic;
    double eta2 = 0;             // between / total sum of squares
    std::optional<FTest> welch;  // Welch (1951), R: oneway.test; none where a group has no spread
                                 // or one value
};
/// Empty groups are left out. Undefined: TooFew (below two groups, or no df within), Constant.
Outcome<OneWay> one_way(const Groups& groups);

enum class Centre { Mean, Median };
/// F of the distances from each group's centre. None where one_way has none.
std::optional<FTest> levene(const Groups& groups, Centre centre);

}  // namespace breather::statistics
