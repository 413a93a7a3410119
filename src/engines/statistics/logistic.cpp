#include "engines/statistics/logistic.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <numeric>

#include "engines/statistics/binary_likelihood.h"
#include "engines/statistics/chunks.h"
#include "engines/statistics/design.h"
#include "engines/statistics/separation.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index cells_small = 2'000'000;  // up to here the columns are made orthonormal first

std::optional<Undefined> refused(const MatrixXd& x, std::span<const double> y,
                                 std::span<const double> weights) {
    if (x.rows() == 0) return Undefined{Why::Nothing, {}};
    for (const double weight : weights)
        if (!(weight > 0) || !std::isfinite(weight)) return Undefined{Why::OutOfRange, "weights"};
    const auto [low, high] = std::minmax_element(y.begin(), y.end());
    if (*low == *high) return Undefined{Why::Constant, "outcome"};
    return std::nullopt;
}

LogisticFit counted(std::span<const double> y, std::span<const double> weights) {
    LogisticFit out;
    out.n = y.size();
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double weight = weights.empty() ? 1 : weights[i];
        out.sum_weights += weight;
        out.events += weight * y[i];
    }
    const double none = out.sum_weights - out.events;
    out.log_lik_null = out.events * std::log(out.events / out.sum_weights) +
                       none * std::log(none / out.sum_weights);
    return out;
}

/// Where to begin with many rows: the estimate from one block in sixteen, if it is a better place
/// than 0.
VectorXd beginning(const Binary& data) {
    VectorXd zero = VectorXd::Zero(data.x.cols());
    if (data.x.rows() < 65536) return zero;
    constexpr Index block = 256, apart = 16 * block;
    const Index blocks = data.x.rows() / apart;
    MatrixXd x(blocks * block, data.x.cols());
    std::vector<double> y, weights;
    for (Index b = 0; b < blocks; ++b) {
        x.middleRows(b * block, block) = data.x.middleRows(b * apart, block);
        for (Index i = b * apart; i < b * apart + block; ++i) {
            y.push_back(data.y[std::size_t(i)]);
            if (!data.weights.empty()) weights.push_back(data.weights[std::size_t(i)]);
        }
    }
    const Maximum found = maximise({x, y, weights, data.crew}, zero, data.x.cols(), Penalty::None);
    return found.settled && found.there.eta_max < 30 ? found.at : zero;
}

/// What is left of each column after those before it, as a share, from X'X.
VectorXd shares_left(const MatrixXd& x, const Crew& crew) {
    struct Products {
        MatrixXd of;
        Products& operator+=(const Products& other) {
            of += other.of;
            return *this;
        }
    };
    const Products whole = summed(crew, x.rows(), Products{MatrixXd::Zero(x.cols(), x.cols())},
                                  [&](Products& own, Index from, Index to) {
                                      own.of.selfadjointView<Eigen::Lower>().rankUpdate(
                                          x.middleRows(from, to - from).transpose());
                                  });
    const VectorXd size = whole.of.diagonal().cwiseSqrt();
    if (!(size.minCoeff() > 0)) return VectorXd::Zero(1);
    const MatrixXd even = size.cwiseInverse().asDiagonal() *
                          MatrixXd(whole.of.selfadjointView<Eigen::Lower>()) *
                          size.cwiseInverse().asDiagonal();
    const Eigen::LLT<MatrixXd> root(even);
    if (root.info() != Eigen::Success) return VectorXd::Zero(1);
    return MatrixXd(root.matrixL()).diagonal();
}

/// Wide linear predictors, or a long search: the likelihood may have no maximum.
bool suspicious(const Maximum& found) {
    return !found.settled || found.there.eta_max > 12 || found.steps > 15;
}

/// Each hand a column, and the rows of it alone: chunks are added in the same order either way.
void add_profiles(LogisticFit& fit, const Binary& data, Penalty penalty) {
    const auto columns = static_cast<std::size_t>(data.x.cols());
    fit.profile_ci95.resize(columns);
    fit.profile_chi2.resize(columns);
    const Binary alone{data.x, data.y, data.weights, Crew()};
    data.crew.each(columns, [&](std::size_t c) {
        const auto at = static_cast<Index>(c);
        const Profile own = profile(alone, at, fit.estimate, fit.se[at], penalty);
        fit.profile_ci95[c] = own.ci95;
        fit.profile_chi2[c] = own.chi2_at_0;
    });
}

}  // namespace

