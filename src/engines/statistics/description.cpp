#include "engines/statistics/description.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace breather::statistics {
namespace {

double quantile_at(std::span<const double> sorted, double place) {  // place from 1 to n
    const double clamped = std::clamp(place, 1.0, static_cast<double>(sorted.size()));
    const auto below = static_cast<std::size_t>(std::floor(clamped));
    const double low = sorted[below - 1];
    const double high = below < sorted.size() ? sorted[below] : low;
    return low + (clamped - static_cast<double>(below)) * (high - low);
}

}  // namespace

double quantile_type6(std::span<const double> sorted, double p) {
    return quantile_at(sorted, p * static_cast<double>(sorted.size() + 1));
}

double quantile_type7(std::span<const double> sorted, double p) {
    return quantile_at(sorted, 1 + p * static_cast<double>(sorted.size() - 1));
}

Outcome<Description> describe(std::span<const double> values) {
    if (values.empty()) return Undefined{Why::Nothing, {}};
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const double n = static_cast<double>(sorted.size());
    Description out;
    out.n = sorted.size();
    out.mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
    double m2 = 0, m3 = 0, m4 = 0;
    for (const double value : sorted) {
        const double away = value - out.mean;
        m2 += away * away;
        m3 += away * away * away;
        m4 += away * away * away * away;
    }
    out.min = sorted.front();
    out.max = sorted.back();
    out.median = quantile_type7(sorted, 0.5);
    out.q1_type7 = quantile_type7(sorted, 0.25);
    out.q3_type7 = quantile_type7(sorted, 0.75);
    out.q1_type6 = quantile_type6(sorted, 0.25);
    out.q3_type6 = quantile_type6(sorted, 0.75);
    if (out.n < 2) return out;
    out.variance = m2 / (n - 1);
    out.sd = std::sqrt(*out.variance);
    out.se = *out.sd / std::sqrt(n);
    const double reach = boost::math::quantile(boost::math::students_t(n - 1), 0.975) * *out.se;
    out.ci95 = Interval{out.mean - reach, out.mean + reach};
    if (out.min == out.max) return out;
    if (out.n > 2)
        out.skewness_G1 = std::sqrt(n * (n - 1)) / (n - 2) * (m3 / n) / std::pow(m2 / n, 1.5);
    if (out.n > 3)
        out.kurtosis_G2 =
            (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * ((m4 / n) / ((m2 / n) * (m2 / n)) - 3) + 6);
    return out;
}

Outcome<Proportion> proportion(std::size_t events, std::size_t n) {
    if (n == 0) return Undefined{Why::Nothing, {}};
    const double x = static_cast<double>(events), total = static_cast<double>(n);
    Proportion out{events, n, x / total, {}, {}};
    const double z = boost::math::quantile(boost::math::normal(), 0.975);
    const double middle = (out.p + z * z / (2 * total)) / (1 + z * z / total);
    const double half = z * std::sqrt(out.p * (1 - out.p) / total + z * z / (4 * total * total)) /
                        (1 + z * z / total);
    out.wilson = {events == 0 ? 0 : middle - half, events == n ? 1 : middle + half};
    using boost::math::beta_distribution;
    out.clopper_pearson = {
        events == 0 ? 0 : boost::math::quantile(beta_distribution<>(x, total - x + 1), 0.025),
        events == n ? 1 : boost::math::quantile(beta_distribution<>(x + 1, total - x), 0.975)};
    return out;
}

}  // namespace breather::statistics
