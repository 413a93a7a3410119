#include "engines/statistics/wcls.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::optional<Undefined> refusal(const DecisionPoints& data, double numerator) {
    const Index rows = data.y.size();
    if (rows == 0) return Undefined{Why::Nothing, {}};
    if (data.treated.size() != rows || data.probability.size() != rows ||
        data.controls.x.rows() != rows || data.moderators.x.rows() != rows ||
        static_cast<Index>(data.person.size()) != rows)
        return Undefined{Why::OutOfRange, "rows"};
    if (!(numerator > 0 && numerator < 1)) return Undefined{Why::OutOfRange, "numerator"};
    for (Index row = 0; row < rows; ++row) {
        if (!(data.probability[row] > 0 && data.probability[row] < 1))
            return Undefined{Why::OutOfRange, "probability"};
        if (data.treated[row] != 0 && data.treated[row] != 1)
            return Undefined{Why::OutOfRange, "treatment"};
    }
    if (!data.y.allFinite() || !data.controls.x.allFinite() || !data.moderators.x.allFinite())
        return Undefined{Why::OutOfRange, "values"};
    return {};
}

struct Equations {
    MatrixXd x;  // controls, then centred treatment × moderators; columns of length 1
    VectorXd weights, lengths;
    std::vector<std::string> names;
    std::vector<std::vector<Index>> people;  // rows of each
};

Equations equations(const DecisionPoints& data, double numerator) {
    Equations out;
    const Index rows = data.y.size(), p = data.controls.x.cols(), q = data.moderators.x.cols();
    out.x.resize(rows, p + q);
    out.x.leftCols(p) = data.controls.x;
    const VectorXd centred = (data.treated.array() - numerator).matrix();
    out.x.rightCols(q) = centred.asDiagonal() * data.moderators.x;
    out.names = data.controls.names;
    for (const auto& name : data.moderators.names) out.names.push_back("treatment × " + name);
    out.weights.resize(rows);
    for (Index row = 0; row < rows; ++row)
        out.weights[row] = data.treated[row] > 0 ? numerator / data.probability[row]
                                                 : (1 - numerator) / (1 - data.probability[row]);
    const int most = *std::max_element(data.person.begin(), data.person.end());
    out.people.resize(static_cast<std::size_t>(most) + 1);
    for (Index row = 0; row < rows; ++row)
        out.people[static_cast<std::size_t>(data.person[static_cast<std::size_t>(row)])].push_back(
            row);
    std::erase_if(out.people, [](const auto& rows_of) { return rows_of.empty(); });
    return out;
}

/// bread × meat × bread, residuals as they are or over I - leverage of each person.
struct Sandwich {
    MatrixXd plain, corrected;
    bool sound = true;
};

Sandwich sandwich(const Equations& of, const MatrixXd& bread, const VectorXd& residuals) {
    const Index k = of.x.cols();
    MatrixXd plain = MatrixXd::Zero(k, k), corrected = plain;
    Sandwich out;
    for (const auto& rows : of.people) {
        const MatrixXd x = of.x(rows, Eigen::all);
        const MatrixXd xw = of.weights(rows).asDiagonal() * x;
        const VectorXd e = residuals(rows);
        // (I - X B X'W)^-1 e = e + X (B^-1 - X'W X)^-1 X'W e (Woodbury): k × k, however many rows.
        const MatrixXd own = xw.transpose() * x;
        const Eigen::FullPivLU<MatrixXd> rest(MatrixXd::Identity(k, k) - bread * own);
        if (!rest.isInvertible() || !(rest.rcond() > 1e-12)) out.sound = false;
        const VectorXd score = xw.transpose() * e;
        const VectorXd mended = score + own * rest.solve(bread * score);
        plain += score * score.transpose();
        corrected += mended * mended.transpose();
    }
    out.plain = bread * plain * bread;
    out.corrected = bread * corrected * bread;
    return out;
}

WclsEffect effect(std::string term, double estimate, double variance, double df) {
    WclsEffect out{std::move(term), estimate, std::sqrt(std::max(0.0, variance)), {}, {}, df, {}};
    const double reach = t_975(df) * out.se;
    out.ci95 = {estimate - reach, estimate + reach};
    if (out.se <= 0) return out;
    out.t = estimate / out.se;
    out.p = beyond_t(*out.t, df);
    return out;
}

}  // namespace

Outcome<WclsModel> wcls(const DecisionPoints& data, double numerator) {
    if (auto no = refusal(data, numerator)) return *no;
    Equations of = equations(data, numerator);
    const VectorXd root = of.weights.cwiseSqrt();
    const auto gone = collinear(root.asDiagonal() * of.x);
    if (!gone.empty()) return Undefined{Why::Collinear, of.names[gone.front()]};
    const Index p = data.controls.x.cols(), q = data.moderators.x.cols();
    const double people = static_cast<double>(of.people.size());
    const double df = people - static_cast<double>(p + q);
    if (df < 1) return Undefined{Why::TooFew, "people"};
    const VectorXd lengths = (root.asDiagonal() * of.x).colwise().norm();
    of.x = of.x * lengths.cwiseInverse().asDiagonal();
    const MatrixXd information = of.x.transpose() * of.weights.asDiagonal() * of.x;
    const Eigen::LDLT<MatrixXd> solver(information);
    const MatrixXd bread = solver.solve(MatrixXd::Identity(p + q, p + q));
    VectorXd b =
        Eigen::HouseholderQR<MatrixXd>(root.asDiagonal() * of.x).solve(root.cwiseProduct(data.y));
    const VectorXd residuals = data.y - of.x * b;
    // What is left of a perfect fit is rounding, and its t would be chance.
    if (residuals.norm() <= 1e-13 * data.y.norm()) return Undefined{Why::Constant, "residuals"};
    const Sandwich found = sandwich(of, bread, residuals);
    if (!found.sound) return Undefined{Why::TooFew, "people"};

    WclsModel out;
    out.people = of.people.size();
    out.points = static_cast<std::size_t>(data.y.size());
    for (Index c = 0; c < p; ++c)
        out.controls.push_back({data.controls.names[static_cast<std::size_t>(c)], b[c] / lengths[c],
                                std::sqrt(found.corrected(c, c)) / lengths[c]});
    for (Index c = p; c < p + q; ++c) {
        const auto& name = data.moderators.names[static_cast<std::size_t>(c - p)];
        const double scale = lengths[c] * lengths[c];
        out.effects.push_back(effect(name, b[c] / lengths[c], found.corrected(c, c) / scale, df));
        out.effects_plain.push_back(effect(name, b[c] / lengths[c], found.plain(c, c) / scale, df));
    }
    const VectorXd tested = b.tail(q);
    out.hotelling_t2 =
        std::max(0.0, tested.dot(found.corrected.bottomRightCorner(q, q).ldlt().solve(tested)));
    out.df1 = static_cast<double>(q);
    out.df2 = df;
    out.f = out.hotelling_t2 * df / (out.df1 * (df + out.df1 - 1));
    if (!std::isfinite(out.f)) return Undefined{Why::Constant, "outcome"};
    out.p = beyond_f(out.f, out.df1, out.df2);
    return out;
}

}  // namespace breather::statistics
