#include "engines/statistics/counts.h"

#include <Eigen/Dense>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "engines/statistics/binary_likelihood.h"
#include "engines/statistics/separation.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::optional<Undefined> refusal(const Design& design, const CountData& data) {
    const auto rows = data.y.size();
    if (rows == 0 || design.x.cols() == 0) return Undefined{Why::Nothing, {}};
    const auto agrees = [&](const VectorXd& other) {
        return other.size() == 0 || other.size() == rows;
    };
    if (design.x.rows() != rows || !agrees(data.offset) || !agrees(data.weights))
        return Undefined{Why::OutOfRange, "rows"};
    const auto counts = data.y.array();  // R only warns of 1.5; 1e-300 is nobody's count
    if (!data.y.allFinite() || (counts < 0 || (counts > 0 && counts < 1e-9)).any())
        return Undefined{Why::OutOfRange, "counts"};
    if (!design.x.allFinite()) return Undefined{Why::OutOfRange, "values"};
    if (data.offset.size() && !data.offset.allFinite()) return Undefined{Why::OutOfRange, "offset"};
    if (data.weights.size() && (!data.weights.allFinite() || data.weights.minCoeff() < 0))
        return Undefined{Why::OutOfRange, "weights"};
    return {};
}

/// Rows with a weight. The search goes over orthonormal columns: no digits are lost to columns of
/// unlike size or nearly one direction.
struct Prepared {
    MatrixXd x;
    Basis basis;
    VectorXd y, offset, weights;
    std::vector<std::string> names, aliased;
    std::map<double, double> counts;  // weight of each count that occurs: few, however many rows
};

std::vector<Index> weighty(const CountData& data) {
    std::vector<Index> out;
    for (Index row = 0; row < data.y.size(); ++row)
        if (data.weights.size() == 0 || data.weights[row] > 0) out.push_back(row);
    return out;
}

Prepared prepare(const Design& design, const CountData& data) {
    const auto keep = weighty(data);
    const VectorXd none = VectorXd::Zero(data.y.size());
    MatrixXd x = design.x(keep, Eigen::all);
    const auto gone = collinear(x);
    Design left = without({std::move(x), design.names, design.term_of}, gone);
    Basis basis(left.x);
    Prepared out{
        std::move(left.x), std::move(basis), data.y(keep), {}, {}, std::move(left.names), {}, {}};
    for (const auto column : gone) out.aliased.push_back(design.names[column]);
    out.offset = (data.offset.size() ? data.offset : none)(keep);
    out.weights = (data.weights.size() ? data.weights : (none.array() + 1).matrix().eval())(keep);
    for (Index row = 0; row < out.y.size(); ++row) out.counts[out.y[row]] += out.weights[row];
    return out;
}

double log_factorial(double y) { return boost::math::lgamma(y + 1); }

double poisson_log_lik(const Prepared& rows, const VectorXd& mu) {
    double out = 0;
    for (Index i = 0; i < mu.size(); ++i)
        out += rows.weights[i] * ((rows.y[i] > 0 ? rows.y[i] * std::log(mu[i]) : 0) - mu[i]);
    for (const auto& [y, weight] : rows.counts) out -= weight * log_factorial(y);
    return out;
}

double poisson_deviance(const Prepared& rows, const VectorXd& mu) {
    double out = 0;
    for (Index i = 0; i < mu.size(); ++i) {
        const double y = rows.y[i];
        out += 2 * rows.weights[i] * ((y > 0 ? y * std::log(y / mu[i]) : 0) - (y - mu[i]));
    }
    return out;
}

/// log of theta (theta + 1) … (theta + y - 1), by the ratio: the difference of two large numbers
/// fails.
double log_rising(double theta, double y) {
    const double ratio = y > 0 ? -std::log(boost::math::tgamma_delta_ratio(theta, y)) : 0;
    if (std::isfinite(ratio)) return ratio;
    return boost::math::lgamma(theta + y) - boost::math::lgamma(theta);
}

double log_lik_at(const Prepared& rows, const VectorXd& mu, double alpha) {
    if (alpha <= 0) return poisson_log_lik(rows, mu);
    const double theta = 1 / alpha;
    double out = 0;
    for (Index i = 0; i < mu.size(); ++i) {
        const double y = rows.y[i];
        out -= rows.weights[i] *
               (theta * std::log1p(mu[i] * alpha) + (y > 0 ? y * std::log1p(theta / mu[i]) : 0));
    }
    for (const auto& [y, weight] : rows.counts)
        out += weight * (log_rising(theta, y) - log_factorial(y));
    return out;
}

