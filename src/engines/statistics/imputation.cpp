#include "engines/statistics/imputation.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "engines/statistics/draws.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Rows of one column: those with a value, those without.
struct Gaps {
    std::vector<Index> there, missing;
};

Gaps gaps_of(const Variable& column) {
    Gaps out;
    for (std::size_t row = 0; row < column.rows(); ++row) {
        const bool gap =
            column.is_factor() ? column.codes[row] < 0 : std::isnan(column.numbers[row]);
        (gap ? out.missing : out.there).push_back(static_cast<Index>(row));
    }
    return out;
}

std::optional<Undefined> refusal(std::span<const Variable> columns, const ImputationPlan& plan) {
    if (columns.empty() || columns[0].rows() == 0) return Undefined{Why::Nothing, {}};
    if (plan.imputations < 1 || plan.rounds < 1 || plan.donors < 1)
        return Undefined{Why::OutOfRange, "plan"};
    for (const auto& column : columns) {
        if (column.rows() != columns[0].rows()) return Undefined{Why::OutOfRange, column.name};
        for (const double value : column.numbers)
            if (std::isinf(value)) return Undefined{Why::OutOfRange, column.name};
        for (const int code : column.codes)
            if (code >= static_cast<int>(column.levels.size()))
                return Undefined{Why::OutOfRange, column.name};
        if (gaps_of(column).there.empty()) return Undefined{Why::TooFew, column.name};
    }
    return {};
}

/// What the other columns say of every row; each of mean 0 and length 1 per root row, without those
/// that the rows of `there` cannot tell apart.
MatrixXd predictors(const std::vector<Variable>& filled, std::size_t target,
                    const std::vector<Index>& there) {
    std::vector<Variable> others;
    for (std::size_t v = 0; v < filled.size(); ++v)
        if (v != target) others.push_back(filled[v]);
    if (others.empty()) return MatrixXd::Ones(static_cast<Index>(filled[target].rows()), 1);
    Design all = design(others);
    for (Index c = 1; c < all.x.cols(); ++c) {
        all.x.col(c).array() -= all.x.col(c).mean();
        const double length = all.x.col(c).norm() / std::sqrt(static_cast<double>(all.x.rows()));
        if (length > 0) all.x.col(c) /= length;
    }
    return without(all, collinear(all.x(there, Eigen::all))).x;
}

/// The regression of the values there, and one draw from what it leaves open (Rubin 1987, p. 167).
struct Drawn {
    VectorXd best, drawn;
    double sigma = 0;
};

Drawn linear(const MatrixXd& x, const VectorXd& y, Draws& draws) {
    const Index p = x.cols();
    MatrixXd square = x.transpose() * x;
    square.diagonal() *= 1 + 1e-5;  // as mice: keeps near-collinear columns in check
    const Eigen::LLT<MatrixXd> factor(square);
    Drawn out;
    out.best = factor.solve(x.transpose() * y);
    const double df = static_cast<double>(std::max<Index>(1, y.size() - p));
    out.sigma = std::sqrt((y - x * out.best).squaredNorm() / draws.chi_squared(df));
    out.drawn = out.best + out.sigma * factor.matrixU().solve(draws.normals(p));
    return out;
}

/// For each prediction one of those whose own prediction is nearest.
void match(Variable& column, const Gaps& gaps, const VectorXd& known, const VectorXd& wanted,
           int donors, Draws& draws) {
    std::vector<std::pair<double, Index>> sorted;
    for (std::size_t i = 0; i < gaps.there.size(); ++i)
        sorted.emplace_back(known[static_cast<Index>(i)], gaps.there[i]);
    std::sort(sorted.begin(), sorted.end());
    const std::size_t many = std::min(sorted.size(), static_cast<std::size_t>(donors));
    for (std::size_t i = 0; i < gaps.missing.size(); ++i) {
        const double at = wanted[static_cast<Index>(i)];
        std::size_t high = static_cast<std::size_t>(
            std::lower_bound(sorted.begin(), sorted.end(), std::pair{at, Index{-1}}) -
            sorted.begin());
        std::size_t low = high;
        while (high - low < many) {
            const bool down = high == sorted.size() ||
                              (low > 0 && at - sorted[low - 1].first <= sorted[high].first - at);
            down ? --low : ++high;
        }
        const Index donor = sorted[low + draws.below(many)].second;
        column.numbers[static_cast<std::size_t>(gaps.missing[i])] =
            column.numbers[static_cast<std::size_t>(donor)];
    }
}

