#include "engines/statistics/binary_likelihood.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <cmath>
#include <numeric>

#include "engines/statistics/chunks.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index block_rows = 256;  // of the design, small enough to stay in the nearest cache

struct Sums {
    double value = 0, eta_max = 0;
    VectorXd gradient;
    MatrixXd information;
    Sums& operator+=(const Sums& other) {
        value += other.value;
        eta_max = std::max(eta_max, other.eta_max);
        gradient += other.gradient;
        information += other.information;
        return *this;
    }
};

ArrayXd rows_of(std::span<const double> values, Index from, Index rows) {
    return Eigen::Map<const ArrayXd>(values.data() + from, rows);
}

/// Adds rows from … to: one pass for value, gradient and information.
void add_rows(Sums& sums, const Binary& data, const VectorXd& beta, Index from, Index to) {
    MatrixXd scaled(block_rows, data.x.cols());
    for (; from < to; from += block_rows) {
        const Index rows = std::min(block_rows, to - from);
        const auto x = data.x.middleRows(from, rows);
        const ArrayXd eta = (x * beta).array();
        const ArrayXd y = rows_of(data.y, from, rows);
        const ArrayXd small = (-eta.abs()).exp();  // never overflows
        const ArrayXd whole = 1 + small;
        const ArrayXd p = (eta >= 0).select(1 / whole, small / whole);
        ArrayXd value = y * eta - eta.max(0) - whole.log();
        ArrayXd away = y - p;
        ArrayXd spread = small / whole.square();
        if (!data.weights.empty()) {
            const ArrayXd weight = rows_of(data.weights, from, rows);
            value *= weight;
            away *= weight;
            spread *= weight;
        }
        sums.value += value.sum();
        sums.eta_max = std::max(sums.eta_max, eta.abs().maxCoeff());
        sums.gradient.noalias() += x.transpose() * away.matrix();
        scaled.topRows(rows) = x.array().colwise() * spread.sqrt();
        sums.information.selfadjointView<Eigen::Lower>().rankUpdate(
            scaled.topRows(rows).transpose());
    }
}

/// Of Firth's likelihood: columns³ work for each row, more than everything else together.
enum class Bend { With, Without };

/// Firth's share: value ½ ln|I|, gradient X'(h(½ - p)), h the diagonal of the hat matrix.
void add_penalty(BinaryLikelihood& out, const Binary& data, const VectorXd& beta, Bend bend) {
    const Eigen::LLT<MatrixXd> root(out.information);
    if (root.info() != Eigen::Success) {
        out.value = -std::numeric_limits<double>::infinity();
        return;
    }
    out.value += root.matrixL().toDenseMatrix().diagonal().array().log().sum();
    const MatrixXd white = root.matrixL().solve(data.x.transpose()).transpose();
    const ArrayXd eta = (data.x * beta).array();
    const ArrayXd small = (-eta.abs()).exp(), whole = 1 + small;
    const ArrayXd p = (eta >= 0).select(1 / whole, small / whole);
    const ArrayXd spread = small / whole.square();
    ArrayXd hat = white.rowwise().squaredNorm().array() * spread;
    if (!data.weights.empty()) hat *= rows_of(data.weights, 0, data.x.rows());
    out.gradient.noalias() += data.x.transpose() * (hat * (0.5 - p)).matrix();
    const MatrixXd scaled = data.x.array().colwise() * (hat * spread).sqrt();
    out.curvature.noalias() += scaled.transpose() * scaled;
    if (bend == Bend::Without) return;
    // The hat's own way with β is Σ v(1-2p) (zᵢ'zₘ)² over pairs of rows: summed over pairs of the
    // columns of z instead.
    ArrayXd tilt = spread * (1 - 2 * p);
    if (!data.weights.empty()) tilt *= rows_of(data.weights, 0, data.x.rows());
    const MatrixXd tilted = data.x.array().colwise() * tilt;
    const Index columns = data.x.cols();
    MatrixXd pairs(columns, columns * (columns + 1) / 2);
    for (Index a = 0, at = 0; a < columns; at += columns - a++) {
        MatrixXd with_a = white.rightCols(columns - a).array().colwise() * white.col(a).array();
        with_a.col(0) *= std::sqrt(0.5);
        pairs.middleCols(at, columns - a).noalias() = tilted.transpose() * with_a;
    }
    out.bend = out.information +
               data.x.transpose() * (hat * (3 * spread - 0.5)).matrix().asDiagonal() * data.x;
    out.bend.noalias() += pairs * pairs.transpose();
}

