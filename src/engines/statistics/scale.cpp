#include "engines/statistics/scale.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

constexpr double least_unique = 0.005;  // factanal's `lower`
constexpr double rounding = 1e-14;

/// Alpha of the items with these places, from their covariance.
Maybe alpha_of(const Eigen::MatrixXd& covariance) {
    const auto k = static_cast<double>(covariance.rows());
    const double total = covariance.sum();
    if (k < 2 || !(total > rounding * covariance.trace())) return {};
    return k / (k - 1) * (1 - covariance.trace() / total);
}

Eigen::MatrixXd without_item(const Eigen::MatrixXd& covariance, Eigen::Index item) {
    std::vector<Eigen::Index> others;
    for (Eigen::Index other = 0; other < covariance.rows(); ++other)
        if (other != item) others.push_back(other);
    return covariance(others, others);
}

ItemStatistics item(const Eigen::MatrixXd& covariance, Eigen::Index at, double mean) {
    ItemStatistics out;
    out.mean = mean;
    const double variance = covariance(at, at);
    out.sd = std::sqrt(variance);
    const Eigen::MatrixXd others = without_item(covariance, at);
    const double rest = others.sum(), shared = covariance.col(at).sum() - variance;
    if (variance > 0 && rest > rounding * covariance.trace())
        out.corrected_item_total_r = shared / std::sqrt(variance * rest);
    out.alpha_if_deleted = alpha_of(others);
    return out;
}

/// The discrepancy ln|Σ| + tr(S Σ⁻¹) - ln|S| - k of λλ' + Ψ and what its search needs.
struct Fit {
    double discrepancy = 0;
    Eigen::MatrixXd inverse, pull;  // Σ⁻¹, and Σ⁻¹ (S - Σ) Σ⁻¹
};

Fit fit_of(const Eigen::MatrixXd& s, double ln_det_s, const Eigen::VectorXd& loadings,
           const Eigen::VectorXd& unique) {
    Eigen::MatrixXd sigma = loadings * loadings.transpose();
    sigma.diagonal() += unique;
    const Eigen::LLT<Eigen::MatrixXd> solver(sigma);
    Fit out;
    out.inverse = solver.solve(Eigen::MatrixXd::Identity(s.rows(), s.cols()));
    const double ln_det = 2 * solver.matrixLLT().diagonal().array().log().sum();
    out.discrepancy =
        ln_det + out.inverse.cwiseProduct(s).sum() - ln_det_s - static_cast<double>(s.rows());
    out.pull = out.inverse * (s - sigma) * out.inverse;
    return out;
}

struct Factor {
    Eigen::VectorXd loadings, unique;
    std::vector<bool> held;  // at the bound, and pushed further
    double discrepancy = 0;
};

/// Given the uniquenesses, the best loadings are known (Lawley 1940).
Factor start(const Eigen::MatrixXd& r) {
    Factor out;
    out.unique = (1 - 0.5 / static_cast<double>(r.rows())) * r.inverse().diagonal().cwiseInverse();
    const Eigen::VectorXd root = out.unique.cwiseSqrt();
    const Eigen::MatrixXd scaled =
        root.cwiseInverse().asDiagonal() * r * root.cwiseInverse().asDiagonal();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(scaled);
    const double largest = solver.eigenvalues()[r.rows() - 1];
    out.loadings = root.cwiseProduct(solver.eigenvectors().rightCols(1).col(0)) *
                   std::sqrt(std::max(0.1, largest - 1));
    out.held.assign(static_cast<std::size_t>(r.rows()), false);
    return out;
}

/// Fisher's scoring step of loadings and uniquenesses together; those held do not move.
Eigen::VectorXd scoring_step(const Factor& at, const Fit& fit) {
    const Eigen::Index k = at.loadings.size();
    const Eigen::VectorXd a = fit.inverse * at.loadings;
    Eigen::MatrixXd information(2 * k, 2 * k);
    Eigen::VectorXd gradient(2 * k);
    information.topLeftCorner(k, k) = a.dot(at.loadings) * fit.inverse + a * a.transpose();
    information.topRightCorner(k, k) = fit.inverse * a.asDiagonal();
    information.bottomLeftCorner(k, k) = information.topRightCorner(k, k).transpose();
    information.bottomRightCorner(k, k) = fit.inverse.cwiseAbs2() / 2;
    gradient.head(k) = fit.pull * at.loadings;
    gradient.tail(k) = fit.pull.diagonal() / 2;
    for (Eigen::Index item = 0; item < k; ++item) {
        if (!at.held[static_cast<std::size_t>(item)]) continue;
        information.row(k + item).setZero();
        information.col(k + item).setZero();
        information(k + item, k + item) = 1;
        gradient[k + item] = 0;
    }
    return information.ldlt().solve(gradient);
}

