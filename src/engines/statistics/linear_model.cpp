#include "engines/statistics/linear_model.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "engines/statistics/chunks.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::optional<Undefined> refusal(const Design& design, const VectorXd& y, const VectorXd& weights) {
    if (y.size() == 0 || design.x.cols() == 0) return Undefined{Why::Nothing, {}};
    if (design.x.rows() != y.size() || (weights.size() != 0 && weights.size() != y.size()))
        return Undefined{Why::OutOfRange, "rows"};
    if (!design.x.allFinite() || !y.allFinite()) return Undefined{Why::OutOfRange, "values"};
    if (weights.size() != 0 && (!weights.allFinite() || weights.minCoeff() < 0))
        return Undefined{Why::OutOfRange, "weights"};
    return {};
}

/// The rows that count, each multiplied by the root of its weight: least squares of those is all.
struct Weighted {
    const MatrixXd* given;  // read as it is where there are no weights; it outlives this
    MatrixXd own;
    VectorXd y, root;
    Crew crew;
    const MatrixXd& x() const { return given ? *given : own; }
};

Weighted weighted(const Design& design, const VectorXd& y, const VectorXd& weights,
                  const Crew& crew) {
    if (weights.size() == 0) return {&design.x, {}, y, VectorXd::Ones(y.size()), crew};
    std::vector<Index> keep;
    for (Index row = 0; row < y.size(); ++row)
        if (weights[row] > 0) keep.push_back(row);
    const VectorXd root = weights(keep).cwiseSqrt();
    return {nullptr, root.asDiagonal() * design.x(keep, Eigen::all), y(keep).cwiseProduct(root),
            root, crew};
}

std::vector<Index> others(Index columns, const std::vector<std::size_t>& aliased) {
    std::vector<Index> kept;
    for (Index c = 0; c < columns; ++c)
        if (std::find(aliased.begin(), aliased.end(), static_cast<std::size_t>(c)) == aliased.end())
            kept.push_back(c);
    return kept;
}

struct Fit {
    std::vector<Index> kept;
    std::vector<std::size_t> aliased;
    VectorXd b, residuals;  // of kept columns; of weighted rows
    MatrixXd unscaled;      // of kept columns
    MatrixXd inverse_r;
    double rss = 0;
};

/// R of [X y] = Q R: of pieces of the rows first, then of what they left, in order. Q is never held
/// (Demmel and others 2012, SIAM J Sci Comput 34:A206).
MatrixXd triangle(const Weighted& rows) {
    const Index wide = rows.x().cols() + 1;
    const Index pieces = (rows.y.size() + chunk_rows - 1) / chunk_rows;
    std::vector<MatrixXd> found(static_cast<std::size_t>(pieces));
    in_chunks(rows.crew, rows.y.size(), [&](Index from, Index to) {
        MatrixXd piece(to - from, wide);
        piece.leftCols(wide - 1) = rows.x().middleRows(from, to - from);
        piece.col(wide - 1) = rows.y.segment(from, to - from);
        const Eigen::HouseholderQR<MatrixXd> qr(piece);
        const Index left = std::min(to - from, wide);
        found[static_cast<std::size_t>(from / chunk_rows)] =
            qr.matrixQR().topRows(left).triangularView<Eigen::Upper>();
    });
    if (pieces == 1) return found[0];
    MatrixXd all(pieces * wide, wide);
    Index filled = 0;
    for (const auto& each : found) {
        all.middleRows(filled, each.rows()) = each;
        filled += each.rows();
    }
    const Eigen::HouseholderQR<MatrixXd> qr(all.topRows(filled));
    return qr.matrixQR().topRows(std::min(filled, wide)).triangularView<Eigen::Upper>();
}

/// With 0 for the columns that are not kept.
VectorXd spread(const VectorXd& b, const std::vector<Index>& kept, Index columns) {
    VectorXd out = VectorXd::Zero(columns);
    out(kept) = b;
    return out;
}

