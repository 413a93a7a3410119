// Estimates from several imputations made one: Rubin (1987) Multiple Imputation for Nonresponse in
// Surveys, 3.1; degrees of freedom of Barnard & Rubin (1999) Biometrika 86:948. Must equal R's
// mice::pool.
#pragma once
#include <span>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct Pooled {
    std::size_t m = 0;
    double estimate = 0, se = 0;
    double within = 0, between = 0;  // variances
    Maybe riv, lambda, fmi;          // absent where the variance within is 0
    double df_rubin = 0;             // infinite where imputations agree
    double df_barnard_rubin = 0;
    Maybe t, p;
    std::optional<Interval> ci95;
};

/// One estimate and its variance from each imputation, and the residual degrees of freedom of an
/// analysis without gaps (infinite where there is no such number). Undefined: too_few (below two
/// imputations), out_of_range (a negative variance, lists of two lengths, df_complete ≤ 0).
Outcome<Pooled> pool(std::span<const double> estimates, std::span<const double> variances,
                     double df_complete);

}  // namespace breather::statistics