/// A round of expectation and maximisation (Rubin & Thayer 1982): slow, but never uphill, also
/// along the bound, where a scoring step may find no way.
void em_round(const Eigen::MatrixXd& r, Factor& at, const Eigen::MatrixXd& inverse) {
    const Eigen::VectorXd weights = inverse * at.loadings, shared = r * weights;
    at.loadings = shared / (1 - at.loadings.dot(weights) + weights.dot(shared));
    at.unique = (r.diagonal() - at.loadings.cwiseProduct(shared)).cwiseMax(least_unique);
}

/// Is no slope left, but where the bound holds?
bool at_rest(const Factor& at, const Fit& fit) {
    double slope = (fit.pull * at.loadings).cwiseAbs().maxCoeff();
    for (Eigen::Index item = 0; item < at.unique.size(); ++item)
        if (at.unique[item] > least_unique || fit.pull(item, item) > 0)
            slope = std::max(slope, std::abs(fit.pull(item, item)));
    return slope < 1e-8;
}

/// The longest step of the scoring direction that does not lead uphill; how far it went.
double step_down(const Eigen::MatrixXd& r, double ln_det, const Eigen::VectorXd& step, Factor& at,
                 Fit& fit) {
    double share = 1;
    for (int half = 0; half < 40; ++half, share /= 2) {
        const Eigen::VectorXd loadings = at.loadings + share * step.head(at.loadings.size());
        const Eigen::VectorXd unique =
            (at.unique + share * step.tail(at.loadings.size())).cwiseMax(least_unique);
        Fit next = fit_of(r, ln_det, loadings, unique);
        if (!(next.discrepancy <= fit.discrepancy + 1e-14)) continue;
        const double moved = std::max((loadings - at.loadings).cwiseAbs().maxCoeff(),
                                      (unique - at.unique).cwiseAbs().maxCoeff());
        at.loadings = loadings;
        at.unique = unique;
        fit = std::move(next);
        return moved;
    }
    return 0;
}

Outcome<Factor> descended(const Eigen::MatrixXd& r, double ln_det, Factor at) {
    at.unique = at.unique.cwiseMax(least_unique);
    Fit fit = fit_of(r, ln_det, at.loadings, at.unique);
    for (int count = 0; count < 2000; ++count) {
        for (Eigen::Index item = 0; item < r.rows(); ++item)
            at.held[static_cast<std::size_t>(item)] =
                at.unique[item] <= least_unique && fit.pull(item, item) < 0;
        const Eigen::VectorXd step = scoring_step(at, fit);
        const double moved = step.allFinite() ? step_down(r, ln_det, step, at, fit) : 0;
        if (moved >= 1e-11) continue;
        if (at_rest(at, fit)) {
            at.discrepancy = std::max(0.0, fit.discrepancy);
            return at;
        }
        for (int round = 0; round < 50; ++round) {
            em_round(r, at, fit.inverse);
            fit = fit_of(r, ln_det, at.loadings, at.unique);
        }
    }
    return Undefined{Why::NoConvergence, {}};
}

/// Few people may leave several ways to fit: the best from the usual place to begin, from the first
/// principal component, and from each item as if it were nearly the factor.
Outcome<Factor> one_factor(const Eigen::MatrixXd& r) {
    const double ln_det = r.ldlt().vectorD().array().log().sum();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(r);
    std::vector<Eigen::VectorXd> places{std::sqrt(solver.eigenvalues()[r.rows() - 1]) *
                                        solver.eigenvectors().rightCols(1).col(0)};
    for (Eigen::Index item = 0; item < r.rows() && r.rows() <= 20; ++item)
        places.push_back(r.col(item));
    Outcome<Factor> best = descended(r, ln_det, start(r));
    for (const Eigen::VectorXd& place : places) {
        Factor at{0.9 * place, 1 - (0.9 * place).array().square(), {}};
        at.held.assign(static_cast<std::size_t>(r.rows()), false);
        auto found = descended(r, ln_det, std::move(at));
        if (found && (!best || found->discrepancy < best->discrepancy - 1e-9))
            best = std::move(found);
    }
    return best;
}

}  // namespace

