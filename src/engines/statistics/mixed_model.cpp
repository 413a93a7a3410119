#include "engines/statistics/mixed_model.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// People whose observations have the same covariance, in what the likelihood needs of them:
/// cross[a * size + b] = Σ z_a z_b' over people, z = (x, y) of the a-th observation.
struct Block {
    double count = 0;
    Index size = 0;
    std::vector<MatrixXd> cross;
    std::vector<MatrixXd> parts;  // V = Σ theta_k parts_k
    double ln_det = 0;            // what turning the observations took from log|V|
};

/// Σ_ab A_ab cross_ab: what X'AX, X'Ay and y'Ay are, summed over people.
MatrixXd weighed(const Block& block, const MatrixXd& a) {
    MatrixXd out = MatrixXd::Zero(block.cross[0].rows(), block.cross[0].cols());
    for (Index i = 0; i < block.size; ++i)
        for (Index j = 0; j < block.size; ++j)
            out += a(i, j) * block.cross[static_cast<std::size_t>(i * block.size + j)];
    return out;
}

struct Prepared {
    MatrixXd z;  // kept columns turned until they are at right angles, of length 1 per root row;
                 // then the scaled residual of plain least squares
    std::vector<Index> kept;
    MatrixXd back;      // kept columns × back = turned columns
    double ln_det = 0;  // of the other way
    VectorXd ordinary;  // coefficients of least squares, of turned columns
    double scale = 1;
    std::vector<std::vector<Index>> people;
};

std::optional<Undefined> refusal(const RepeatedMeasures& data) {
    const auto rows = data.y.size();
    if (rows == 0) return Undefined{Why::Nothing, {}};
    if (data.design.x.rows() != rows || static_cast<Index>(data.person.size()) != rows)
        return Undefined{Why::OutOfRange, "rows"};
    if (!data.design.x.allFinite() || !data.y.allFinite())
        return Undefined{Why::OutOfRange, "values"};
    return {};
}

std::vector<std::vector<Index>> rows_of_people(const std::vector<int>& person) {
    std::map<int, std::vector<Index>> rows;
    for (std::size_t row = 0; row < person.size(); ++row)
        rows[person[row]].push_back(static_cast<Index>(row));
    std::vector<std::vector<Index>> out;
    for (auto& [code, own] : rows) out.push_back(std::move(own));
    return out;
}

Outcome<Prepared> prepare(const RepeatedMeasures& data) {
    Prepared out;
    const auto gone = collinear(data.design.x);
    for (Index c = 0; c < data.design.x.cols(); ++c)
        if (std::find(gone.begin(), gone.end(), static_cast<std::size_t>(c)) == gone.end())
            out.kept.push_back(c);
    const Index n = data.y.size(), p = static_cast<Index>(out.kept.size());
    if (n <= p) return Undefined{Why::TooFew, "rows"};
    MatrixXd x = data.design.x(Eigen::all, out.kept);
    const double root = std::sqrt(static_cast<double>(n));
    const VectorXd lengths = x.colwise().norm() / root;
    x = x * lengths.cwiseInverse().asDiagonal();
    const Eigen::HouseholderQR<MatrixXd> qr(x);
    const MatrixXd turn = qr.matrixQR().topRows(p).triangularView<Eigen::Upper>();
    out.back = lengths.cwiseInverse().asDiagonal() *
               turn.triangularView<Eigen::Upper>().solve(MatrixXd::Identity(p, p)) * root;
    out.ln_det = (turn.diagonal().array().abs() / root).log().sum() + lengths.array().log().sum();
    x = qr.householderQ() * MatrixXd::Identity(n, p) * root;
    out.ordinary = x.transpose() * data.y / static_cast<double>(n);
    VectorXd rest = data.y - x * out.ordinary;
    out.scale = rest.norm() / std::sqrt(static_cast<double>(n - p));
    if (out.scale <= 1e-14 * data.y.norm() / std::sqrt(static_cast<double>(n)))
        return Undefined{Why::Constant, "residuals"};
    out.z.resize(n, p + 1);
    out.z << x, rest / out.scale;
    out.people = rows_of_people(data.person);
    return out;
}

/// Each person's rows in the order of their visits, by which visits those are.
using Patterns = std::map<std::vector<int>, std::vector<std::vector<Index>>>;

