// Does the likelihood of a logistic model have a maximum? It has none where some direction of the
// coefficients sets the events on one side of all others, ties allowed (Albert & Anderson 1984,
// Biometrika 71:1).
#pragma once
#include <Eigen/Core>
#include <span>
#include <vector>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct Separation {
    bool exists = false;
    bool complete = false;              // no row is left in which both can happen
    std::vector<Eigen::Index> columns;  // whose estimates are not finite, the constant among them
    std::vector<double> signs;          // of each: the way it tends, +1 or -1
    std::vector<Eigen::Index> named;    // of those, what to name: without the constant; where all
                                        // is separated, the fewest columns that do it by themselves
                                        // (of more than fifty, all)
    std::vector<Eigen::Index> overlap;  // the rows that still decide the finite estimates
};

/// Exact, by least squares without negative weights (Lawson & Hanson 1974, ch. 23): with rows a_i =
/// ±x_i, the shortest Σ(1 + μ_i) a_i, μ >= 0, is 0 where a maximum exists and is else itself such a
/// direction. Columns are not collinear; `constant` is the place of the constant column, or -1.
Separation separation(const Eigen::MatrixXd& x, std::span<const double> y, Eigen::Index constant);

/// The same of counts: the columns that can take the rate of rows without an event to 0 and leave
/// that of all others where it is, so that they have no estimate (Santos Silva & Tenreyro 2010,
/// Economics Letters 107:310). None of them where a maximum exists.
std::vector<Eigen::Index> without_rate(const Eigen::MatrixXd& x, const Eigen::VectorXd& counts);

}  // namespace breather::statistics
