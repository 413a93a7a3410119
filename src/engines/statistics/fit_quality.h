// How well fitted probabilities meet yes and no.
#pragma once
#include <span>
#include <vector>

#include "base/crew.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

/// Rows by their probability, rounded to 12 decimals first (so that equal patterns of covariates
/// stay together), with weights and events at each value, from the lowest up.
struct Scored {
    struct Value {
        double p = 0, n = 0, events = 0;
    };
    std::vector<Value> values;
    double n = 0, events = 0;
};
Scored scored(std::vector<double> fitted, std::span<const double> y,
              std::span<const double> weights, const Crew& crew = Crew());

/// The chance that an event has the higher probability of the two, half for equal ones. None
/// without events, or with nothing else.
Maybe area_under_curve(const Scored& rows);

/// observed × predicted, predicted where p >= cut.
struct Classified {
    double counts[2][2] = {};
    double percent_correct = 0;
};
Classified classified(const Scored& rows, double cut);

/// Hosmer & Lemeshow (1980); df = groups - 2, never below 0, P none below one df; chi2 infinite
/// where a group that had no chance of an event has one.
struct HosmerLemeshow {
    double chi2 = 0, df = 0;
    Maybe p;
    std::vector<double> n, observed, expected;  // by group
};
/// Cut at the type 7 deciles of the rows, closed on the right, repeated cuts merged: as R users do.
HosmerLemeshow hosmer_lemeshow_quantiles(const Scored& rows, std::size_t groups = 10);
/// Blocks of equal probability gathered to a target size: as SAS and SPSS do.
HosmerLemeshow hosmer_lemeshow_blocks(const Scored& rows, std::size_t groups = 10);

}  // namespace breather::statistics
