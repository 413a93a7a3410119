#include "engines/statistics/correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engines/statistics/groups.h"
#include "engines/statistics/ranks.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

Correlated pearson(std::span<const double> x, std::span<const double> y) {
    const Moments mx = moments(x), my = moments(y);
    const double sx = std::sqrt(mx.squares), sy = std::sqrt(my.squares);
    double r = 0;
    for (std::size_t i = 0; i < x.size(); ++i) r += (x[i] - mx.mean) / sx * ((y[i] - my.mean) / sy);
    Correlated out;
    out.r = std::clamp(r, -1.0, 1.0);
    if (1 - std::abs(out.r) < 1e-15) out.r = out.r > 0 ? 1 : -1;
    out.df = double(x.size()) - 2;
    out.t = out.r * std::sqrt(out.df / ((1 - out.r) * (1 + out.r)));
    out.p = beyond_t(out.t, out.df);
    return out;
}

/// How runs of equal values weigh on tau: Σ t(t-1), Σ t(t-1)(t-2), Σ t(t-1)(2t+5).
struct Ties {
    double two = 0, three = 0, spread = 0;
    void add(double t) {
        two += t * (t - 1);
        three += t * (t - 1) * (t - 2);
        spread += t * (t - 1) * (2 * t + 5);
    }
};

template <class Same>
Ties ties(std::size_t n, Same&& same) {
    Ties out;
    for (std::size_t from = 0; from < n;) {
        std::size_t to = from + 1;
        while (to < n && same(from, to)) ++to;
        out.add(double(to - from));
        from = to;
    }
    return out;
}

/// Sorts, and counts the pairs that stood in the wrong order.
double exchanges(std::vector<double>& values) {
    std::vector<double> other(values.size());
    double out = 0;
    for (std::size_t width = 1; width < values.size(); width *= 2) {
        for (std::size_t from = 0; from < values.size(); from += 2 * width) {
            const std::size_t middle = std::min(from + width, values.size());
            const std::size_t end = std::min(from + 2 * width, values.size());
            std::size_t a = from, b = middle;
            for (std::size_t k = from; k < end; ++k) {
                if (a < middle && (b >= end || values[a] <= values[b])) {
                    other[k] = values[a++];
                } else {
                    out += double(middle - a);
                    other[k] = values[b++];
                }
            }
        }
        values.swap(other);
    }
    return out;
}

void kendall(std::span<const double> x, std::span<const double> y, Correlation& out) {
    std::vector<std::uint32_t> order(x.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return x[a] != x[b] ? x[a] < x[b] : y[a] < y[b];
    });
    const std::size_t size = x.size();
    const Ties tx = ties(size, [&](auto a, auto b) { return x[order[a]] == x[order[b]]; });
    const Ties both = ties(size, [&](auto a, auto b) {
        return x[order[a]] == x[order[b]] && y[order[a]] == y[order[b]];
    });
    std::vector<double> sorted(size);
    for (std::size_t i = 0; i < size; ++i) sorted[i] = y[order[i]];
    const double wrong = exchanges(sorted);
    const Ties ty = ties(size, [&](auto a, auto b) { return sorted[a] == sorted[b]; });
    const double n = double(size), pairs = n * (n - 1);
    // Concordant minus discordant pairs.
    const double s = (pairs - tx.two - ty.two + both.two) / 2 - 2 * wrong;
    out.tau_b = s / (std::sqrt((pairs - tx.two) / 2) * std::sqrt((pairs - ty.two) / 2));
    const double variance = (pairs * (2 * n + 5) - tx.spread - ty.spread) / 18 +
                            tx.two * ty.two / (2 * pairs) +
                            tx.three * ty.three / (9 * pairs * (n - 2));
    out.kendall_z = s / std::sqrt(variance);
    out.kendall_p = beyond_normal(out.kendall_z);
}

}  // namespace

Outcome<Correlation> correlate(std::span<const double> x, std::span<const double> y) {
    if (x.size() < 3) return Undefined{Why::TooFew, "pairs"};
    if (moments(x).squares == 0) return Undefined{Why::Constant, "x"};
    if (moments(y).squares == 0) return Undefined{Why::Constant, "y"};
    Correlation out;
    out.n = x.size();
    out.pearson = pearson(x, y);
    out.spearman = pearson(ranked(x).ranks, ranked(y).ranks);
    if (x.size() > 3 && std::abs(out.pearson.r) == 1) {
        out.pearson_ci95 = Interval{out.pearson.r, out.pearson.r};
    } else if (x.size() > 3) {
        const double z = std::atanh(out.pearson.r);
        const double reach = normal_975() / std::sqrt(double(x.size()) - 3);
        out.pearson_ci95 = Interval{std::tanh(z - reach), std::tanh(z + reach)};
    }
    kendall(x, y, out);
    return out;
}

}  // namespace breather::statistics
