// One column described. Skewness G1 and kurtosis G2 are the bias-corrected forms of SPSS, SAS and
// Stata's summary tools (Joanes & Gill 1998, The Statistician 47:183, G1 and G2).
#pragma once
#include <span>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct Description {
    std::size_t n = 0;
    double mean = 0;
    Maybe sd, variance, se;        // n - 1; from two values on
    std::optional<Interval> ci95;  // of the mean, by t
    double min = 0, max = 0, median = 0;
    double q1_type7 = 0, q3_type7 = 0;  // R, Excel
    double q1_type6 = 0, q3_type6 = 0;  // SPSS, Minitab
    Maybe skewness_G1, kurtosis_G2;     // from three, four values on, with spread
};

/// Complete values, in any order. Undefined: nothing.
Outcome<Description> describe(std::span<const double> values);

/// Hyndman & Fan (1996, Am Stat 50:361) type 6 or 7, of sorted values; at least one. p in [0, 1].
double quantile_type6(std::span<const double> sorted, double p);
double quantile_type7(std::span<const double> sorted, double p);

struct Proportion {
    std::size_t events = 0, n = 0;
    double p = 0;
    Interval wilson, clopper_pearson;  // 95%
};

/// Undefined: nothing.
Outcome<Proportion> proportion(std::size_t events, std::size_t n);

}  // namespace breather::statistics
