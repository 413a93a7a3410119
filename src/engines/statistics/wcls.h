// Weighted and centred least squares for micro-randomised trials: the effect of a prompt on what
// follows it, now or as it changes with a moderator. Boruvka, Almirall, Witkiewitz & Murphy (2018)
// JASA 113:1112, with a constant numerator probability; small-sample residuals of Mancl & DeRouen
// (2001) Biometrics 57:126, t and Hotelling's T² with the degrees of freedom of Liao et al (2016)
// Stat Med 35:1944. Its coefficients and plain sandwich must equal geepack::geeglm (independence).
#pragma once
#include <vector>

#include "engines/statistics/design.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

/// One row for each decision point at which the person was available; nothing is missing.
struct DecisionPoints {
    std::vector<int> person;      // codes from 0, in any order
    Eigen::VectorXd y;            // the proximal outcome
    Eigen::VectorXd treated;      // 1 prompted, 0 not
    Eigen::VectorXd probability;  // with which it was randomised, above 0 and below 1
    Design controls;              // with its constant
    Design moderators;            // with its constant: the constant's effect is the marginal one
};

struct WclsEffect {
    std::string term;
    double estimate = 0;
    double se = 0;  // in the outcome's units
    Maybe t, p;     // absent where the standard error is 0
    double df = 0;
    Interval ci95;
};

struct WclsControl {
    std::string term;
    double estimate = 0, se = 0;
};

struct WclsModel {
    std::size_t people = 0, points = 0;
    std::vector<WclsEffect> effects, effects_plain;           // small-sample; plain sandwich
    std::vector<WclsControl> controls;                        // se: small-sample
    double hotelling_t2 = 0, f = 0, df1 = 0, df2 = 0, p = 0;  // all effects together
};

/// numerator: in (0, 1). Undefined: nothing; out_of_range (a probability not inside (0, 1), a
/// treatment other than 0 and 1, a numerator outside); collinear (names the column: everybody was
/// prompted, say); too_few (people ≤ parameters, or one person alone decides a coefficient).
Outcome<WclsModel> wcls(const DecisionPoints& data, double numerator);

}  // namespace breather::statistics
