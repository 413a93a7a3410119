// Cox regression: how covariates shift the hazard of an event. R: survival::coxph, cox.zph.
// Partial likelihood with Efron's or Breslow's tied deaths, by Newton's method; Wald intervals.
#pragma once
#include <string>

#include "engines/statistics/design.h"
#include "engines/statistics/outcome.h"
#include "engines/statistics/risk_sets.h"

namespace breather::statistics {

struct CoxCoefficient {
    std::string name;
    int term = 0;
    /// Its column says what others (or the strata) say already: no estimate. R gives NA.
    bool aliased = false;
    /// The likelihood rises for ever along it (nobody of a group has the event, say): no estimate;
    /// the others' are what they tend to, or none where nothing is left that could tell it.
    /// Positive or negative: where it goes.
    int runs_away = 0;
    Maybe estimate, se, z, p;
    Maybe hazard_ratio;
    Interval hazard_ratio_ci95;  // where there is an estimate; infinite where exp overflows
};

/// Score test that the effect of a term does not change with time (Grambsch & Therneau 1994,
/// Biometrika 81:515, in the exact form of cox.zph since survival 3.0), time as 1 - Kaplan-Meier.
struct ProportionalHazards {
    int term = 0;  // -1: all together
    double chi2 = 0;
    int df = 0;
    double p = 1;
};

/// What each event leaves over, so that it can be seen how an effect changes with time:
/// Schoenfeld's residuals, scaled, plus the estimate (Grambsch & Therneau 1994). R: cox.zph(fit,
/// "km", terms = FALSE), its $time, $x and $y, by stratum and rising time. `intercept + slope * km`
/// is the straight line through them, for which the test above looks (R: lm(y ~ x)).
struct ScaledResiduals {
    std::vector<double> time, km;      // one per event; km: 1 - S(t-) of all rows
    std::vector<std::size_t> columns;  // those of the design that have an estimate
    Eigen::MatrixXd value;             // events × columns
    Eigen::VectorXd intercept, slope;  // slope 0 where all events are at one time
};

enum class Proportional { Unasked, Tested, Drawn };  // Drawn: with the residuals

struct CoxFit {
    std::size_t n = 0, events = 0;
    std::vector<CoxCoefficient> coefficients;  // of every column of the design
    Eigen::MatrixXd covariance;                // of those with an estimate
    double log_lik_null = 0, log_lik = 0;      // a supremum where one runs away
    int df = 0;
    double lr_chi2 = 0, lr_p = 1;
    Maybe wald_chi2, score_chi2;  // no Wald test where one runs away
    Maybe concordance;            // Harrell's, ties one half; none without comparable pairs
    std::vector<ProportionalHazards> proportional_hazards;  // terms, then all; empty when not asked
    ScaledResiduals residuals;                              // nothing in it where one runs away
};

/// The design has no constant. `stratum` per row (0 …), or empty. Any scale of columns and times.
/// Undefined: no row (nothing), no event (too few), no column with an estimate (collinear),
/// or the search did not settle.
Outcome<CoxFit> cox(Design design, const Survivals& rows, std::span<const int> stratum, Ties ties,
                    Proportional hazards = Proportional::Tested, const Crew& crew = Crew());

}  // namespace breather::statistics
