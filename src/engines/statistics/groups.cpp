#include "engines/statistics/groups.h"

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

#include "engines/statistics/description.h"
#include "engines/statistics/root.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

/// Spread that is only the rounding of large numbers is none.
bool is_none(double squares, double largest, double n) {
    const double grain = 1e-15 * largest;
    return !(squares > n * grain * grain);
}

double largest(std::span<const double> values) {
    double out = 0;
    for (const double value : values) out = std::max(out, std::abs(value));
    return out;
}

TTest t_test(double difference, double se, double df) {
    const double t = difference / se, reach = t_975(df) * se;
    return {t, df, beyond_t(t, df), se, {difference - reach, difference + reach}};
}

FTest f_test(double f, double df1, double df2) { return {f, df1, df2, beyond_f(f, df1, df2)}; }

/// The noncentralities under which t is the upper and the lower 2.5% point.
std::optional<Interval> noncentrality(double t, double df) {
    const auto at = [&](double wanted) -> Maybe {
        const auto away = [&](double delta) {
            return boost::math::cdf(boost::math::non_central_t(df, delta), t) - wanted;
        };
        try {
            double reach = 3 + std::abs(t) / std::sqrt(df);
            double low = t - reach, high = t + reach;
            for (int i = 0; i < 60 && away(low) < 0; ++i) low -= reach *= 2;
            for (int i = 0; i < 60 && away(high) > 0; ++i) high += reach *= 2;
            const double found = brent_root(away, low, high, 1e-12 * std::max(1.0, std::abs(t)));
            return std::isfinite(found) ? Maybe(found) : std::nullopt;
        } catch (const std::exception&) {  // Boost gives up far out
            return std::nullopt;
        }
    };
    const Maybe low = at(0.975), high = at(0.025);
    if (!low || !high) return std::nullopt;
    return Interval{*low, *high};
}

Difference sized(double t, double df, double n1, double n2) {
    Difference out;
    const double root = std::sqrt(1 / n1 + 1 / n2);
    out.d = t * root;
    out.j = boost::math::tgamma_delta_ratio((df - 1) / 2, 0.5);  // Γ((df-1)/2) / Γ(df/2)
    out.j = 1 / (std::sqrt(df / 2) * out.j);
    out.g = out.j * out.d;
    if (const auto reach = noncentrality(t, df)) {
        out.d_ci95 = Interval{reach->low * root, reach->high * root};
        out.g_ci95 = Interval{out.j * out.d_ci95->low, out.j * out.d_ci95->high};
    }
    return out;
}

double median(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return quantile_type7(sorted, 0.5);
}

std::optional<FTest> welch(const std::vector<Moments>& groups) {
    double weights = 0, mean = 0;
    std::vector<double> own;
    for (const Moments& group : groups) {
        if (group.n < 2 || !(group.squares > 0)) return std::nullopt;
        const double n = double(group.n);
        own.push_back(n * (n - 1) / group.squares);
        weights += own.back();
        mean += own.back() * group.mean;
    }
    mean /= weights;
    const double k = double(groups.size());
    double between = 0, lost = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        between += own[g] * (groups[g].mean - mean) * (groups[g].mean - mean);
        lost += (1 - own[g] / weights) * (1 - own[g] / weights) / double(groups[g].n - 1);
    }
    lost /= k * k - 1;
    return f_test(between / (k - 1) / (1 + 2 * (k - 2) * lost), k - 1, 1 / (3 * lost));
}

}  // namespace

Maybe Moments::sd() const {
    if (n < 2) return std::nullopt;
    return std::sqrt(squares / double(n - 1));
}

Moments moments(std::span<const double> values) {
    Moments out;
    out.n = values.size();
    if (values.empty()) return out;
    const double n = double(out.n);
    out.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double rest = 0;
    for (const double value : values) rest += value - out.mean;
    out.mean += rest / n;  // what rounding left
    for (const double value : values) out.squares += (value - out.mean) * (value - out.mean);
    if (is_none(out.squares, largest(values), n)) out.squares = 0;
    return out;
}

