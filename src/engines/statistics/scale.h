// Scales of several items: reliability by Cronbach's alpha and McDonald's omega, and the items.
#pragma once
#include <Eigen/Core>
#include <vector>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct ItemStatistics {
    double mean = 0, sd = 0;
    Maybe corrected_item_total_r;  // with the sum of the others; none where either is constant
    Maybe alpha_if_deleted;        // from three items on
};

/// Cronbach (1951, Psychometrika 16:297); interval of Feldt (1965), by F with n-1 and (n-1)(k-1);
/// standardised from the mean correlation. R: psych::alpha.
struct Alpha {
    std::size_t n = 0, k = 0;
    double alpha = 0;
    Maybe standardised;  // none where an item is constant
    Interval feldt_ci95;
    double scale_mean = 0, scale_sd = 0;
    std::vector<ItemStatistics> items;
};
/// People by items, complete, reversed already. Undefined: fewer than two of either (too few), or
/// the total has no spread (constant). Items that go against the total show a negative r.
Outcome<Alpha> cronbach_alpha(const Eigen::MatrixXd& answers);

/// One common factor by maximum likelihood (Jöreskog 1967; the covariance with divisor n), as
/// lavaan::cfa with std.lv, and as stats::factanal(factors = 1) times the items' SD. Uniquenesses
/// stay at or above 0.005 of an item's variance. Chi-square is n times the discrepancy.
struct Omega {
    std::size_t n = 0;
    std::vector<double> loadings, uniquenesses;
    std::vector<std::size_t> at_bound;  // items whose uniqueness would go below (Heywood)
    double total = 0;  // (sum of loadings)² / ((sum of loadings)² + sum of uniquenesses)
    double observed_variance = 0;  // the same over the variance of the sum
    double chi2 = 0;
    int df = 0;
    Maybe p;  // none with three items, which always fit
};
/// Undefined: fewer than three items or no more people than items (too few), an item without
/// spread (constant), items that say one another (collinear), no convergence.
Outcome<Omega> mcdonald_omega(const Eigen::MatrixXd& answers);

}  // namespace breather::statistics
