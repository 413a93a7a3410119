// Whose score changed by more than the measure's own noise, and who came out on the healthy side.
// Jacobson & Truax (1991) J Consult Clin Psychol 59:12.
#pragma once
#include <cstddef>
#include <span>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct ReliableChangeRule {
    double sd_pre = 0;       // of the score before, in its units
    double mean_pre = 0;     // for the cut-off
    double reliability = 0;  // 0 ≤ r ≤ 1
    double z = 1.96;
    bool lower_is_better = true;
    Maybe normative_mean, normative_sd;  // without them there is no cut-off
};

struct ReliableChange {
    std::size_t n = 0;
    double s_diff = 0;  // sd_pre sqrt(2 (1 - r))
    double points = 0;  // z s_diff: a change of as much or more is reliable
    std::size_t improved = 0, deteriorated = 0, unchanged = 0;
    Maybe cutoff_c;  // criterion c: (sd_norm mean_pre + sd_pre mean_norm) / (sd_norm + sd_pre)
    /// Reliably improved, and across the cut-off: before on the side of those who need help, after
    /// not. Nothing without a cut-off.
    std::optional<std::size_t> clinically_significant;
};

/// Pairs without gaps, as many before as after. Undefined: out_of_range (reliability outside
/// [0, 1], an SD or z below 0, lists of two lengths), constant (sd_pre 0: no change could be told).
Outcome<ReliableChange> reliable_change(std::span<const double> pre, std::span<const double> post,
                                        const ReliableChangeRule& rule);

}  // namespace breather::statistics