/// I⁻¹ g with the columns brought to one size first; nothing where I has no such root.
std::optional<VectorXd> solved(const MatrixXd& information, const VectorXd& gradient) {
    if (!(information.diagonal().array() > 0).all()) return std::nullopt;
    const VectorXd size = information.diagonal().cwiseSqrt();
    const MatrixXd even =
        size.cwiseInverse().asDiagonal() * information * size.cwiseInverse().asDiagonal();
    const Eigen::LDLT<MatrixXd> root(even);
    if (root.info() != Eigen::Success || !(root.vectorD().array() > 1e-15).all())
        return std::nullopt;
    return root.solve(gradient.cwiseQuotient(size)).cwiseQuotient(size);
}

BinaryLikelihood likelihood(const Binary& data, const VectorXd& beta, Penalty penalty, Bend bend) {
    const Index columns = data.x.cols();
    Sums zero;
    zero.gradient = VectorXd::Zero(columns);
    zero.information = MatrixXd::Zero(columns, columns);
    const Sums sums = summed(data.crew, data.x.rows(), zero, [&](Sums& own, Index from, Index to) {
        add_rows(own, data, beta, from, to);
    });
    BinaryLikelihood out;
    out.value = sums.value;
    out.gradient = sums.gradient;
    out.information = sums.information.selfadjointView<Eigen::Lower>();
    out.curvature = out.information;
    out.eta_max = sums.eta_max;
    if (penalty == Penalty::Firth) add_penalty(out, data, beta, bend);
    return out;
}

constexpr Index few_columns = 16;  // up to here the bend is reckoned anew for each step

}  // namespace

BinaryLikelihood likelihood(const Binary& data, const VectorXd& beta, Penalty penalty) {
    return likelihood(data, beta, penalty, Bend::With);
}

Maximum maximise(const Binary& data, VectorXd start, Index free, Penalty penalty, MatrixXd bend) {
    const bool plain = penalty == Penalty::None;
    // Of many rows the last step is so good that the one before may be larger.
    const double enough = !plain ? 1e-18 : data.x.rows() < 100'000 ? 1e-16 : 1e-11;
    const Bend anew = data.x.cols() <= few_columns ? Bend::With : Bend::Without;
    Maximum out;
    out.at = std::move(start);
    out.bend = std::move(bend);
    out.there = likelihood(data, out.at, penalty, out.bend.size() > 0 ? anew : Bend::With);
    bool bend_is_from_here = false;
    const auto take_bend = [&] {
        bend_is_from_here = anew == Bend::With || out.there.bend.size() > 0;
        if (bend_is_from_here) out.bend = out.there.bend;
    };
    take_bend();
    double gain_before = std::numeric_limits<double>::infinity();
    int stalled = 0;
    for (const int most = plain ? 60 : 1000; out.steps < most && free > 0; ++out.steps) {
        if (std::isnan(out.there.value)) return out;  // so far off that no way leads back
        const VectorXd uphill = out.there.gradient.head(free);
        std::optional<VectorXd> step;
        if (!plain && out.bend.size() > 0)
            step = solved(out.bend.topLeftCorner(free, free), uphill);
        if (!step) step = solved(out.there.curvature.topLeftCorner(free, free), uphill);
        if (!step) return out;
        const double gain = step->dot(uphill);
        if (!bend_is_from_here && gain >= enough && gain > 0.1 * gain_before) {
            out.there = likelihood(data, out.at, penalty, Bend::With);
            take_bend();
            continue;
        }
        VectorXd next = out.at;
        next.head(free) += *step;
        if (plain && gain < enough) {  // below the rounding of everything that is printed
            out.there.value += gain / 2;
            out.at = std::move(next);
            out.settled = true;
            return out;
        }
        BinaryLikelihood there = likelihood(data, next, penalty, anew);
        for (int halves = 0;
             halves < 40 && !(there.value >= out.there.value - 1e-13 * std::abs(out.there.value));
             ++halves) {
            next = (out.at + next) / 2;
            there = likelihood(data, next, penalty, anew);
        }
        out.at = std::move(next);
        out.there = std::move(there);
        take_bend();
        stalled = gain < 1e-9 && gain > 0.999 * gain_before ? stalled + 1 : 0;
        gain_before = gain;
        if (!plain && (gain < enough || stalled > 4)) {  // stalled: doubles see no way on
            out.settled = true;
            return out;
        }
    }
    out.settled = free == 0;
    return out;
}

Basis::Basis(const MatrixXd& x) : order(static_cast<std::size_t>(x.cols())) {
    std::iota(order.begin(), order.end(), Index{0});
    make(x);
}

Basis::Basis(const MatrixXd& x, Index last) {
    for (Index c = 0; c < x.cols(); ++c)
        if (c != last) order.push_back(c);
    order.push_back(last);
    make(x);
}

