// How long until an event, when some are not seen to the end: the product-limit estimate (Kaplan &
// Meier 1958, JASA 53:457) and the tests that compare groups. R: survival::survfit, survdiff.
// A censored row is at risk at its own time. Empty input is Undefined; one row, no event, ties and
// times of any scale are good input.
#pragma once
#include <string>

#include "engines/statistics/outcome.h"
#include "engines/statistics/time_table.h"

namespace breather::statistics {

/// The curve after the deaths of one time. S = prod(1 - d/n); Greenwood's sum(d / (n (n - d))).
struct SurvivalStep {
    double time, at_risk, deaths, survival;
    double greenwood;  // infinite once S is 0
};

struct MaybeInterval {
    Maybe low, high;
};

/// One point of the curve. se = S sqrt(greenwood); 95% intervals as R's survfit with conf.type
/// plain, log, log-log, cut at 0 and 1. Where S is 0 none is defined; where S is 1 log-log is not.
struct SurvivalAt {
    double time, at_risk, survival;
    Maybe se;
    MaybeInterval plain, log, loglog;
};

struct KaplanMeier {
    std::size_t n = 0, events = 0;
    std::vector<SurvivalStep> steps;  // at the times with an event, ascending
    std::vector<SurvivalAt> at;       // at the times asked for, in that order
    /// First time with S < 0.5; the middle of the interval on which S is 0.5, be it the last
    /// (survfit's rule).
    Maybe median;
    MaybeInterval median_ci_loglog;  // the same rule on both log-log limits (Brookmeyer-Crowley)
};

struct RestrictedMean {
    double tau, mean;
    double se;  // sqrt(sum A^2 d / (n (n - d))), A the area from there to tau: no n/(n-1)
};

/// Of one group of the table. Undefined: nothing.
Outcome<KaplanMeier> kaplan_meier(const TimeTable& table, std::size_t group,
                                  std::span<const double> times_asked);
/// Area below the curve from 0 to tau; beyond the last time the curve stays as it is.
/// Undefined: tau is below 0 or not finite.
Outcome<RestrictedMean> restricted_mean(const KaplanMeier& curve, double tau);

struct RankTest {
    double chi2 = 0;
    int df = 0;
    double p = 1, ln_p = 0;
};

/// Observed and expected events per group, and the weighted tests with hypergeometric variance:
/// weight 1 (Mantel 1966), n (Gehan-Breslow), sqrt(n) (Tarone-Ware 1977). Groups that nobody is in
/// when events happen do not count in df. With several tables (strata) sums are taken over them.
struct LogRank {
    std::vector<double> observed, expected;  // per group
    Outcome<RankTest> log_rank = Undefined{Why::TooFew, {}};
    Outcome<RankTest> gehan_breslow = Undefined{Why::TooFew, {}};
    Outcome<RankTest> tarone_ware = Undefined{Why::TooFew, {}};
};
/// Tables with the same groups, one per stratum. A test is Undefined: fewer than two groups at
/// risk at the events (too few), or no variance left (constant).
LogRank log_rank(std::span<const TimeTable> strata);

}  // namespace breather::statistics
