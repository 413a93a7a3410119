#include "engines/statistics/pooling.h"

#include <cmath>
#include <limits>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

double barnard_rubin(double df_rubin, double df_complete, double lambda) {
    if (std::isinf(df_complete)) return df_rubin;
    const double observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - lambda);
    return std::isinf(df_rubin) ? observed : df_rubin * observed / (df_rubin + observed);
}

void test(Pooled& out) {
    if (out.se <= 0 || !(out.df_barnard_rubin > 0)) return;
    const bool normal = std::isinf(out.df_barnard_rubin);
    const double reach = (normal ? normal_975() : t_975(out.df_barnard_rubin)) * out.se;
    out.t = out.estimate / out.se;
    out.p = normal ? beyond_normal(*out.t) : beyond_t(*out.t, out.df_barnard_rubin);
    out.ci95 = Interval{out.estimate - reach, out.estimate + reach};
}

}  // namespace

Outcome<Pooled> pool(std::span<const double> estimates, std::span<const double> variances,
                     double df_complete) {
    if (estimates.size() != variances.size() || !(df_complete > 0))
        return Undefined{Why::OutOfRange, {}};
    if (estimates.size() < 2) return Undefined{Why::TooFew, "imputations"};
    const double m = static_cast<double>(estimates.size());
    Pooled out;
    out.m = estimates.size();
    for (std::size_t i = 0; i < estimates.size(); ++i) {
        if (!(variances[i] >= 0) || !std::isfinite(estimates[i]))
            return Undefined{Why::OutOfRange, {}};
        out.estimate += estimates[i] / m;
        out.within += variances[i] / m;
    }
    for (const double each : estimates)
        out.between += (each - out.estimate) * (each - out.estimate) / (m - 1);
    const double extra = (1 + 1 / m) * out.between, total = out.within + extra;
    out.se = std::sqrt(total);
    const double lambda = total > 0 ? extra / total : 0;
    out.df_rubin =
        lambda > 0 ? (m - 1) / (lambda * lambda) : std::numeric_limits<double>::infinity();
    out.df_barnard_rubin = barnard_rubin(out.df_rubin, df_complete, lambda);
    test(out);
    if (out.within <= 0) return out;
    out.riv = extra / out.within;
    out.lambda = lambda;
    out.fmi = (*out.riv + 2 / (out.df_barnard_rubin + 3)) / (*out.riv + 1);
    return out;
}

}  // namespace breather::statistics