Outcome<Patterns> patterns_of(const Prepared& from, const RepeatedMeasures& data) {
    const Index visits = static_cast<Index>(data.visits.size());
    MatrixXd together = MatrixXd::Zero(visits, visits);
    Patterns out;
    for (auto rows : from.people) {
        const auto visit = [&](Index row) { return data.visit[static_cast<std::size_t>(row)]; };
        std::sort(rows.begin(), rows.end(), [&](Index a, Index b) { return visit(a) < visit(b); });
        std::vector<int> pattern;
        for (const Index row : rows) pattern.push_back(visit(row));
        if (std::adjacent_find(pattern.begin(), pattern.end()) != pattern.end())
            return Undefined{Why::OutOfRange, "two rows of one person at one visit"};
        for (const int a : pattern)
            for (const int b : pattern) together(a, b) += 1;
        out[pattern].push_back(std::move(rows));
    }
    for (Index a = 0; a < visits; ++a)
        for (Index b = 0; b <= a; ++b)
            if (together(a, b) < 1)
                return Undefined{Why::TooFew, data.visits[static_cast<std::size_t>(b)] + ", " +
                                                  data.visits[static_cast<std::size_t>(a)]};
    return out;
}

/// The covariance of visits is root S root', S's entries the parameters: s11, s12, s22, s13, …
/// Observations are turned by the root of their own visits, so that V is a corner of S, turned:
/// where root root' is near the truth, visits that nearly say the same lose no digits.
std::vector<Block> visit_blocks(const Prepared& from, const Patterns& patterns,
                                const MatrixXd& root) {
    std::vector<Block> out;
    for (const auto& [pattern, people] : patterns) {
        const Index size = static_cast<Index>(pattern.size()), columns = from.z.cols();
        const Eigen::HouseholderQR<MatrixXd> qr(root(pattern, Eigen::all).transpose());
        const MatrixXd across = qr.householderQ() * MatrixXd::Identity(root.rows(), size);
        const auto own_root = qr.matrixQR().topRows(size).triangularView<Eigen::Upper>();
        Block block{static_cast<double>(people.size()), size, {}, {}, 0};
        block.ln_det = qr.matrixQR().diagonal().array().abs().log().sum();
        block.cross.resize(pattern.size() * pattern.size(), MatrixXd::Zero(columns, columns));
        for (const auto& rows : people) {
            const MatrixXd own = own_root.transpose().solve(from.z(rows, Eigen::all));
            for (Index a = 0; a < size; ++a)
                for (Index b = 0; b < size; ++b)
                    block.cross[static_cast<std::size_t>(a * size + b)] +=
                        own.row(a).transpose() * own.row(b);
        }
        for (Index a = 0; a < root.rows(); ++a)
            for (Index b = 0; b <= a; ++b) {
                MatrixXd part = across.row(a).transpose() * across.row(b);
                if (a != b) part += part.transpose().eval();
                block.parts.push_back(std::move(part));
            }
        out.push_back(std::move(block));
    }
    return out;
}

/// A turn of each person's rows makes them independent: what they have in common (variance
/// residual + m intercept, of m rows) and how they differ within (variance residual).
Outcome<std::vector<Block>> intercept_blocks(const Prepared& from, bool varies) {
    const Index columns = from.z.cols();
    std::map<std::size_t, Block> common;
    Block within{0, 1, {MatrixXd::Zero(columns, columns)}, {}, 0};
    for (const auto& rows : from.people) {
        const double m = static_cast<double>(rows.size());
        auto& block = common[rows.size()];
        if (block.cross.empty()) block = {0, 1, {MatrixXd::Zero(columns, columns)}, {}, 0};
        const MatrixXd own = from.z(rows, Eigen::all);
        const Eigen::RowVectorXd mean = own.colwise().mean();
        const MatrixXd away = own.rowwise() - mean;
        block.cross[0] += m * mean.transpose() * mean;
        block.count += 1;
        within.cross[0] += away.transpose() * away;
        within.count += m - 1;
    }
    if (within.count < 1) return Undefined{Why::TooFew, "rows of one person"};
    std::vector<Block> out{std::move(within)};
    out[0].parts = {MatrixXd::Zero(1, 1), MatrixXd::Ones(1, 1)};
    for (auto& [m, block] : common) {
        block.parts = {MatrixXd::Constant(1, 1, static_cast<double>(m)), MatrixXd::Ones(1, 1)};
        out.push_back(std::move(block));
    }
    if (!varies)
        for (auto& block : out) block.parts.erase(block.parts.begin());
    return out;
}

