// Exact tests of a contingency table with its margins held (Fisher 1935; Freeman & Halton 1951).
#pragma once
#include <Eigen/Core>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct FisherTwoByTwo {
    double p_two_sided = 1;  // all tables not more probable than this one (slack 1e-7)
    double p_less = 1, p_greater = 1;
    /// The maximum of the noncentral hypergeometric likelihood. R's fisher.test leaves its search
    /// (Brent's, in t or 1/t over [0, 1]) at 1.2e-4; this one stops where R stops, so that both
    /// print the same. 0 or infinite at the edge of what the margins allow.
    double conditional_or = 1;
    double conditional_or_exact = 1;  // the same, to the last digits
};
/// Counts are whole. Undefined: a margin of 0 (Constant); negative or broken counts (OutOfRange).
Outcome<FisherTwoByTwo> fisher_two_by_two(const Eigen::Matrix2d& counts);

/// P of any r × c table: the tables are gone through column by column, paths of one probability
/// together, and branches that lie wholly on one side are closed by their sum (the idea of Mehta
/// & Patel 1983). R: fisher.test. Empty rows and columns do not matter. Undefined: one row or one
/// column (Constant), broken counts (OutOfRange), more than `steps_max` of paths (NoConvergence).
Outcome<double> fisher_r_by_c(const Eigen::MatrixXd& counts, double steps_max = 4e7);

}  // namespace breather::statistics
