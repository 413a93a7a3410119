// Two numeric columns together.
#pragma once
#include <span>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct Correlated {
    double r = 0, t = 0, df = 0, p = 1;  // t is infinite where |r| = 1
};

/// R: cor.test. Pearson's interval by Fisher's z, from four pairs on (of
/// a perfect line the point itself, as in R). Spearman's P by t on the
/// correlation of ranks. Kendall's tau-b with the variance under ties (Kendall 1970), no
/// continuity correction; pairs in n log n (Knight 1966).
struct Correlation {
    std::size_t n = 0;
    Correlated pearson, spearman;
    std::optional<Interval> pearson_ci95;
    double tau_b = 0, kendall_z = 0, kendall_p = 1;
};
/// Undefined: TooFew (below three pairs), Constant ("x" or "y").
Outcome<Correlation> correlate(std::span<const double> x, std::span<const double> y);

}  // namespace breather::statistics
