#include "engines/statistics/separation.h"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Places = std::vector<Index>;

/// The shortest sum of the columns of b, each taken at least once.
VectorXd shortest_sum(const MatrixXd& b) {
    const VectorXd once = b.rowwise().sum();
    const double grain = 1e-11 * b.colwise().norm().sum();
    Places taken;
    VectorXd more;  // beyond once, of those taken
    VectorXd d = once;
    for (Index round = 0; round < 3 * b.cols() + 100; ++round) {
        if (d.norm() <= grain) break;
        VectorXd gain = -(b.transpose() * d);
        for (const Index c : taken) gain[c] = -1;
        Index best = 0;
        const double most = gain.maxCoeff(&best);
        if (most <= 1e-10 * d.norm() * b.col(best).norm()) break;
        taken.push_back(best);
        more.conservativeResize(more.size() + 1);
        more[more.size() - 1] = 0;
        while (!taken.empty()) {
            const MatrixXd own = b(Eigen::all, taken);
            const VectorXd wanted = own.colPivHouseholderQr().solve(-once);
            if (wanted.minCoeff() > 0) {
                more = wanted;
                break;
            }
            double share = 1;
            for (Index i = 0; i < wanted.size(); ++i)
                if (wanted[i] <= 0) share = std::min(share, more[i] / (more[i] - wanted[i]));
            more += share * (wanted - more);
            Places kept;
            std::vector<double> kept_more;
            for (Index i = 0; i < more.size(); ++i) {
                if (more[i] <= 1e-14 * (1 + more.cwiseAbs().maxCoeff())) continue;
                kept.push_back(taken[static_cast<std::size_t>(i)]);
                kept_more.push_back(more[i]);
            }
            if (kept.size() == taken.size()) kept.pop_back(), kept_more.pop_back();
            taken = std::move(kept);
            more = Eigen::Map<VectorXd>(kept_more.data(), static_cast<Index>(kept_more.size()));
        }
        d = once;
        if (!taken.empty()) d += b(Eigen::all, taken) * more;
    }
    return d.norm() <= 10 * grain ? VectorXd::Zero(d.size()).eval() : d;
}

/// A direction and the rows that it moves to their own side; nothing where there is none.
std::optional<std::pair<VectorXd, Places>> direction(const MatrixXd& rows) {
    const VectorXd d = shortest_sum(rows.transpose());
    if (d.norm() == 0) return std::nullopt;
    const VectorXd along = rows * d;
    const double grain = 1e-8 * d.norm();
    Places moved;
    for (Index i = 0; i < rows.rows(); ++i) {
        const double size = rows.row(i).norm();
        if (along[i] < -grain * size) return std::nullopt;
        if (along[i] > grain * size) moved.push_back(i);
    }
    if (moved.empty()) return std::nullopt;
    return std::pair{d, std::move(moved)};
}

/// Rows with their sign, columns of one size.
MatrixXd signed_rows(const MatrixXd& x, std::span<const double> y) {
    MatrixXd out = x;
    for (Index c = 0; c < x.cols(); ++c) out.col(c) /= std::max(1e-300, x.col(c).norm());
    for (Index i = 0; i < x.rows(); ++i)
        if (y[static_cast<std::size_t>(i)] == 0) out.row(i) *= -1;
    return out;
}

struct Found {
    std::vector<VectorXd> directions;  // of the columns at one size
    Places overlap;
};

Found found(const MatrixXd& x, std::span<const double> y) {
    const MatrixXd rows = signed_rows(x, y);
    const Eigen::HouseholderQR<MatrixXd> turned(rows);
    const MatrixXd q = turned.householderQ() * MatrixXd::Identity(x.rows(), x.cols());
    const MatrixXd r = turned.matrixQR().topRows(x.cols()).triangularView<Eigen::Upper>();
    Found out;
    out.overlap.resize(static_cast<std::size_t>(x.rows()));
    std::iota(out.overlap.begin(), out.overlap.end(), Index{0});
    while (!out.overlap.empty()) {
        const auto next = direction(q(out.overlap, Eigen::all));
        if (!next) break;
        out.directions.push_back(r.triangularView<Eigen::Upper>().solve(next->first));
        std::vector<bool> gone(out.overlap.size(), false);
        for (const Index i : next->second) gone[static_cast<std::size_t>(i)] = true;
        Places left;
        for (std::size_t i = 0; i < gone.size(); ++i)
            if (!gone[i]) left.push_back(out.overlap[i]);
        out.overlap = std::move(left);
    }
    return out;
}