Fit fit(const Weighted& rows) {
    Fit out;
    const MatrixXd whole = triangle(rows);
    const Index columns = rows.x().cols();
    out.aliased = collinear(whole.leftCols(columns));
    out.kept = others(columns, out.aliased);
    const Index p = static_cast<Index>(out.kept.size());
    if (p == 0) {
        out.residuals = rows.y;
        out.rss = rows.y.squaredNorm();
        return out;
    }
    const Eigen::HouseholderQR<MatrixXd> qr(whole(Eigen::all, out.kept));
    const MatrixXd r = qr.matrixQR().topRows(p).triangularView<Eigen::Upper>();
    const auto upper = r.triangularView<Eigen::Upper>();
    out.inverse_r = upper.solve(MatrixXd::Identity(p, p));
    out.b = qr.solve(whole.col(columns));
    out.residuals = rows.y - rows.x() * spread(out.b, out.kept, columns);
    // Once more, for badly scaled columns (Björck 1987, Linear Algebra Appl 88/89:31).
    const VectorXd left = rows.x().transpose() * out.residuals;
    out.b += upper.solve(VectorXd(upper.transpose().solve(VectorXd(left(out.kept)))));
    out.residuals = rows.y - rows.x() * spread(out.b, out.kept, columns);
    out.unscaled = out.inverse_r * out.inverse_r.transpose();
    out.rss = out.residuals.squaredNorm();
    // What is left of a perfect fit is rounding.
    if (out.rss <= 1e-30 * rows.y.squaredNorm()) out.rss = 0;
    return out;
}

/// MacKinnon & White (1985, J Econometrics 29:305), HC3: residuals over 1 - leverage.
std::optional<VectorXd> hc3(const Weighted& rows, const Fit& found) {
    struct Squares {
        VectorXd sums;
        double least = 1;
        Squares& operator+=(const Squares& other) {
            sums += other.sums;
            least = std::min(least, other.least);
            return *this;
        }
    };
    const Squares whole = summed(
        rows.crew, rows.y.size(), Squares{VectorXd::Zero(found.b.size())},
        [&](Squares& own, Index from, Index to) {
            const MatrixXd q =
                rows.x().middleRows(from, to - from)(Eigen::all, found.kept) * found.inverse_r;
            const VectorXd rest = (1 - q.rowwise().squaredNorm().array()).matrix();
            own.least = rest.minCoeff();
            const VectorXd scaled = found.residuals.segment(from, to - from).cwiseQuotient(rest);
            const MatrixXd half = (scaled.asDiagonal() * q) * found.inverse_r.transpose();
            own.sums = half.colwise().squaredNorm();
        });
    if (whole.least < 1e-10) return {};
    return whole.sums.cwiseSqrt();
}

LinearEstimate tested(double estimate, Maybe variance, std::size_t df) {
    LinearEstimate out{estimate, {}, {}, {}, {}, df};
    if (!variance) return out;
    out.se = std::sqrt(std::max(0.0, *variance));
    const double reach = t_975(static_cast<double>(df)) * *out.se;
    out.ci95 = Interval{estimate - reach, estimate + reach};
    if (*out.se > 0) {
        out.t = estimate / *out.se;
        out.p = beyond_t(*out.t, static_cast<double>(df));
    }
    return out;
}

void whole_fit(LinearModel& out, const Weighted& rows, bool constant) {
    const double n = static_cast<double>(out.n), df = static_cast<double>(out.df_residual);
    out.log_lik = {};
    if (out.rss > 0)
        out.log_lik = rows.root.array().log().sum() -
                      n / 2 * (std::log(2 * std::numbers::pi) + std::log(out.rss / n) + 1);
    const VectorXd plain = rows.y.cwiseQuotient(rows.root);
    if (plain.minCoeff() == plain.maxCoeff() && constant) return;
    double tss = rows.y.squaredNorm();
    if (constant) {
        const double mean = rows.y.dot(rows.root) / rows.root.squaredNorm();
        tss = (rows.y - mean * rows.root).squaredNorm();
    }
    if (tss <= 0) return;
    out.r2 = 1 - out.rss / tss;
    if (out.df_residual == 0) return;
    out.adj_r2 = 1 - (1 - *out.r2) * (n - constant) / df;
    if (out.df_model == 0) return;
    const double model = static_cast<double>(out.df_model);
    out.f = (tss - out.rss) / model / (out.rss / df);
    out.f_p = beyond_f(*out.f, model, df);
}

/// How each aliased column is made of those kept: the directions the data say nothing about.
MatrixXd null_space(const Weighted& rows, const Fit& found) {
    MatrixXd out = MatrixXd::Zero(rows.x().cols(), static_cast<Index>(found.aliased.size()));
    for (std::size_t a = 0; a < found.aliased.size(); ++a) {
        const Index column = static_cast<Index>(found.aliased[a]);
        const VectorXd with_all = rows.x().transpose() * rows.x().col(column);
        const VectorXd made = found.unscaled * with_all(found.kept);
        out(found.kept, static_cast<Index>(a)) = -made;
        out(column, static_cast<Index>(a)) = 1;
    }
    return out;
}

}  // namespace

