// What a linear model leaves over, as the pictures of a fit need it: residuals against what was
// fitted, and against what a normal distribution would have given.
#pragma once
#include "engines/statistics/linear_model.h"

namespace breather::statistics {

/// In the order of the rows. standardised: residual / (sigma √(1 - leverage)), of weighted rows
/// times the root of the weight (R: rstandard); NaN where the leverage is 1. expected: the normal
/// quantile of its rank, (i - 1/2) / n, (i - 3/8) / (n + 1/4) up to 10 rows (R: ppoints, qqnorm).
struct Residuals {
    std::vector<double> fitted, standardised, expected;
    Maybe skewness;            // G1, of the standardised
    std::size_t beyond_3 = 0;  // how many lie more than 3 from 0
};

/// Of a model of these rows. Nothing in it where the model has no residual spread.
Residuals residuals(const Design& design, const Eigen::VectorXd& y, const Eigen::VectorXd& weights,
                    const LinearModel& model);

}  // namespace breather::statistics