Outcome<LogisticFit> fit_logistic(const MatrixXd& x, std::span<const double> y,
                                  std::span<const double> weights, Intervals intervals,
                                  const Crew& crew) {
    if (auto reason = refused(x, y, weights)) return *reason;
    LogisticFit out = counted(y, weights);
    const Binary data{x, y, weights, crew};
    const bool small = x.size() <= cells_small;
    if (small && !aliased(x, crew).empty()) return Undefined{Why::Collinear, {}};
    std::optional<Basis> basis;
    if (small) basis.emplace(x);
    const Binary turned{small ? basis->q : x, y, weights, crew};
    const Maximum found = maximise(turned, beginning(turned), x.cols(), Penalty::None);
    if (suspicious(found)) {
        if (!aliased(x, crew).empty()) return Undefined{Why::Collinear, {}};
        if (separation(x, y, 0).exists) return Undefined{Why::Separated, {}};
    }
    if (!found.settled) return Undefined{Why::NoConvergence, {}};
    if (small) {
        out.estimate = basis->from_basis(found.at);
        out.se = basis->covariance(found.there.information).diagonal().cwiseSqrt();
    } else {
        out.estimate = found.at;
        const VectorXd size = found.there.information.diagonal().cwiseSqrt().cwiseInverse();
        const MatrixXd even = size.asDiagonal() * found.there.information * size.asDiagonal();
        out.se = even.llt()
                     .solve(MatrixXd::Identity(x.cols(), x.cols()))
                     .diagonal()
                     .cwiseSqrt()
                     .cwiseProduct(size);
    }
    out.log_lik = found.there.value;
    if (intervals == Intervals::Profile) add_profiles(out, data, Penalty::None);
    return out;
}

Outcome<LogisticFit> fit_firth(const MatrixXd& x, std::span<const double> y,
                               std::span<const double> weights, const Crew& crew) {
    if (x.rows() == 0) return Undefined{Why::Nothing, {}};
    if (!aliased(x, crew).empty()) return Undefined{Why::Collinear, {}};
    for (const double weight : weights)
        if (!(weight > 0) || !std::isfinite(weight)) return Undefined{Why::OutOfRange, "weights"};
    LogisticFit out = counted(y, weights);
    const Binary data{x, y, weights, crew};
    const Basis basis(x);
    const Binary turned{basis.q, y, weights, crew};
    const VectorXd zero = VectorXd::Zero(x.cols());
    const Maximum found = maximise(turned, zero, x.cols(), Penalty::Firth);
    // The columns after the constant at 0: in the basis, everything after the first at 0.
    const Maximum null = maximise(turned, zero, 1, Penalty::Firth);
    if (!found.settled || !null.settled) return Undefined{Why::NoConvergence, {}};
    out.estimate = basis.from_basis(found.at);
    out.se = basis.covariance(found.there.information).diagonal().cwiseSqrt();
    out.log_lik = found.there.value + basis.ln_determinant();
    out.log_lik_null = null.there.value + basis.ln_determinant();
    add_profiles(out, data, Penalty::Firth);
    return out;
}

std::vector<std::size_t> aliased(const MatrixXd& x, const Crew& crew) {
    if (x.size() > cells_small && shares_left(x, crew).minCoeff() > 1e-4) return {};
    return collinear(x);
}

std::vector<double> fitted(const MatrixXd& x, const VectorXd& estimate, const Crew& crew) {
    std::vector<double> out(static_cast<std::size_t>(x.rows()));
    in_chunks(crew, x.rows(), [&](Index from, Index to) {
        Eigen::Map<Eigen::ArrayXd>(out.data() + from, to - from) =
            (1 + (-(x.middleRows(from, to - from) * estimate).array()).exp()).inverse();
    });
    return out;
}

}  // namespace breather::statistics