void Basis::make(const MatrixXd& x) {
    const MatrixXd sorted = x(Eigen::all, order);
    const Eigen::HouseholderQR<MatrixXd> made(sorted);
    q = made.householderQ() * MatrixXd::Identity(x.rows(), x.cols());
    r = made.matrixQR().topRows(x.cols()).triangularView<Eigen::Upper>();
}

VectorXd Basis::to_basis(const VectorXd& beta) const {
    return r.triangularView<Eigen::Upper>() * VectorXd(beta(order));
}

VectorXd Basis::from_basis(const VectorXd& gamma) const {
    const VectorXd sorted = r.triangularView<Eigen::Upper>().solve(gamma);
    VectorXd out(sorted.size());
    out(order) = sorted;
    return out;
}

MatrixXd Basis::covariance(const MatrixXd& information) const {
    const Eigen::LLT<MatrixXd> root(information);
    // R⁻¹ I⁻¹ R⁻ᵀ = half halfᵀ
    const MatrixXd inverse = root.matrixU().solve(MatrixXd::Identity(r.rows(), r.cols()));
    const MatrixXd half = r.triangularView<Eigen::Upper>().solve(inverse);
    MatrixXd out(r.rows(), r.cols());
    out(order, order) = half * half.transpose();
    return out;
}

double Basis::ln_determinant() const { return r.diagonal().cwiseAbs().array().log().sum(); }

namespace {

constexpr Index few_rows = 200;

/// Profiled at value b of the last column of the basis.
struct Held {
    const Binary data;
    Penalty penalty;
    VectorXd turn;         // of the basis, when b grows by 1 and the other coefficients stay
    VectorXd near, whole;  // whole: the estimate, b and all
    double b_whole;
    MatrixXd bend;  // of a place nearby

    double scale() const { return turn[turn.size() - 1]; }

    Maximum from(VectorXd start, double b) const {
        start[start.size() - 1] = b * scale();
        return maximise(data, std::move(start), near.size() - 1, penalty, bend);
    }

    /// With few people the penalised likelihood may have several tops: it is climbed from the last
    /// place, from the estimate, and from the estimate stretched until b is reached.
    Maximum at(double b) {
        Maximum out = from(near, b);
        if (penalty == Penalty::Firth && data.x.rows() <= few_rows) {
            const auto better = [&](const VectorXd& start) {
                Maximum other = from(start, b);
                if (other.settled && !(other.there.value <= out.there.value))
                    out = std::move(other);
            };
            better(whole + (b - b_whole) * turn);
            if (b / b_whole > 1) better(b / b_whole * whole);
        }
        near = out.at;
        bend = out.bend;
        return out;
    }
};

/// The signed root of the fall is almost a line in b: Newton's steps on it, kept in a bracket.
Maybe crossing(Held held, double top, double estimate, double se, double side) {
    const double wanted = normal_975();
    double inside = 0, outside = std::numeric_limits<double>::infinity();  // in se from estimate
    double away = wanted;
    for (int i = 0; i < 60; ++i) {
        const double b = estimate + side * away * se;
        const Maximum found = held.at(b);
        const double fall = 2 * (top - found.there.value);
        if (!std::isfinite(fall)) return std::nullopt;
        const double root = std::sqrt(std::max(fall, 0.0));
        if (std::abs(root - wanted) < 1e-10) return b;
        (root < wanted ? inside : outside) = away;
        const double slope = -side * se * held.scale() *
                             found.there.gradient[held.near.size() - 1] / std::max(root, 1e-300);
        double next = away - (root - wanted) / slope;
        if (!(slope > 0) || !(next > inside) || !(next < outside) || next > 4 * away)
            next = std::isinf(outside) ? 2 * away : (inside + outside) / 2;
        if (std::abs(next - away) < 1e-13 * away) return b;
        away = next;
    }
    return std::nullopt;
}

}  // namespace

Profile profile(const Binary& data, Index column, const VectorXd& estimate, double se,
                Penalty penalty) {
    const Basis basis(data.x, column);
    const Binary turned{basis.q, data.y, data.weights, data.crew};
    const Index last = data.x.cols() - 1;
    const VectorXd whole = basis.to_basis(estimate);
    const Maximum all = maximise(turned, whole, last + 1, penalty);
    const double top = all.there.value;
    Held held{turned, penalty, basis.r.col(last), whole, whole, estimate[column], all.bend};
    Profile out;
    const Maybe low = crossing(held, top, estimate[column], se, -1);
    const Maybe high = crossing(held, top, estimate[column], se, 1);
    if (low && high) out.ci95 = Interval{*low, *high};
    out.chi2_at_0 = std::max(0.0, 2 * (top - held.at(0).there.value));
    return out;
}

}  // namespace breather::statistics
