// Gaps filled several times over, so that what is not known stays uncertain: multiple imputation by
// chained equations. van Buuren & Groothuis-Oudshoorn (2011) J Stat Softw 45(3) (R: mice); Rubin
// (1987), ch. 5. Fit the analysis to each filled table, then pooling.h.
#pragma once
#include <span>
#include <vector>

#include "base/random.h"
#include "engines/statistics/design.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

enum class FillNumbers {
    // A value that somebody alike really has (mice: pmm, matching type 1). It cannot go where
    // nobody
    // was seen: biased where those with gaps are all at one end.
    PredictiveMeanMatching,
    Normal,  // a draw from the regression's predictive distribution (mice: norm)
};

struct ImputationPlan {
    int imputations = 5;
    int rounds = 10;  // passes over the columns for each of them
    int donors = 5;   // how many alike one is chosen from
    FillNumbers numbers = FillNumbers::PredictiveMeanMatching;
};

/// Columns as a model sees them, where a gap is NaN in `numbers` and -1 in `codes`. Each column is
/// filled from all others: numbers by a Bayesian linear regression; levels by Bayesian logistic
/// regressions of each level against those after it (a little shrunk, so that separation does no
/// harm). What was there stays; the same seed gives the same tables. Undefined: nothing (no column
/// or row); out_of_range (a plan below 1, columns of different lengths, an infinite number);
/// too_few (a column of gaps alone: names it).
Outcome<std::vector<std::vector<Variable>>> impute(std::span<const Variable> incomplete,
                                                   const ImputationPlan& plan, Random& random);

}  // namespace breather::statistics
