// Do printed results hold together? Each check recomputes one figure from the others printed beside
// it, over everything their rounding allows, and tells what does not fit. An empty list: all fits.
// After Nuijten et al (2016) Behav Res Methods 48:1205 (statistics and P values) and Brown &
// Heathers (2017) Soc Psychol Personal Sci 8:363 (means of integers).
#pragma once
#include <string>
#include <vector>

#include "engines/statistics/printed.h"

namespace breather::statistics {

using Findings = std::vector<Finding>;

enum class Kind { ChiSquared, T, F, Z, R };

/// A statistic and what was printed with it. R takes df = n - 2.
struct PrintedTest {
    Kind kind = Kind::ChiSquared;
    std::optional<Printed> value, df, df2, p, n;
    bool one_sided = false;
    bool sides_unsaid = false;  // one-sided tests are spoken of, but perhaps not of this one
    bool adjusted = false;      // P may be corrected for many tests: larger is no slip
    bool two_groups = false;    // a t test of two samples: df is at most n - 2, otherwise n - 1
};
/// P against statistic and df; df against n. What lacks its partner is not checked. A one-sided P
/// passes in either direction. A note: P fits only if the statistic was cut off, or was corrected.
Findings check_test(const PrintedTest& test);
/// The P values (of both sides, unless one is said) that the rounding of statistic and df allows.
/// None: something is missing.
std::optional<Interval> p_range(const PrintedTest& test);
/// "χ²(3) = 10.90", "t(436) = 3.17".
std::string name_of(const PrintedTest& test);

/// A term of a regression. `ratio` is exp(B), its interval low to high; or, where no ratio is
/// printed, low to high is the interval of B.
struct PrintedTerm {
    std::optional<Printed> b, se, z, wald, ratio, low, high, p;
    Maybe df;                  // of a t; the normal otherwise
    double confidence = 0.95;  // of the interval
    bool likelihood = false;   // interval and P come from the likelihood, not from the SE
    bool adjusted = false;     // P may be corrected for many tests: larger is a note
};
/// exp(B) against B; interval against B, SE and ratio; z and Wald against B and SE; P against them
/// and against the interval.
Findings check_term(const PrintedTerm& term);

/// Measures of a logistic model's fit from its likelihood-ratio chi-square.
struct PrintedFit {
    std::optional<Printed> lr_chi2, cox_snell, nagelkerke, mcfadden;
    double n = 0, events = 0;
};
Findings check_fit(const PrintedFit& fit);

/// A percentage against count and total. Rounded half up or half to even; cut off does not pass.
Findings check_percent(double count, double total, const Printed& percent);
/// Parts against their total. Counts are exact; rounded figures may miss it by half a digit each.
enum class Parts { Counts, Rounded };
Findings check_sum(const std::vector<Printed>& parts, const Printed& total, Parts kind);
/// Can `people` integers (times `items` of them averaged) have this mean?
Findings check_mean_of_integers(const Printed& mean, double people, double items = 1);

}  // namespace breather::statistics
