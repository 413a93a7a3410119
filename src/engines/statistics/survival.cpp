#include "engines/statistics/survival.h"

#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

constexpr double half_tolerance = 1.4901161193847656e-8;  // sqrt(epsilon), survfit's

/// Rounding may leave 1 - 1e-17 below a limit that is 1.
Maybe within(double value) { return std::clamp(value, 0.0, 1.0); }

SurvivalAt point(double time, double at_risk, double survival, double greenwood) {
    SurvivalAt out{time, at_risk, survival, {}, {}, {}, {}};
    if (survival <= 0) return out;
    static const double z = normal_975();
    const double root = std::sqrt(greenwood);
    out.se = survival * root;
    out.plain = {within(survival - z * survival * root), within(survival + z * survival * root)};
    out.log = {within(survival * std::exp(-z * root)), within(survival * std::exp(z * root))};
    if (survival >= 1) return out;
    const double reach = z * root / -std::log(survival);
    out.loglog = {std::pow(survival, std::exp(reach)), std::pow(survival, std::exp(-reach))};
    return out;
}

/// The first time at which `curve` (steps → value, or nothing) is below a half; where it rests on a
/// half, the middle of that rest: until it falls, or until the last time of all.
template <class Curve>
Maybe median_of(const std::vector<SurvivalStep>& steps, double last, Curve&& curve) {
    for (std::size_t s = 0; s < steps.size(); ++s) {
        const Maybe here = curve(steps[s]);
        if (!here || *here >= 0.5 + half_tolerance) continue;
        if (std::abs(*here - 0.5) >= half_tolerance) return steps[s].time;
        for (std::size_t next = s + 1; next < steps.size(); ++next)
            if (const Maybe later = curve(steps[next]); later && *later < *here)
                return (steps[s].time + steps[next].time) / 2;
        return (steps[s].time + last) / 2;
    }
    return {};
}

double last_time(const TimeTable& table, std::size_t group) {
    std::size_t t = table.times.size();
    while (t > 1 && table.leaving[(t - 1) * table.groups + group] == 0) --t;
    return table.times[t - 1];
}

std::vector<SurvivalStep> steps_of(const TimeTable& table, std::size_t group) {
    std::vector<SurvivalStep> out;
    double at_risk = table.rows[group], survival = 1, greenwood = 0;
    for (std::size_t t = 0; t < table.times.size(); ++t) {
        const double deaths = table.deaths[t * table.groups + group];
        if (deaths > 0) {
            survival = deaths == at_risk ? 0 : survival * ((at_risk - deaths) / at_risk);
            greenwood += deaths / (at_risk * (at_risk - deaths));
            out.push_back({table.times[t], at_risk, deaths, survival, greenwood});
        }
        at_risk -= table.leaving[t * table.groups + group];
    }
    return out;
}

std::vector<SurvivalAt> points(const TimeTable& table, std::size_t group,
                               const std::vector<SurvivalStep>& steps,
                               std::span<const double> asked) {
    std::vector<SurvivalAt> out;
    for (const double time : asked) {
        double left = table.rows[group];
        for (std::size_t t = 0; t < table.times.size() && table.times[t] < time; ++t)
            left -= table.leaving[t * table.groups + group];
        const auto after = std::upper_bound(
            steps.begin(), steps.end(), time,
            [](double value, const SurvivalStep& step) { return value < step.time; });
        if (after == steps.begin())
            out.push_back(point(time, left, 1, 0));
        else
            out.push_back(point(time, left, (after - 1)->survival, (after - 1)->greenwood));
    }
    return out;
}

struct Weighted {
    std::vector<double> excess;    // sums of w (observed - expected), per group
    std::vector<double> variance;  // groups × groups, of which the lower half is filled
};

/// The counts of one time.
struct Moment {
    std::vector<double> at_risk, deaths;  // per group
    double n = 0, d = 0;
};

void add_moment(const Moment& now, LogRank& out, std::array<Weighted, 3>& tests) {
    const std::size_t groups = now.at_risk.size();
    const double spread = now.n > 1 ? now.d * (now.n - now.d) / (now.n - 1) : 0;
    const double weights[] = {1, now.n, std::sqrt(now.n)};
    for (std::size_t g = 0; g < groups; ++g) {
        const double share = now.at_risk[g] / now.n, excess = now.deaths[g] - now.d * share;
        out.observed[g] += now.deaths[g];
        out.expected[g] += now.d * share;
        for (std::size_t w = 0; w < 3; ++w) tests[w].excess[g] += weights[w] * excess;
        for (std::size_t h = 0; h <= g; ++h) {
            const double own = spread * share * ((g == h ? 1.0 : 0.0) - now.at_risk[h] / now.n);
            for (std::size_t w = 0; w < 3; ++w)
                tests[w].variance[g * groups + h] += weights[w] * weights[w] * own;
        }
    }
}

