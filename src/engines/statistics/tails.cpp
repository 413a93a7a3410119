#include "engines/statistics/tails.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace breather::statistics {
namespace bm = boost::math;

double beyond_chi_squared(double x, double df) {
    if (std::isinf(x)) return 0;
    return x <= 0 ? 1 : bm::cdf(bm::complement(bm::chi_squared(df), x));
}

double ln_beyond_chi_squared(double x, double df) {
    const double p = beyond_chi_squared(x, df);
    if (p > 1e-280 || std::isinf(x)) return std::log(p);
    // Far out: the asymptotic series of the upper gamma function (Abramowitz & Stegun 6.5.32).
    const double a = df / 2, half = x / 2;
    double sum = 1, piece = 1;
    for (int k = 1; k < 200; ++k) {
        const double next = piece * (a - k) / half;
        if (next == 0 || std::abs(next) >= std::abs(piece)) break;
        sum += piece = next;
        if (std::abs(piece) < 1e-17 * std::abs(sum)) break;
    }
    return (a - 1) * std::log(half) - half - std::lgamma(a) + std::log(sum);
}

double beyond_normal(double z) {
    if (std::isinf(z)) return 0;
    return 2 * bm::cdf(bm::complement(bm::normal(), std::abs(z)));
}

double beyond_t(double t, double df) {
    if (std::isinf(t)) return 0;
    return 2 * bm::cdf(bm::complement(bm::students_t(df), std::abs(t)));
}

double beyond_f(double f, double df1, double df2) {
    if (std::isinf(f)) return 0;
    return f <= 0 ? 1 : bm::cdf(bm::complement(bm::fisher_f(df1, df2), f));
}

double normal_975() { return bm::quantile(bm::normal(), 0.975); }
double t_975(double df) { return bm::quantile(bm::students_t(df), 0.975); }

}  // namespace breather::statistics