Outcome<Alpha> cronbach_alpha(const Eigen::MatrixXd& answers) {
    if (answers.rows() < 2) return Undefined{Why::TooFew, "people"};
    if (answers.cols() < 2) return Undefined{Why::TooFew, "items"};
    Alpha out;
    out.n = static_cast<std::size_t>(answers.rows());
    out.k = static_cast<std::size_t>(answers.cols());
    const double n = static_cast<double>(out.n), k = static_cast<double>(out.k);
    const Eigen::RowVectorXd means = answers.colwise().mean();
    const Eigen::MatrixXd centred = answers.rowwise() - means;
    const Eigen::MatrixXd covariance = centred.transpose() * centred / (n - 1);
    const Maybe alpha = alpha_of(covariance);
    if (!alpha) return Undefined{Why::Constant, "total"};
    out.alpha = *alpha;
    const boost::math::fisher_f f(n - 1, (n - 1) * (k - 1));
    out.feldt_ci95 = {1 - (1 - out.alpha) * boost::math::quantile(f, 0.975),
                      1 - (1 - out.alpha) * boost::math::quantile(f, 0.025)};
    out.scale_mean = means.sum();
    out.scale_sd = std::sqrt(covariance.sum());
    const Eigen::VectorXd sd = covariance.diagonal().cwiseSqrt();
    if (sd.minCoeff() > 0)
        out.standardised =
            alpha_of(sd.cwiseInverse().asDiagonal() * covariance * sd.cwiseInverse().asDiagonal());
    for (Eigen::Index at = 0; at < answers.cols(); ++at)
        out.items.push_back(item(covariance, at, means[at]));
    return out;
}

Outcome<Omega> mcdonald_omega(const Eigen::MatrixXd& answers) {
    const Eigen::Index k = answers.cols();
    if (k < 3) return Undefined{Why::TooFew, "items"};
    if (answers.rows() <= k) return Undefined{Why::TooFew, "people"};
    const auto n = static_cast<double>(answers.rows());
    const Eigen::MatrixXd centred = answers.rowwise() - answers.colwise().mean();
    const Eigen::MatrixXd covariance = centred.transpose() * centred / n;
    const Eigen::VectorXd sd = covariance.diagonal().cwiseSqrt();
    if (!(sd.minCoeff() > 0)) return Undefined{Why::Constant, "item"};
    const Eigen::MatrixXd r =
        sd.cwiseInverse().asDiagonal() * covariance * sd.cwiseInverse().asDiagonal();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> spread(r, Eigen::EigenvaluesOnly);
    if (spread.eigenvalues()[0] < 1e-10) return Undefined{Why::Collinear, {}};
    const auto found = one_factor(r);
    if (!found) return found.reason();
    const double sign = found->loadings.dot(sd) < 0 ? -1 : 1;
    const Eigen::VectorXd loadings = sign * found->loadings.cwiseProduct(sd);
    const Eigen::VectorXd unique = found->unique.cwiseProduct(sd.cwiseAbs2());
    Omega out;
    out.n = static_cast<std::size_t>(answers.rows());
    out.loadings.assign(loadings.begin(), loadings.end());
    out.uniquenesses.assign(unique.begin(), unique.end());
    for (std::size_t i = 0; i < found->held.size(); ++i)
        if (found->held[i]) out.at_bound.push_back(i);
    const double common = loadings.sum() * loadings.sum();
    out.total = common / (common + unique.sum());
    out.observed_variance = common / covariance.sum();
    out.chi2 = n * found->discrepancy;
    out.df = static_cast<int>(k * (k - 3) / 2);
    if (out.df > 0) out.p = beyond_chi_squared(out.chi2, out.df);
    return out;
}

}  // namespace breather::statistics