Outcome<LinearModel> linear_model(const Design& design, const VectorXd& y, const VectorXd& weights,
                                  const Crew& crew) {
    if (auto no = refusal(design, y, weights)) return *no;
    const Weighted rows = weighted(design, y, weights, crew);
    if (rows.y.size() == 0) return Undefined{Why::Nothing, {}};
    const Fit found = fit(rows);
    const std::size_t rank = found.kept.size();
    if (rank == 0) return Undefined{Why::Constant, design.names.front()};
    LinearModel out;
    out.n = static_cast<std::size_t>(rows.y.size());
    out.df_residual = out.n - rank;
    out.rss = found.rss;
    for (const auto column : found.aliased) out.aliased.push_back(design.names[column]);
    out.beta = VectorXd::Zero(design.x.cols());
    out.beta(found.kept) = found.b;
    out.unscaled = MatrixXd::Zero(design.x.cols(), design.x.cols());
    out.unscaled(found.kept, found.kept) = found.unscaled;
    out.null_space = null_space(rows, found);
    Maybe variance;
    if (out.df_residual > 0) variance = out.rss / static_cast<double>(out.df_residual);
    if (variance) out.sigma = std::sqrt(*variance);
    const auto robust = hc3(rows, found);
    for (std::size_t k = 0; k < rank; ++k) {
        const Index at = static_cast<Index>(k);
        Maybe own;
        if (variance) own = *variance * found.unscaled(at, at);
        const auto result = tested(found.b[at], own, out.df_residual);
        out.coefficients.push_back({design.names[static_cast<std::size_t>(found.kept[k])],
                                    result.estimate, result.se, result.t, result.p, result.ci95,
                                    robust ? Maybe((*robust)[at]) : Maybe{}});
    }
    const bool constant = design.names[static_cast<std::size_t>(found.kept[0])] == "(Intercept)";
    out.df_model = rank - constant;
    whole_fit(out, rows, constant);
    return out;
}

std::optional<LinearEstimate> combination(const LinearModel& model, const VectorXd& weights) {
    for (Index a = 0; a < model.null_space.cols(); ++a) {
        const VectorXd direction = model.null_space.col(a);
        if (std::abs(weights.dot(direction)) > 1e-8 * weights.norm() * direction.norm()) return {};
    }
    Maybe variance;
    if (model.sigma) variance = *model.sigma * *model.sigma * weights.dot(model.unscaled * weights);
    return tested(weights.dot(model.beta), variance, model.df_residual);
}

Outcome<TermTest> term_test(const Design& design, const VectorXd& y, int term,
                            const VectorXd& weights) {
    if (auto no = refusal(design, y, weights)) return *no;
    std::vector<std::size_t> own;
    for (std::size_t c = 0; c < design.term_of.size(); ++c)
        if (design.term_of[c] == term) own.push_back(c);
    const Fit whole = fit(weighted(design, y, weights, Crew()));
    const Design rest = without(design, own);
    const Fit part = fit(weighted(rest, y, weights, Crew()));
    TermTest out;
    const std::size_t n = static_cast<std::size_t>(whole.residuals.size());
    out.df1 = whole.kept.size() - std::min(whole.kept.size(), part.kept.size());
    out.df2 = n - whole.kept.size();
    if (out.df1 == 0) return Undefined{Why::Collinear, {}};
    if (out.df2 == 0) return Undefined{Why::TooFew, {}};
    if (whole.rss <= 0) return Undefined{Why::Constant, {}};
    const double gained = std::max(0.0, part.rss - whole.rss);
    out.f = gained / static_cast<double>(out.df1) / (whole.rss / static_cast<double>(out.df2));
    out.p = beyond_f(out.f, static_cast<double>(out.df1), static_cast<double>(out.df2));
    out.partial_eta2 = gained / (gained + whole.rss);
    return out;
}

std::vector<double> holm(const std::vector<double>& p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
    std::vector<double> out(p.size());
    double most = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        most = std::max(most, p[order[rank]] * static_cast<double>(p.size() - rank));
        out[order[rank]] = std::min(1.0, most);
    }
    return out;
}

std::vector<double> bonferroni(const std::vector<double>& p) {
    std::vector<double> out;
    for (const double each : p) out.push_back(std::min(1.0, each * static_cast<double>(p.size())));
    return out;
}

}  // namespace breather::statistics
