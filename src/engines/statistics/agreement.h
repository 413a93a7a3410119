// How far two or more coders agree, beyond chance. Counts come in as tables over one list of
// levels, in the same order for all coders; levels nobody used are good input.
#pragma once
#include <Eigen/Core>
#include <span>
#include <vector>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

enum class KappaWeights { None, Linear, Quadratic };

/// Cohen (1960, 1968). Agreement weights 1 - |i-j|/(k-1), or its square, by the places of the
/// levels. `se` of Fleiss, Cohen & Everitt (1969, Psychol Bull 72:323) for the interval, `se0`
/// under chance alone for z. R: vcd::Kappa, psych::cohen.kappa.
struct Kappa {
    double n = 0, po = 0, pe = 0;  // weighted
    double kappa = 0, se = 0;
    Interval ci95;
    Maybe se0, z, p;  // none where chance has no spread
};
/// counts(i, j): the first coder said i, the second j. Undefined: nothing; or chance alone would
/// make them agree always (constant).
Outcome<Kappa> cohen_kappa(const Eigen::MatrixXd& counts, KappaWeights weights);

/// Other measures of two coders with k levels. PABAK (k po - 1)/(k - 1); Gwet (2008) AC1; Scott
/// (1955) pi; and for each level against all others kappa and positive agreement 2a/(2a + b + c).
struct Agreement {
    struct Category {
        Maybe kappa, positive_agreement;
    };
    double n = 0, po = 0;
    Maybe pabak, gwet_ac1, scott_pi;
    std::vector<Category> categories;
};
/// Undefined: nothing.
Outcome<Agreement> agreement(const Eigen::MatrixXd& counts);

/// Fleiss (1971) with the SE under chance of Fleiss, Nee & Landis (1979). R: irr::kappam.fleiss.
struct FleissKappa {
    std::size_t units = 0;
    int raters = 0;
    double kappa = 0, se0 = 0, z = 0, p = 1;
};
/// counts(unit, level): how many raters said it; the same number of raters, two or more, in each
/// unit. Undefined: nothing, too few raters, one level only (constant), rows unequal (out of
/// range).
Outcome<FleissKappa> fleiss_kappa(const Eigen::MatrixXd& counts);

enum class Metric { Nominal, Ordinal, Interval, Ratio };

/// Krippendorff (2011, "Computing Krippendorff's alpha-reliability"): 1 - Do/De from the
/// coincidences of values within units.
struct Pairable {
    std::size_t units = 0, units_pairable = 0, values = 0;
};
/// `codes[unit]` are places in `levels` (ascending numbers; for nominal and ordinal only their
/// order counts); units with fewer than two are left out. Undefined: nothing pairable (too few),
/// one value only (constant), c + k = 0 in a ratio (out of range).
Outcome<double> krippendorff_alpha(const std::vector<std::vector<int>>& codes,
                                   std::span<const double> levels, Metric metric);
Pairable pairable(const std::vector<std::vector<int>>& codes);

/// Shrout & Fleiss (1979, Psychol Bull 86:420), from the two-way analysis of variance.
struct IntraclassCorrelation {
    std::size_t n = 0, k = 0;
    double msr = 0, msc = 0, mse = 0, msw = 0;  // rows, columns, residual, within rows
    Maybe icc_1_1, icc_2_1, icc_3_1, icc_1_k, icc_2_k, icc_3_k;
};
/// Units by raters, complete. Undefined: fewer than two of either (too few), all equal (constant).
Outcome<IntraclassCorrelation> icc(const Eigen::MatrixXd& ratings);

}  // namespace breather::statistics
