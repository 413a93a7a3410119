#include "engines/statistics/power.h"

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace breather::statistics {
namespace {

namespace bm = boost::math;

constexpr double n_max = 1e7;
constexpr double surely = 37;  // a noncentrality at which no power is left to win

bool is_share(double value) { return value > 0 && value < 1; }

}  // namespace

Outcome<double> power_two_means(double d, double n1, double n2, double alpha) {
    if (!is_share(alpha)) return Undefined{Why::OutOfRange, "alpha"};
    if (!std::isfinite(d)) return Undefined{Why::OutOfRange, "d"};
    if (!(n1 >= 2 && n2 >= 2)) return Undefined{Why::TooFew, "people"};
    const double df = n1 + n2 - 2, ncp = std::abs(d) * std::sqrt(n1 * n2 / (n1 + n2));
    const double limit = bm::quantile(bm::complement(bm::students_t(df), alpha / 2));
    if (ncp == 0) return alpha;
    if (ncp - limit > surely) return 1.0;
    const bm::non_central_t far(df, ncp);
    return bm::cdf(bm::complement(far, limit)) + bm::cdf(far, -limit);
}

Outcome<double> power_arms(double f, int arms, double n_per_arm, double alpha) {
    if (!is_share(alpha)) return Undefined{Why::OutOfRange, "alpha"};
    if (!(f >= 0) || std::isinf(f)) return Undefined{Why::OutOfRange, "f"};
    if (arms < 2) return Undefined{Why::TooFew, "arms"};
    if (!(n_per_arm >= 2)) return Undefined{Why::TooFew, "people"};
    const double df1 = arms - 1, df2 = arms * (n_per_arm - 1), ncp = f * f * arms * n_per_arm;
    if (ncp == 0) return alpha;
    const double limit = bm::quantile(bm::complement(bm::fisher_f(df1, df2), alpha));
    if (std::sqrt(ncp) - std::sqrt(limit * df1) > surely) return 1.0;
    return bm::cdf(bm::complement(bm::non_central_f(df1, df2, ncp), limit));
}

Outcome<double> effect_f(std::span<const double> means, double sd) {
    if (means.size() < 2) return Undefined{Why::TooFew, "arms"};
    if (!(sd > 0)) return Undefined{Why::OutOfRange, "sd"};
    const auto k = static_cast<double>(means.size());
    const double middle = std::accumulate(means.begin(), means.end(), 0.0) / k;
    double sum = 0;
    for (const double mean : means) sum += (mean - middle) * (mean - middle);
    return std::sqrt(sum / k) / sd;
}

Outcome<double> power_two_proportions(double p1, double p2, double n_per_arm, double alpha) {
    if (!is_share(alpha)) return Undefined{Why::OutOfRange, "alpha"};
    if (!(p1 >= 0 && p1 <= 1 && p2 >= 0 && p2 <= 1))
        return Undefined{Why::OutOfRange, "proportion"};
    if (!(n_per_arm >= 1)) return Undefined{Why::TooFew, "people"};
    const double own = std::sqrt(p1 * (1 - p1) + p2 * (1 - p2));
    const double shared = std::sqrt((p1 + p2) * (1 - (p1 + p2) / 2));
    if (shared == 0) return Undefined{Why::Constant, "proportion"};
    if (own == 0) return 1.0;  // 0 against 1: every sample shows it
    const bm::normal normal;
    const double limit = bm::quantile(bm::complement(normal, alpha / 2)) * shared;
    const double apart = std::sqrt(n_per_arm) * std::abs(p1 - p2);
    return bm::cdf(normal, (apart - limit) / own) + bm::cdf(normal, (-apart - limit) / own);
}

Outcome<double> repeated_measures_factor(int before, int after, double rho) {
    if (after < 1 || before < 0) return Undefined{Why::TooFew, "measurements"};
    if (!(rho >= 0 && rho < 1)) return Undefined{Why::OutOfRange, "rho"};
    const double mean = (1 + (after - 1) * rho) / after;
    return mean - before * rho * rho / (1 + (before - 1) * rho) * (before > 0 ? 1 : 0);
}

Outcome<double> design_effect(double mean_size, double icc, double cv) {
    if (!(icc >= 0 && icc <= 1)) return Undefined{Why::OutOfRange, "icc"};
    if (!(mean_size >= 1) || !(cv >= 0)) return Undefined{Why::OutOfRange, "cluster size"};
    return 1 + ((cv * cv + 1) * mean_size - 1) * icc;
}

Outcome<double> smallest_n(double wanted,
                           const std::function<Outcome<double>(double n)>& power_of) {
    if (!is_share(wanted)) return Undefined{Why::OutOfRange, "power"};
    double enough = 2, too_few = 1;
    for (;; too_few = enough, enough *= 2) {
        if (enough > n_max) return Undefined{Why::NoConvergence, "n"};
        const auto power = power_of(enough);
        if (!power) return power.reason();
        if (*power >= wanted) break;
    }
    while (enough - too_few > 1) {
        const double middle = std::floor((too_few + enough) / 2);
        const auto power = power_of(middle);
        if (!power) return power.reason();
        (*power >= wanted ? enough : too_few) = middle;
    }
    return enough;
}

double with_dropout(double n, double share) { return std::ceil(n / (1 - share) - 1e-9); }

}  // namespace breather::statistics