void fill_numbers(Variable& column, const MatrixXd& x, const Gaps& gaps, const ImputationPlan& plan,
                  Draws& draws) {
    VectorXd y(static_cast<Index>(gaps.there.size()));
    for (Index i = 0; i < y.size(); ++i)
        y[i] = column.numbers[static_cast<std::size_t>(gaps.there[static_cast<std::size_t>(i)])];
    const double middle = y.mean();
    const double spread = std::sqrt((y.array() - middle).square().mean());
    if (spread > 0)
        y = (y.array() - middle) / spread;
    else
        y.setZero();
    const MatrixXd known = x(gaps.there, Eigen::all), unknown = x(gaps.missing, Eigen::all);
    const Drawn found = linear(known, y, draws);
    if (plan.numbers == FillNumbers::PredictiveMeanMatching)
        return match(column, gaps, known * found.best, unknown * found.drawn, plan.donors, draws);
    const VectorXd values = unknown * found.drawn + found.sigma * draws.normals(unknown.rows());
    for (std::size_t i = 0; i < gaps.missing.size(); ++i)
        column.numbers[static_cast<std::size_t>(gaps.missing[i])] =
            middle + spread * values[static_cast<Index>(i)];
}

/// A draw of the coefficients of a logistic regression, with a normal prior of SD 10 on each (of
/// columns of SD 1): where levels are separated, the prior decides instead of nothing.
VectorXd logistic(const MatrixXd& x, const VectorXd& y, Draws& draws) {
    constexpr double prior = 1 / 100.0;
    VectorXd b = VectorXd::Zero(x.cols());
    Eigen::LLT<MatrixXd> factor;
    for (int round = 0; round < 50; ++round) {
        const VectorXd p = (1 + (-(x * b).array()).exp()).inverse().matrix();
        const VectorXd w = p.array() * (1 - p.array());
        MatrixXd information = x.transpose() * w.asDiagonal() * x;
        information.diagonal().array() += prior;
        factor.compute(information);
        VectorXd step = factor.solve(x.transpose() * (y - p) - prior * b);
        const double longest = step.cwiseAbs().maxCoeff();
        if (longest > 5) step *= 5 / longest;
        b += step;
        if (longest < 1e-9) break;
    }
    return b + factor.matrixU().solve(draws.normals(x.cols()));
}

/// Is it the first level? If not, the second? … each by a regression of those still in question.
void fill_levels(Variable& column, const MatrixXd& x, const Gaps& gaps, Draws& draws) {
    std::vector<Index> known = gaps.there, open = gaps.missing;
    const auto code = [&](Index row) -> int& {
        return column.codes[static_cast<std::size_t>(row)];
    };
    const int last = static_cast<int>(column.levels.size()) - 1;
    for (int level = 0; level <= last && !open.empty(); ++level) {
        VectorXd y(static_cast<Index>(known.size()));
        for (Index i = 0; i < y.size(); ++i)
            y[i] = code(known[static_cast<std::size_t>(i)]) == level;
        if (known.empty()) return;
        if (y.maxCoeff() == 0) continue;  // nobody has it: nobody gets it
        const bool certain = y.minCoeff() == 1;
        const VectorXd b = certain ? VectorXd() : logistic(x(known, Eigen::all), y, draws);
        std::vector<Index> left;
        for (const Index row : open) {
            const double p = certain ? 1 : 1 / (1 + std::exp(-x.row(row).dot(b)));
            if (draws.uniform() < p)
                code(row) = level;
            else
                left.push_back(row);
        }
        open = std::move(left);
        std::erase_if(known, [&](Index row) { return code(row) == level; });
    }
}

/// To begin with, each gap holds the value of somebody.
void begin(Variable& column, const Gaps& gaps, Draws& draws) {
    for (const Index row : gaps.missing) {
        const auto from = static_cast<std::size_t>(gaps.there[draws.below(gaps.there.size())]);
        if (column.is_factor())
            column.codes[static_cast<std::size_t>(row)] = column.codes[from];
        else
            column.numbers[static_cast<std::size_t>(row)] = column.numbers[from];
    }
}

}  // namespace

Outcome<std::vector<std::vector<Variable>>> impute(std::span<const Variable> incomplete,
                                                   const ImputationPlan& plan, Random& random) {
    if (auto no = refusal(incomplete, plan)) return *no;
    std::vector<Gaps> gaps;
    for (const auto& column : incomplete) gaps.push_back(gaps_of(column));
    Draws draws(random);
    std::vector<std::vector<Variable>> out;
    for (int imputation = 0; imputation < plan.imputations; ++imputation) {
        std::vector<Variable> filled(incomplete.begin(), incomplete.end());
        for (std::size_t v = 0; v < filled.size(); ++v) begin(filled[v], gaps[v], draws);
        for (int round = 0; round < plan.rounds; ++round)
            for (std::size_t v = 0; v < filled.size(); ++v) {
                if (gaps[v].missing.empty()) continue;
                const MatrixXd x = predictors(filled, v, gaps[v].there);
                if (filled[v].is_factor())
                    fill_levels(filled[v], x, gaps[v], draws);
                else
                    fill_numbers(filled[v], x, gaps[v], plan, draws);
            }
        out.push_back(std::move(filled));
    }
    return out;
}

}  // namespace breather::statistics