/// The likelihood at some parameters, its slope and both informations.
struct State {
    VectorXd theta;
    bool possible = false;
    double minus2 = 0;  // without (N-p) log 2π
    VectorXd b, slope;  // slope: of minus2
    MatrixXd phi, observed, expected;
    std::vector<MatrixXd> moves, inverses;  // inverses: V⁻¹ of each block
};

/// Σ shares_k of_k.
MatrixXd combined(const std::vector<MatrixXd>& of, const VectorXd& shares) {
    MatrixXd out = MatrixXd::Zero(of[0].rows(), of[0].cols());
    for (Index k = 0; k < shares.size(); ++k) out += shares[k] * of[static_cast<std::size_t>(k)];
    return out;
}

State value_at(const std::vector<Block>& blocks, VectorXd theta) {
    State out;
    out.theta = std::move(theta);
    const Index p = blocks[0].cross[0].rows() - 1;
    MatrixXd sum = MatrixXd::Zero(p + 1, p + 1);
    for (const auto& block : blocks) {
        const Eigen::LLT<MatrixXd> factor(combined(block.parts, out.theta));
        if (factor.info() != Eigen::Success) return out;
        const VectorXd diagonal = factor.matrixLLT().diagonal();
        if (!(diagonal.minCoeff() > 1e-9 * diagonal.maxCoeff())) return out;
        out.inverses.push_back(factor.solve(MatrixXd::Identity(block.size, block.size)));
        out.minus2 += 2 * block.count * (diagonal.array().log().sum() + block.ln_det);
        sum += weighed(block, out.inverses.back());
    }
    const Eigen::LLT<MatrixXd> factor(sum.topLeftCorner(p, p));
    if (factor.info() != Eigen::Success) return out;
    out.phi = factor.solve(MatrixXd::Identity(p, p));
    out.b = factor.solve(sum.topRightCorner(p, 1));
    out.minus2 += 2 * factor.matrixLLT().diagonal().array().log().sum();
    out.minus2 += sum(p, p) - out.b.dot(sum.col(p).head(p));
    out.possible = std::isfinite(out.minus2);
    return out;
}

/// Adds slope and informations. With P = V⁻¹ - V⁻¹XΦX'V⁻¹ the second derivative of the
/// log-likelihood is ½tr(P V_k P V_l) - y'P V_k P V_l P y, the expected one -½tr(P V_k P V_l).
void differentiate(State& at, const std::vector<Block>& blocks) {
    const Index p = at.b.size(), parameters = at.theta.size();
    VectorXd residual(p + 1);
    residual << -at.b, 1;
    at.slope = VectorXd::Zero(parameters);
    at.moves.assign(static_cast<std::size_t>(parameters), MatrixXd::Zero(p, p));
    MatrixXd pulls = MatrixXd::Zero(p, parameters);
    MatrixXd traces = MatrixXd::Zero(parameters, parameters), squares = traces;
    for (std::size_t place = 0; place < blocks.size(); ++place) {
        const Block& block = blocks[place];
        const MatrixXd& inverse = at.inverses[place];
        MatrixXd spread(block.size, block.size), misfit = spread;
        for (Index i = 0; i < block.size; ++i)
            for (Index j = 0; j < block.size; ++j) {
                const auto& cross = block.cross[static_cast<std::size_t>(i * block.size + j)];
                spread(i, j) = at.phi.cwiseProduct(cross.topLeftCorner(p, p).transpose()).sum();
                misfit(i, j) = residual.dot(cross * residual);
            }
        const MatrixXd spread_by = spread * inverse, misfit_by = misfit * inverse;
        // A column for each parameter: V⁻¹ V_k V⁻¹, and what its product with those of k sums to.
        MatrixXd sides(block.size * block.size, parameters), traced = sides, squared = sides;
        for (Index k = 0; k < parameters; ++k) {
            const MatrixXd& part = block.parts[static_cast<std::size_t>(k)];
            const MatrixXd side = inverse * part * inverse;
            const MatrixXd sum = weighed(block, side);
            at.moves[static_cast<std::size_t>(k)] += sum.topLeftCorner(p, p);
            pulls.col(k) += sum.topRows(p) * residual;
            at.slope[k] += block.count * inverse.cwiseProduct(part).sum() -
                           side.cwiseProduct(spread + misfit).sum();
            sides.col(k) = side.reshaped();
            traced.col(k) = (block.count * part - 2 * spread_by * part).reshaped();
            squared.col(k) = (misfit_by * part).reshaped();
        }
        traces.noalias() += sides.transpose() * traced;
        squares.noalias() += sides.transpose() * squared;
    }
    for (Index k = 0; k < parameters; ++k)
        for (Index l = 0; l < parameters; ++l)
            traces(k, l) += (at.phi * at.moves[static_cast<std::size_t>(k)] * at.phi)
                                .cwiseProduct(at.moves[static_cast<std::size_t>(l)])
                                .sum();
    at.expected = (traces + traces.transpose()) / 4;
    const MatrixXd observed = squares - pulls.transpose() * at.phi * pulls - traces / 2;
    at.observed = (observed + observed.transpose()) / 2;
}