VectorXd means(const Prepared& rows, const VectorXd& b) {
    return (rows.basis.q * b + rows.offset).array().min(700.0).exp().matrix();
}

struct Search {
    VectorXd b, mu, last_step;
    MatrixXd information;  // expected
    bool settled = false;
};

struct Slope {
    VectorXd score;
    MatrixXd information;
};

/// Score and expected information of b at an alpha (0: Poisson), in blocks of rows.
Slope slope(const Prepared& rows, const VectorXd& mu, double alpha) {
    const Index p = rows.x.cols();
    const MatrixXd& columns = rows.basis.q;
    Slope out{VectorXd::Zero(p), MatrixXd::Zero(p, p)};
    constexpr Index block = 4096;
    for (Index at = 0; at < mu.size(); at += block) {
        const Index many = std::min(block, mu.size() - at);
        const auto x = columns.middleRows(at, many);
        const auto m = mu.segment(at, many).array();
        const Eigen::ArrayXd scale = rows.weights.segment(at, many).array() / (1 + alpha * m);
        out.score += x.transpose() * (scale * (rows.y.segment(at, many).array() - m)).matrix();
        out.information += x.transpose() * (scale * m).matrix().asDiagonal() * x;
    }
    return out;
}

/// Fisher scoring with halved steps.
Search search(const Prepared& rows, VectorXd b, double alpha) {
    Search out{std::move(b), {}, {}, {}, false};
    out.mu = means(rows, out.b);
    double best = log_lik_at(rows, out.mu, alpha);
    double gain_before = std::numeric_limits<double>::infinity();
    for (int round = 0; round < 100 && !out.settled; ++round) {
        const Slope now = slope(rows, out.mu, alpha);
        out.information = now.information;
        const Eigen::LDLT<MatrixXd> solver(now.information);
        VectorXd step = solver.solve(now.score);
        if (!step.allFinite()) break;
        const double gain = step.dot(now.score);
        double reached = -std::numeric_limits<double>::infinity();
        VectorXd mu;
        for (int half = 0; half < 30; ++half, step /= 2) {
            mu = means(rows, out.b + step);
            reached = log_lik_at(rows, mu, alpha);
            if (reached >= best - 1e-11 * (1 + std::abs(best))) break;
        }
        out.b += step;
        out.mu = mu;
        best = reached;
        out.last_step = step;
        // Scoring nears its end by a constant share a round: it goes on while that still helps.
        const double level = 1 + std::abs(best);
        out.settled = step.norm() <= 1e-13 * (1 + out.b.norm()) || gain <= 1e-26 * level ||
                      (gain <= 1e-16 * level && gain > 0.9 * gain_before);
        gain_before = gain;
    }
    out.information = slope(rows, out.mu, alpha).information;
    return out;
}

VectorXd start(const Prepared& rows) {
    const VectorXd eta = ((rows.y.array() + 0.1).log() - rows.offset.array()).matrix();
    const VectorXd w = rows.weights.cwiseProduct((rows.y.array() + 0.1).matrix());
    const MatrixXd& x = rows.basis.q;
    return (x.transpose() * w.asDiagonal() * x).ldlt().solve(x.transpose() * w.cwiseProduct(eta));
}

/// Of the coefficients in their own columns.
VectorXd errors(const Prepared& rows, const MatrixXd& information) {
    return rows.basis.covariance(information).diagonal().cwiseSqrt();
}

/// Rows whose fitted rate runs to 0, and the columns that take them there.
std::optional<Undefined> separated(const Prepared& rows, const Search& found) {
    const VectorXd eta = rows.basis.q * found.b;
    double top = -std::numeric_limits<double>::infinity(), bottom = -top;
    for (Index i = 0; i < eta.size(); ++i)
        (rows.y[i] > 0 ? top : bottom) =
            rows.y[i] > 0 ? std::max(top, eta[i]) : std::min(bottom, eta[i]);
    if (found.settled && bottom > top - 15) return {};
    std::string named;
    for (const Index c : without_rate(rows.x, rows.y))
        named += (named.empty() ? "" : ", ") + rows.names[static_cast<std::size_t>(c)];
    if (named.empty()) return {};
    return Undefined{Why::Separated, named};
}