/// Columns with a part in what the rows left over do not decide.
Places undecided(const MatrixXd& x, const Places& overlap) {
    MatrixXd left = MatrixXd::Zero(std::max<Index>(Index(overlap.size()), x.cols()), x.cols());
    left.topRows(Index(overlap.size())) = x(overlap, Eigen::all);
    for (Index c = 0; c < x.cols(); ++c) left.col(c) /= std::max(1e-300, x.col(c).norm());
    const Eigen::HouseholderQR<MatrixXd> turned(left);
    const MatrixXd r = turned.matrixQR().topRows(x.cols()).triangularView<Eigen::Upper>();
    const Eigen::JacobiSVD<MatrixXd> svd(r, Eigen::ComputeFullV);
    Places out;
    for (Index c = 0; c < x.cols(); ++c) {
        double part = 0;
        for (Index k = 0; k < x.cols(); ++k)
            if (svd.singularValues()[k] <= 1e-9 * std::max(svd.singularValues()[0], 1e-300))
                part = std::max(part, std::abs(svd.matrixV()(c, k)));
        if (part > 1e-7) out.push_back(c);
    }
    return out;
}

bool separates_all(const MatrixXd& x, std::span<const double> y, const Places& columns) {
    return found(x(Eigen::all, columns), y).overlap.empty();
}

constexpr Index most_tried = 50;

/// The fewest columns that separate everything: one alone where one does, else what remains when
/// each that can go has gone; of too many to try, all.
Places culprits(const MatrixXd& x, std::span<const double> y, Index constant) {
    Places alone, left;
    for (Index c = 0; c < x.cols(); ++c) {
        if (c == constant) continue;
        left.push_back(c);
        if (separates_all(x, y, constant >= 0 ? Places{constant, c} : Places{c}))
            alone.push_back(c);
    }
    if (!alone.empty() || x.cols() > most_tried) return alone.empty() ? left : alone;
    for (std::size_t i = left.size(); i-- > 0 && left.size() > 1;) {
        Places fewer = left;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        Places with = fewer;
        if (constant >= 0) with.insert(with.begin(), constant);
        if (separates_all(x, y, with)) left = std::move(fewer);
    }
    return left;
}

double sign_of(const Found& found, Index column) {
    for (const VectorXd& d : found.directions)
        if (std::abs(d[column]) > 1e-7 * d.cwiseAbs().maxCoeff()) return d[column] > 0 ? 1 : -1;
    return 0;
}

/// Rows that differ, those without an event and, twice over with both signs, those with one: who
/// moves the first kind down and leaves the second where it is has no best value.
std::pair<MatrixXd, std::vector<double>> both_ways(const MatrixXd& x, const VectorXd& counts) {
    std::vector<Index> order(static_cast<std::size_t>(counts.size()));
    std::iota(order.begin(), order.end(), Index{0});
    const auto compared = [&](Index a, Index b) {
        if ((counts[a] > 0) != (counts[b] > 0)) return counts[a] > 0 ? 1 : -1;
        for (Index c = 0; c < x.cols(); ++c)
            if (x(a, c) != x(b, c)) return x(a, c) < x(b, c) ? -1 : 1;
        return 0;
    };
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return compared(a, b) < 0; });
    const auto same = [&](Index a, Index b) { return compared(a, b) == 0; };
    order.erase(std::unique(order.begin(), order.end(), same), order.end());
    std::vector<double> y(order.size(), 0.0);
    for (std::size_t i = y.size(); i-- > 0 && counts[order[i]] > 0;) {
        order.push_back(order[i]);
        y.push_back(1);
    }
    return {x(order, Eigen::all), std::move(y)};
}

}  // namespace

Separation separation(const MatrixXd& x, std::span<const double> y, Index constant) {
    const Found all = found(x, y);
    Separation out;
    out.overlap = all.overlap;
    if (all.directions.empty()) return out;
    out.exists = true;
    out.complete = all.overlap.empty();
    out.columns = undecided(x, all.overlap);
    for (const Index c : out.columns) out.signs.push_back(sign_of(all, c));
    if (out.complete) {
        out.named = culprits(x, y, constant);
        Places with = out.named;
        if (constant >= 0) with.insert(with.begin(), constant);
        const Found fewest = found(x(Eigen::all, with), y);
        for (std::size_t i = 0; i < with.size(); ++i)
            for (std::size_t k = 0; k < out.columns.size(); ++k)
                if (out.columns[k] == with[i]) out.signs[k] = sign_of(fewest, Index(i));
        return out;
    }
    for (const Index c : out.columns)
        if (c != constant) out.named.push_back(c);
    return out;
}

std::vector<Index> without_rate(const MatrixXd& x, const VectorXd& counts) {
    const auto [rows, signs] = both_ways(x, counts);
    return separation(rows, signs, -1).columns;
}

}  // namespace breather::statistics