/// One pass over a table, all three weights at once.
void add_stratum(const TimeTable& table, LogRank& out, std::array<Weighted, 3>& tests) {
    Moment now{{table.rows.begin(), table.rows.end()}, std::vector<double>(table.groups)};
    for (const double own : now.at_risk) now.n += own;
    for (std::size_t t = 0; t < table.times.size(); ++t) {
        const std::size_t base = t * table.groups;
        now.d = 0;
        for (std::size_t g = 0; g < table.groups; ++g)
            now.d += now.deaths[g] = table.deaths[base + g];
        if (now.d > 0) add_moment(now, out, tests);
        for (std::size_t g = 0; g < table.groups; ++g) {
            now.at_risk[g] -= table.leaving[base + g];
            now.n -= table.leaving[base + g];
        }
    }
}

Outcome<RankTest> tested(const Weighted& sums, const std::vector<double>& expected) {
    const auto groups = static_cast<Eigen::Index>(expected.size());
    std::vector<Eigen::Index> present;
    for (Eigen::Index g = 0; g < groups; ++g)
        if (expected[static_cast<std::size_t>(g)] > 0) present.push_back(g);
    if (present.size() < 2) return Undefined{Why::TooFew, "groups at risk"};
    present.pop_back();            // the excesses add up to 0: one group says nothing new
    const Eigen::MatrixXd whole =  // row by row is column by column of its mirror
        Eigen::Map<const Eigen::MatrixXd>(sums.variance.data(), groups, groups)
            .selfadjointView<Eigen::Upper>();
    const Eigen::MatrixXd variance = whole(present, present);
    const Eigen::VectorXd excess =
        Eigen::Map<const Eigen::VectorXd>(sums.excess.data(), groups)(present);
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> solver(variance);
    solver.setThreshold(1e-12);
    if (!(variance.maxCoeff() > 0) || solver.rank() < variance.rows())
        return Undefined{Why::Constant, "variance"};
    RankTest out;
    out.chi2 = std::max(0.0, excess.dot(solver.solve(excess)));
    out.df = static_cast<int>(present.size());
    out.p = beyond_chi_squared(out.chi2, out.df);
    out.ln_p = ln_beyond_chi_squared(out.chi2, out.df);
    return out;
}

}  // namespace

Outcome<KaplanMeier> kaplan_meier(const TimeTable& table, std::size_t group,
                                  std::span<const double> times_asked) {
    if (table.rows[group] == 0) return Undefined{Why::Nothing, {}};
    KaplanMeier out;
    out.n = table.rows[group];
    out.steps = steps_of(table, group);
    double events = 0;
    for (const auto& step : out.steps) events += step.deaths;
    out.events = static_cast<std::size_t>(events);
    out.at = points(table, group, out.steps, times_asked);
    const auto limits = [](const SurvivalStep& step) {
        return point(step.time, step.at_risk, step.survival, step.greenwood).loglog;
    };
    const double last = last_time(table, group);
    out.median =
        median_of(out.steps, last, [](const SurvivalStep& step) { return Maybe(step.survival); });
    out.median_ci_loglog = {
        median_of(out.steps, last, [&](const SurvivalStep& step) { return limits(step).low; }),
        median_of(out.steps, last, [&](const SurvivalStep& step) { return limits(step).high; })};
    return out;
}

Outcome<RestrictedMean> restricted_mean(const KaplanMeier& curve, double tau) {
    if (!(tau >= 0) || std::isinf(tau)) return Undefined{Why::OutOfRange, "tau"};
    // Backwards, so that the area from each time to tau is at hand when its deaths are counted.
    double area = 0, until = tau, sum = 0;
    for (std::size_t s = curve.steps.size(); s-- > 0;) {
        const SurvivalStep& step = curve.steps[s];
        if (step.time >= tau) continue;
        const double from = std::max(0.0, step.time);
        area += (until - from) * step.survival;
        until = from;
        if (step.at_risk > step.deaths)
            sum += area * area * step.deaths / (step.at_risk * (step.at_risk - step.deaths));
    }
    return RestrictedMean{tau, area + until, std::sqrt(sum)};
}

LogRank log_rank(std::span<const TimeTable> strata) {
    LogRank out;
    if (strata.empty()) return out;
    const std::size_t groups = strata.front().groups;
    out.observed.assign(groups, 0);
    out.expected.assign(groups, 0);
    std::array<Weighted, 3> tests;
    tests.fill({std::vector<double>(groups), std::vector<double>(groups * groups)});
    for (const auto& table : strata) add_stratum(table, out, tests);
    out.log_rank = tested(tests[0], out.expected);
    out.gehan_breslow = tested(tests[1], out.expected);
    out.tarone_ware = tested(tests[2], out.expected);
    return out;
}

}  // namespace breather::statistics