/// Newton where the surface is curved the right way, Fisher scoring where not; halved steps. Ends
/// where a step gains less than `enough`, relatively.
std::optional<State> climb(const std::vector<Block>& blocks, VectorXd start, double enough) {
    State at = value_at(blocks, std::move(start));
    if (!at.possible) return {};
    for (int round = 0; round < 300; ++round) {
        differentiate(at, blocks);
        Eigen::LLT<MatrixXd> curve(at.observed);
        if (curve.info() != Eigen::Success) curve.compute(at.expected);
        if (curve.info() != Eigen::Success) return {};
        const VectorXd step = curve.solve(-at.slope / 2);
        const double gain = -at.slope.dot(step);
        if (!std::isfinite(gain)) return {};
        State next;
        double part = 1;
        for (int half = 0; half < 60; ++half, part /= 2) {
            next = value_at(blocks, at.theta + part * step);
            if (next.possible && next.minus2 <= at.minus2 + 1e-10 * (1 + std::abs(at.minus2)))
                break;
        }
        if (!next.possible) return {};
        at = std::move(next);
        if (gain < enough * (1 + std::abs(at.minus2))) {
            differentiate(at, blocks);
            return at;
        }
    }
    return {};
}

std::optional<MixedModel::Uncertainty> uncertainty(const State& at,
                                                   const std::vector<Block>& blocks,
                                                   const MatrixXd& information) {
    const Eigen::LLT<MatrixXd> factor(information);
    if (factor.info() != Eigen::Success || factor.rcond() < 1e-14) return {};
    const Index parameters = at.theta.size(), p = at.b.size();
    MixedModel::Uncertainty out{factor.solve(MatrixXd::Identity(parameters, parameters)), {}};
    MatrixXd lambda = MatrixXd::Zero(p, p);
    for (std::size_t place = 0; place < blocks.size(); ++place) {
        const auto& inverse = at.inverses[place];
        const auto& parts = blocks[place].parts;
        MatrixXd sum = MatrixXd::Zero(inverse.rows(), inverse.cols());
        for (Index k = 0; k < parameters; ++k)
            sum += parts[static_cast<std::size_t>(k)] * inverse * combined(parts, out.w.row(k));
        lambda += weighed(blocks[place], inverse * sum * inverse).topLeftCorner(p, p);
    }
    for (Index k = 0; k < parameters; ++k)
        lambda -= at.moves[static_cast<std::size_t>(k)] * at.phi * combined(at.moves, out.w.row(k));
    out.phi_adjusted = at.phi + 2 * at.phi * lambda * at.phi;
    return out;
}

void put_intercepts(MixedModel& out, const State& at) {
    const double squared = out.scale * out.scale;
    out.at_the_edge = at.theta.size() == 1;
    out.var_intercept = out.at_the_edge ? 0 : squared * at.theta[0];
    out.var_residual = squared * at.theta[at.theta.size() - 1];
    out.icc = out.var_intercept / (out.var_intercept + out.var_residual);
}