Outcome<TwoMeans> compare_means(std::span<const double> first, std::span<const double> second) {
    if (first.empty() || second.empty()) return Undefined{Why::Nothing, {}};
    TwoMeans out;
    out.first = moments(first);
    out.second = moments(second);
    out.difference = out.first.mean - out.second.mean;
    const double n1 = double(out.first.n), n2 = double(out.second.n), df = n1 + n2 - 2;
    const double squares = out.first.squares + out.second.squares;
    if (df >= 1 && squares > 0) {
        const double se = std::sqrt(squares / df * (1 / n1 + 1 / n2));
        out.pooled = t_test(out.difference, se, df);
        if (df > 1) out.size = sized(out.pooled->t, df, n1, n2);
    }
    if (n1 > 1 && n2 > 1 && squares > 0) {
        const double v1 = out.first.squares / (n1 - 1) / n1;
        const double v2 = out.second.squares / (n2 - 1) / n2;
        const double welch_df = (v1 + v2) * (v1 + v2) / (v1 * v1 / (n1 - 1) + v2 * v2 / (n2 - 1));
        if (std::isfinite(welch_df))
            out.welch = t_test(out.difference, std::sqrt(v1 + v2), welch_df);
    }
    const Groups both{{first.begin(), first.end()}, {second.begin(), second.end()}};
    out.levene_mean = levene(both, Centre::Mean);
    out.brown_forsythe_median = levene(both, Centre::Median);
    return out;
}

Outcome<Paired> compare_pairs(std::span<const double> first, std::span<const double> second) {
    if (first.size() < 2) return Undefined{Why::TooFew, "pairs"};
    std::vector<double> away(first.size());
    for (std::size_t i = 0; i < away.size(); ++i) away[i] = first[i] - second[i];
    const Moments found = moments(away);
    const double n = double(found.n);
    if (is_none(found.squares, std::max(largest(first), largest(second)), n))
        return Undefined{Why::Constant, "difference"};
    Paired out;
    out.n = found.n;
    out.mean_difference = found.mean;
    out.sd_difference = *found.sd();
    const TTest test = t_test(found.mean, out.sd_difference / std::sqrt(n), n - 1);
    out.t = test.t;
    out.df = test.df;
    out.p = test.p;
    out.ci95 = test.ci95;
    out.d_z = found.mean / out.sd_difference;
    return out;
}

Outcome<OneWay> one_way(const Groups& groups) {
    std::vector<Moments> found;
    double n = 0, sum = 0, most = 0;
    for (const auto& group : groups) {
        if (group.empty()) continue;
        found.push_back(moments(group));
        n += double(group.size());
        sum += found.back().mean * double(group.size());
        most = std::max(most, largest(group));
    }
    if (n == 0) return Undefined{Why::Nothing, {}};
    const double k = double(found.size());
    if (k < 2 || n <= k) return Undefined{Why::TooFew, k < 2 ? "groups" : "rows"};
    double between = 0, within = 0;
    for (const Moments& group : found) {
        between += double(group.n) * (group.mean - sum / n) * (group.mean - sum / n);
        within += group.squares;
    }
    if (within == 0 && is_none(between, most, n)) return Undefined{Why::Constant, "outcome"};
    OneWay out;
    out.n = static_cast<std::size_t>(n);
    out.classic = f_test((between / (k - 1)) / (within / (n - k)), k - 1, n - k);
    out.eta2 = between / (between + within);
    out.welch = welch(found);
    return out;
}

std::optional<FTest> levene(const Groups& groups, Centre centre) {
    Groups away = groups;
    for (auto& group : away) {
        if (group.empty()) continue;
        const double middle = centre == Centre::Mean ? moments(group).mean : median(group);
        for (double& value : group) value = std::abs(value - middle);
    }
    const auto found = one_way(away);
    if (!found) return std::nullopt;
    return found->classic;
}

}  // namespace breather::statistics