CountCoefficient tested(std::string term, double estimate, double se) {
    const double z = estimate / se, reach = normal_975() * se;
    return {std::move(term),
            estimate,
            se,
            z,
            beyond_normal(z),
            std::exp(estimate),
            {std::exp(estimate - reach), std::exp(estimate + reach)},
            {}};
}

std::vector<CountCoefficient> table(const Prepared& rows, const VectorXd& b, const VectorXd& se) {
    std::vector<CountCoefficient> out;
    const VectorXd own = rows.basis.from_basis(b);
    for (Index c = 0; c < b.size(); ++c)
        out.push_back(tested(rows.names[static_cast<std::size_t>(c)], own[c], se[c]));
    return out;
}

std::optional<Undefined> unsettled(const Prepared& rows, const Search& found) {
    const VectorXd se = errors(rows, found.information);
    if (!found.settled || !se.allFinite() || !(se.minCoeff() > 0))
        return Undefined{Why::NoConvergence, {}};
    return {};
}

std::optional<Undefined> fault(const Prepared& rows, const Search& found) {
    if (auto apart = separated(rows, found)) return apart;
    return unsettled(rows, found);
}

std::size_t count_of(const Prepared& rows) { return static_cast<std::size_t>(rows.y.size()); }

/// The constant alone, with the offset: its fit has a closed form.
double null_deviance(const Prepared& rows) {
    const VectorXd base = rows.offset.array().exp().matrix();
    return poisson_deviance(rows, base * (rows.weights.dot(rows.y) / rows.weights.dot(base)));
}

}  // namespace

Outcome<PoissonModel> poisson_model(const Design& design, const CountData& data) {
    if (auto no = refusal(design, data)) return *no;
    const Prepared rows = prepare(design, data);
    if (rows.y.size() == 0) return Undefined{Why::Nothing, {}};
    if (rows.y.maxCoeff() == 0) return Undefined{Why::Constant, "counts"};
    const Search found = search(rows, start(rows), 0);
    if (auto no = fault(rows, found)) return *no;
    PoissonModel out;
    out.n = count_of(rows);
    out.aliased = rows.aliased;
    out.coefficients = table(rows, found.b, errors(rows, found.information));
    out.deviance = poisson_deviance(rows, found.mu);
    out.null_deviance = null_deviance(rows);
    out.log_lik = poisson_log_lik(rows, found.mu);
    out.df_residual = out.n - static_cast<std::size_t>(rows.x.cols());
    out.pearson_chi2 =
        (rows.weights.array() * (rows.y - found.mu).array().square() / found.mu.array()).sum();
    if (out.df_residual == 0) return out;
    out.dispersion = out.pearson_chi2 / static_cast<double>(out.df_residual);
    for (auto& each : out.coefficients) each.se_other = each.se * std::sqrt(*out.dispersion);
    return out;
}

namespace {

/// Derivative of the log-likelihood to log(theta), and the second one.
std::pair<double, double> theta_slope(const Prepared& rows, const VectorXd& mu, double theta) {
    using boost::math::digamma;
    using boost::math::trigamma;
    double first = 0, second = 0;
    for (Index i = 0; i < mu.size(); ++i) {
        const double y = rows.y[i], m = mu[i], w = rows.weights[i];
        first += w * ((m - y) / (m + theta) - std::log1p(m / theta));
        second += w * (m / (theta * (m + theta)) - (m - y) / ((m + theta) * (m + theta)));
    }
    for (const auto& [y, weight] : rows.counts) {
        first += weight * (digamma(theta + y) - digamma(theta));
        second += weight * (trigamma(theta + y) - trigamma(theta));
    }
    return {theta * first, theta * theta * second + theta * first};
}

constexpr double theta_most = 23;  // log; theta 1e10 is no longer told from Poisson in doubles

/// The best theta for these means; nothing where the likelihood rises without end.
std::optional<double> best_theta(const Prepared& rows, const VectorXd& mu, double log_theta) {
    for (int round = 0; round < 60; ++round) {
        const auto [first, second] = theta_slope(rows, mu, std::exp(log_theta));
        double step = second < 0 ? -first / second : (first > 0 ? 1.0 : -1.0);
        step = std::clamp(step, -2.0, 2.0);
        log_theta += step;
        if (log_theta > theta_most) return {};
        if (std::abs(step) < 1e-10) break;
    }
    return std::exp(log_theta);
}

/// Do the counts spread more than Poisson's at all? The slope of the likelihood at alpha = 0
/// (Dean & Lawless 1989, JASA 84:467).
bool overdispersed(const Prepared& rows, const VectorXd& mu) {
    return (rows.weights.array() * ((rows.y - mu).array().square() - rows.y.array())).sum() > 0;
}

struct Observed {
    MatrixXd information;  // of the coefficients
    VectorXd cross;        // with log(theta)
};

Observed observed(const Prepared& rows, const VectorXd& mu, double alpha) {
    const MatrixXd& x = rows.basis.q;
    const auto m = mu.array(), y = rows.y.array();
    const Eigen::ArrayXd w = rows.weights.array() / (1 + alpha * m).square();
    return {x.transpose() * (w * m * (1 + alpha * y)).matrix().asDiagonal() * x,
            x.transpose() * (w * alpha * m * (y - m)).matrix()};
}

/// From the observed information of coefficients and log(theta) together.
VectorXd observed_errors(const Prepared& rows, const VectorXd& mu, double theta) {
    if (std::isinf(theta)) return errors(rows, observed(rows, mu, 0).information);
    const Observed own = observed(rows, mu, 1 / theta);
    const double of_theta = -theta_slope(rows, mu, theta).second;
    return errors(rows, own.information - own.cross * own.cross.transpose() / of_theta);
}

/// Newton's steps to the best log(theta), the coefficients following it, kept between thetas known
/// to be too small and too large.
struct ThetaSearch {
    double log_theta = 0;
    bool settled = false;
    double low = -50, high = std::numeric_limits<double>::infinity();

