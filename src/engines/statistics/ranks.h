// Tests on ranks, and ranks: equal values share the mean of their places.
#pragma once
#include <span>
#include <vector>

#include "engines/statistics/groups.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct Ranked {
    std::vector<double> ranks;  // from 1, in the order of the values
    double ties = 0;            // Σ (t³ - t)
};
Ranked ranked(std::span<const double> values);

/// U counts the pairs in which the first group is larger (half for equal). Normal approximation
/// with the variance corrected for ties, without and with continuity correction; exact P only
/// without ties and while n1 n2 is at most 10,000 (Mann & Whitney 1947). R: wilcox.test.
struct RankSum {
    std::size_t n1 = 0, n2 = 0;
    double u = 0, rank_sum_1 = 0;
    double z = 0, p = 1, z_cc = 0, p_cc = 1;
    Maybe p_exact;
    double prob_superiority = 0;  // U / (n1 n2)
    double rank_biserial = 0;     // 2 U / (n1 n2) - 1
};
/// Undefined: a group is empty (Nothing), all values equal (Constant).
Outcome<RankSum> mann_whitney(std::span<const double> first, std::span<const double> second);

/// Differences of 0 are dropped (Wilcoxon 1945), or keep their places while the others are ranked
/// and go then (Pratt 1959, JASA 54:655; R: coin::wilcoxsign_test).
enum class Zeros { Dropped, Ranked };

/// Of pairs, first minus second. V is the sum of the ranks of the positive differences. Exact P
/// only without ties or zeros, to 500 pairs. R: wilcox.test(paired).
struct SignedRank {
    std::size_t n_nonzero = 0;
    double v = 0, z = 0, p = 1, z_cc = 0, p_cc = 1;
    Maybe p_exact;
};
/// Undefined: no difference is left (Nothing).
Outcome<SignedRank> signed_rank(std::span<const double> first, std::span<const double> second,
                                Zeros zeros = Zeros::Dropped);

struct KruskalWallis {
    double chi2 = 0, df = 0, p = 1;  // corrected for ties
};
/// Empty groups are left out. R: kruskal.test. Undefined: TooFew groups, Constant.
Outcome<KruskalWallis> kruskal_wallis(const Groups& groups);

}  // namespace breather::statistics
