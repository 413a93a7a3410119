#include "engines/statistics/ranks.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

/// Twice the smaller tail of a symmetric count whose chances are given; at most 1.
double two_sided(const std::vector<double>& chances, double at) {
    double below = 0, above = 0;
    for (std::size_t k = 0; k < chances.size(); ++k) {
        if (double(k) <= at + 1e-9) below += chances[k];
        if (double(k) >= at - 1e-9) above += chances[k];
    }
    return std::min(1.0, 2 * std::min(below, above));
}

/// P(U = u) for groups of m and n without ties: the largest value is in one group or the other.
std::vector<double> chances_of_u(std::size_t m, std::size_t n) {
    std::vector<std::vector<double>> row(n + 1, {1.0});  // of i = 0 and j = 0 … n
    for (std::size_t i = 1; i <= m; ++i)
        for (std::size_t j = 1; j <= n; ++j) {
            std::vector<double> own(i * j + 1, 0.0);
            const double in_first = double(i) / double(i + j);
            const auto& without_first = row[j];  // (i - 1, j): the first group's largest adds j
            const auto& without_second = row[j - 1];
            for (std::size_t u = 0; u < without_first.size(); ++u)
                own[u + j] += in_first * without_first[u];
            for (std::size_t u = 0; u < without_second.size(); ++u)
                own[u] += (1 - in_first) * without_second[u];
            row[j] = std::move(own);
        }
    return row[n];
}

/// P(V = v): each rank is positive or not.
std::vector<double> chances_of_v(std::size_t n) {
    std::vector<double> out{1.0};
    for (std::size_t rank = 1; rank <= n; ++rank) {
        std::vector<double> next(out.size() + rank, 0.0);
        for (std::size_t v = 0; v < out.size(); ++v) {
            next[v] += out[v] / 2;
            next[v + rank] += out[v] / 2;
        }
        out = std::move(next);
    }
    return out;
}

}  // namespace

Ranked ranked(std::span<const double> values) {
    std::vector<std::uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    Ranked out;
    out.ranks.resize(values.size());
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
        const double many = double(to - from);
        for (std::size_t i = from; i < to; ++i) out.ranks[order[i]] = double(from + to + 1) / 2;
        out.ties += many * many * many - many;
        from = to;
    }
    return out;
}

Outcome<RankSum> mann_whitney(std::span<const double> first, std::span<const double> second) {
    if (first.empty() || second.empty()) return Undefined{Why::Nothing, {}};
    std::vector<double> both(first.begin(), first.end());
    both.insert(both.end(), second.begin(), second.end());
    const Ranked places = ranked(both);
    const double n1 = double(first.size()), n2 = double(second.size()), n = n1 + n2;
    const double variance = n1 * n2 / 12 * (n + 1 - places.ties / (n * (n - 1)));
    if (!(variance > 1e-12 * n1 * n2)) return Undefined{Why::Constant, "outcome"};
    RankSum out;
    out.n1 = first.size();
    out.n2 = second.size();
    for (std::size_t i = 0; i < first.size(); ++i) out.rank_sum_1 += places.ranks[i];
    out.u = out.rank_sum_1 - n1 * (n1 + 1) / 2;
    const double away = out.u - n1 * n2 / 2, sd = std::sqrt(variance);
    out.z = away / sd;
    out.z_cc = (away - 0.5 * sign(away)) / sd;
    out.p = beyond_normal(out.z);
    out.p_cc = beyond_normal(out.z_cc);
    if (places.ties == 0 && n1 * n2 <= 10000)
        out.p_exact = two_sided(chances_of_u(first.size(), second.size()), out.u);
    out.prob_superiority = out.u / (n1 * n2);
    out.rank_biserial = 2 * out.prob_superiority - 1;
    return out;
}

Outcome<SignedRank> signed_rank(std::span<const double> first, std::span<const double> second,
                                Zeros zeros) {
    std::vector<double> sizes;
    std::vector<int> signs;
    SignedRank out;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (first[i] == second[i] && zeros == Zeros::Dropped) continue;
        sizes.push_back(std::abs(first[i] - second[i]));
        signs.push_back((first[i] > second[i]) - (first[i] < second[i]));
        out.n_nonzero += first[i] != second[i];
    }
    if (out.n_nonzero == 0) return Undefined{Why::Nothing, "every difference is 0"};
    const Ranked places = ranked(sizes);
    double middle = 0, variance = 0;  // of the ranks that have a sign, ties and all
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const double rank = signs[i] == 0 ? 0 : places.ranks[i];
        out.v += signs[i] > 0 ? rank : 0;
        middle += rank / 2;
        variance += rank * rank / 4;
    }
    const double away = out.v - middle, sd = std::sqrt(variance);
    out.z = away / sd;
    out.z_cc = (away - 0.5 * sign(away)) / sd;
    out.p = beyond_normal(out.z);
    out.p_cc = beyond_normal(out.z_cc);
    if (places.ties == 0 && out.n_nonzero == sizes.size() && sizes.size() <= 500)
        out.p_exact = two_sided(chances_of_v(sizes.size()), out.v);
    return out;
}

Outcome<KruskalWallis> kruskal_wallis(const Groups& groups) {
    std::vector<double> all;
    std::size_t filled = 0;
    for (const auto& group : groups) {
        all.insert(all.end(), group.begin(), group.end());
        filled += !group.empty();
    }
    if (all.empty()) return Undefined{Why::Nothing, {}};
    if (filled < 2) return Undefined{Why::TooFew, "groups"};
    const Ranked places = ranked(all);
    const double n = double(all.size());
    const double correction = 1 - places.ties / (n * n * n - n);
    if (!(correction > 1e-15)) return Undefined{Why::Constant, "outcome"};
    double between = 0;
    std::size_t at = 0;
    for (const auto& group : groups) {
        if (group.empty()) continue;
        double away = 0;
        for (std::size_t i = 0; i < group.size(); ++i) away += places.ranks[at++] - (n + 1) / 2;
        between += away * away / double(group.size());
    }
    KruskalWallis out;
    out.chi2 = 12 / (n * (n + 1)) * between / correction;
    out.df = double(filled - 1);
    out.p = beyond_chi_squared(out.chi2, out.df);
    return out;
}

}  // namespace breather::statistics