    void move(const Prepared& rows, const Search& found) {
        const double theta = std::exp(log_theta);
        const auto [first, second] = theta_slope(rows, found.mu, theta);
        const Observed own = observed(rows, found.mu, 1 / theta);
        const double curvature = second + own.cross.dot(own.information.ldlt().solve(own.cross));
        (first > 0 ? low : high) = log_theta;
        double step = curvature < 0 ? -first / curvature : (first > 0 ? 1.0 : -1.0);
        step = std::clamp(step, -2.0, 2.0);
        const double next = log_theta + step;
        if (next <= low || next >= high) {
            settled = high - low < 1e-9 || std::abs(step) < 1e-9;
            log_theta = settled ? log_theta : (low + high) / 2;
            return;
        }
        // A ridge so flat that doubles see no more of it counts as its top.
        const double level = std::abs(log_lik_at(rows, found.mu, 1 / theta));
        settled = std::abs(step) < 1e-9 || (curvature < 0 && first * step < 1e-14 * (1 + level));
        log_theta = next;
    }
};

NegativeBinomialModel answer(const Prepared& rows, const Search& found, double theta) {
    NegativeBinomialModel out;
    out.n = count_of(rows);
    out.theta = theta;
    out.alpha = std::isinf(theta) ? 0 : 1 / theta;
    out.aliased = rows.aliased;
    out.coefficients = table(rows, found.b, errors(rows, found.information));
    out.log_lik = log_lik_at(rows, found.mu, out.alpha);
    const VectorXd se = observed_errors(rows, found.mu, theta);
    for (Index c = 0; c < se.size(); ++c)
        if (std::isfinite(se[c])) out.coefficients[static_cast<std::size_t>(c)].se_other = se[c];
    return out;
}

}  // namespace

Outcome<NegativeBinomialModel> negative_binomial_model(const Design& design,
                                                       const CountData& data) {
    if (auto no = refusal(design, data)) return *no;
    const Prepared rows = prepare(design, data);
    if (rows.y.size() == 0) return Undefined{Why::Nothing, {}};
    if (rows.y.maxCoeff() == 0) return Undefined{Why::Constant, "counts"};
    Search found = search(rows, start(rows), 0);
    if (auto no = fault(rows, found)) return *no;
    const double without_end = std::numeric_limits<double>::infinity();
    if (!overdispersed(rows, found.mu)) return answer(rows, found, without_end);
    const auto theta = best_theta(rows, found.mu, 0);
    if (!theta) return answer(rows, found, without_end);
    ThetaSearch best{std::log(*theta)};
    for (int round = 0; round < 100; ++round) {
        found = search(rows, found.b, std::exp(-best.log_theta));
        if (auto no = unsettled(rows, found)) return *no;
        if (best.settled) return answer(rows, found, std::exp(best.log_theta));
        best.move(rows, found);
        if (best.log_theta > theta_most) return answer(rows, search(rows, found.b, 0), without_end);
    }
    return Undefined{Why::NoConvergence, "theta"};
}

}  // namespace breather::statistics