MixedModel answer(const Prepared& from, const RepeatedMeasures& data, const State& at,
                  const std::vector<Block>& blocks) {
    MixedModel out;
    out.people = from.people.size();
    out.observations = static_cast<std::size_t>(data.y.size());
    out.kept = from.kept;
    out.back = from.back;
    out.scale = from.scale;
    out.beta = from.back * (from.ordinary + from.scale * at.b);
    const MatrixXd spread = from.back * at.phi * from.back.transpose();
    for (std::size_t c = 0; c < data.design.names.size(); ++c) {
        const auto place = std::find(from.kept.begin(), from.kept.end(), static_cast<Index>(c));
        if (place == from.kept.end()) {
            out.aliased.push_back(data.design.names[c]);
            continue;
        }
        const Index own = place - from.kept.begin();
        out.fixed.push_back(
            {data.design.names[c], out.beta[own], out.scale * std::sqrt(spread(own, own))});
    }
    const double left = static_cast<double>(data.y.size() - at.b.size());
    out.minus2_reml_log_lik = at.minus2 + left * std::log(2 * std::numbers::pi) +
                              2 * left * std::log(from.scale) + 2 * from.ln_det;
    out.phi = at.phi;
    out.moves = at.moves;
    out.expected = uncertainty(at, blocks, at.expected);
    out.observed = uncertainty(at, blocks, at.observed);
    return out;
}

MatrixXd symmetric(const VectorXd& theta, Index size) {
    MatrixXd out(size, size);
    Index k = 0;
    for (Index a = 0; a < size; ++a)
        for (Index b = 0; b <= a; ++b) out(a, b) = out(b, a) = theta[k++];
    return out;
}

/// Each with variance 1, any two sharing this much.
VectorXd sharing(double much, Index visits) {
    VectorXd out(visits * (visits + 1) / 2);
    Index k = 0;
    for (Index a = 0; a < visits; ++a)
        for (Index b = 0; b <= a; ++b) out[k++] = a == b ? 1.0 : much;
    return out;
}

constexpr double nothing_more = 1e-18;  // what a step gains of the likelihood

/// Twice: roughly, from nothing known, and to the end, turned by what was found.
Outcome<MixedModel> over_visits(const RepeatedMeasures& data, const Prepared& from) {
    if (data.visit.size() != data.person.size()) return Undefined{Why::OutOfRange, "visits"};
    const auto patterns = patterns_of(from, data);
    if (!patterns) return patterns.reason();
    const Index visits = static_cast<Index>(data.visits.size());
    MatrixXd root = MatrixXd::Identity(visits, visits);
    const auto near = climb(visit_blocks(from, *patterns, root), sharing(0.5, visits), 1e-6);
    if (!near) return Undefined{Why::NoConvergence, "covariance"};
    root = symmetric(near->theta, visits).llt().matrixL();
    const auto blocks = visit_blocks(from, *patterns, root);
    const auto found = climb(blocks, sharing(0, visits), nothing_more);
    if (!found) return Undefined{Why::NoConvergence, "covariance"};
    MixedModel out = answer(from, data, *found, blocks);
    out.root = from.scale * root;
    out.covariance = out.root * symmetric(found->theta, visits) * out.root.transpose();
    return out;
}

Outcome<MixedModel> with_intercepts(const RepeatedMeasures& data, const Prepared& from) {
    auto blocks = intercept_blocks(from, true);
    if (!blocks) return blocks.reason();
    auto found = climb(*blocks, VectorXd::Constant(2, 0.5), nothing_more);
    if (!found || found->theta[0] <= 1e-10) {
        blocks = intercept_blocks(from, false);
        found = climb(*blocks, VectorXd::Ones(1), nothing_more);
    }
    if (!found) return Undefined{Why::NoConvergence, "covariance"};
    MixedModel out = answer(from, data, *found, *blocks);
    put_intercepts(out, *found);
    return out;
}

}  // namespace

Outcome<MixedModel> mixed_model(const RepeatedMeasures& data, CovarianceOf covariance) {
    if (auto no = refusal(data)) return *no;
    const auto from = prepare(data);
    if (!from) return from.reason();
    return covariance == CovarianceOf::Unstructured ? over_visits(data, *from)
                                                    : with_intercepts(data, *from);
}

}  // namespace breather::statistics
