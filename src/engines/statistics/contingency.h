// Two categorical columns crossed: the tests of independence and the sizes of an association.
#pragma once
#include <Eigen/Core>
#include <span>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct ChiSquared {
    double chi2 = 0, df = 0, p = 1, ln_p = 0;
};

/// Of a table whose empty rows and columns are left out. R: chisq.test(correct = FALSE).
struct Association {
    double n = 0;
    ChiSquared pearson, likelihood_ratio;
    double min_expected = 0;
    std::size_t cells = 0, cells_expected_lt5 = 0;
    double cramers_v = 0;
    ChiSquared linear_by_linear;      // (n - 1) r², scores 1, 2, 3 … in the order listed, before
                                      // empty rows and columns go (Mantel 1963)
    std::optional<ChiSquared> yates;  // 2 × 2 only; the correction is at most the difference
    Maybe phi;                        // 2 × 2 only, signed
};

/// Counts (or sums of weights) by row and column. Undefined: nothing; a negative count; Constant
/// where only one row or one column has anybody.
Outcome<Association> association(const Eigen::MatrixXd& counts);

/// The table without its empty rows and columns.
Eigen::MatrixXd occupied(const Eigen::MatrixXd& counts);

struct Size {
    double value = 0;              // may be infinite
    std::optional<Interval> ci95;  // none where a cell of 0 leaves no variance
};

/// Of [a b; c d], rows being groups and the first column the event.
struct TwoByTwo {
    std::optional<Size> odds_ratio;       // ad / bc, Woolf (1955); none where it is 0 / 0
    std::optional<Size> risk_ratio;       // row 1 / row 2, Katz log (1978); none where it is 0 / 0
    std::optional<Size> risk_difference;  // row 1 - row 2, Newcombe (1998) hybrid score, method 10
};
TwoByTwo two_by_two(double a, double b, double c, double d);

struct McNemar {
    double b = 0, c = 0;  // changed from the first level to the second, and back
    double chi2 = 0, p = 1;
    double chi2_corrected = 0, p_corrected = 1;  // (|b - c| - 1)²; none taken off where b = c
    double p_exact = 1;                          // binomial, two-sided
};
/// R: mcnemar.test. Undefined: nobody changed (TooFew).
Outcome<McNemar> mcnemar(double b, double c);

struct Trend {
    double z = 0, chi2 = 0, p = 1;  // df 1; z > 0 where events rise with the score
};
/// Cochran-Armitage: z = Σ t(x - n p̄) / sqrt(p̄(1 - p̄)(Σ n t² - (Σ n t)² / N)).
/// R: prop.trend.test. Undefined: nothing; Constant (no event, only events, one score).
Outcome<Trend> cochran_armitage(std::span<const double> events, std::span<const double> totals,
                                std::span<const double> scores);

}  // namespace breather::statistics
