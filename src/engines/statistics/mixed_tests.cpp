#include <Eigen/Dense>
#include <cmath>

#include "engines/statistics/mixed_model.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double quadratic(const MatrixXd& m, const VectorXd& v) { return v.dot(m * v); }

/// 2 f² over the variance of f = l'Φl: Satterthwaite's df, and Kenward and Roger's for one
/// contrast.
double degrees(const MixedModel& model, const VectorXd& l, const MatrixXd& w) {
    const VectorXd across = model.phi * l;
    VectorXd slope(static_cast<Index>(model.moves.size()));
    for (std::size_t k = 0; k < model.moves.size(); ++k)
        slope[static_cast<Index>(k)] = quadratic(model.moves[k], across);
    const double variance = l.dot(across);
    return 2 * variance * variance / quadratic(w, slope);
}

std::optional<ContrastTest> tested(double estimate, double variance, double df) {
    if (!(variance > 0) || !(df > 0) || !std::isfinite(df)) return {};
    ContrastTest out;
    out.se = std::sqrt(variance);
    out.df = df;
    out.t = estimate / out.se;
    out.p = beyond_t(out.t, df);
    const double reach = t_975(df) * out.se;
    out.ci95 = {estimate - reach, estimate + reach};
    return out;
}

}  // namespace

std::optional<MixedContrast> contrast(const MixedModel& model, const VectorXd& weights) {
    const VectorXd own = weights(model.kept);
    if (std::abs(own.squaredNorm() - weights.squaredNorm()) > 1e-12 * weights.squaredNorm())
        return {};
    MixedContrast out;
    out.estimate = own.dot(model.beta);
    const VectorXd l = model.back.transpose() * own;
    const double squared = model.scale * model.scale;
    if (model.observed)
        out.satterthwaite = tested(out.estimate, squared * quadratic(model.phi, l),
                                   degrees(model, l, model.observed->w));
    const auto adjusted =
        [&](const std::optional<MixedModel::Uncertainty>& from) -> std::optional<ContrastTest> {
        if (!from) return {};
        return tested(out.estimate, squared * quadratic(from->phi_adjusted, l),
                      degrees(model, l, from->w));
    };
    out.kenward_roger_expected = adjusted(model.expected);
    out.kenward_roger_observed = adjusted(model.observed);
    return out;
}

std::optional<JointTest> joint_test(const MixedModel& model, const MatrixXd& weights,
                                    Information information) {
    const auto& from = information == Information::Expected ? model.expected : model.observed;
    if (!from) return {};
    const MatrixXd all = weights(Eigen::all, model.kept);
    std::vector<Index> rows;
    for (Index row = 0; row < all.rows(); ++row)
        if (all.row(row).squaredNorm() > 0) rows.push_back(row);
    if (rows.empty()) return {};
    const MatrixXd l = all(rows, Eigen::all) * model.back;
    const double many = static_cast<double>(rows.size());
    const Eigen::LDLT<MatrixXd> middle(l * model.phi * l.transpose());
    const MatrixXd theta_phi = l.transpose() * middle.solve(l * model.phi);  // ΘΦ
    std::vector<MatrixXd> turned;                                            // ΘΦ P_k Φ
    for (const auto& move : model.moves) turned.push_back(theta_phi * move * model.phi);
    double a1 = 0, a2 = 0;
    for (std::size_t k = 0; k < turned.size(); ++k)
        for (std::size_t j = 0; j < turned.size(); ++j) {
            const double w = from->w(static_cast<Index>(k), static_cast<Index>(j));
            a1 += w * turned[k].trace() * turned[j].trace();
            a2 += w * (turned[k] * turned[j]).trace();
        }
    const VectorXd estimate = all(rows, Eigen::all) * model.beta / model.scale;
    const double plain =
        estimate.dot((l * from->phi_adjusted * l.transpose()).ldlt().solve(estimate)) / many;
    if (!std::isfinite(plain) || !(a2 > 0)) return {};
    JointTest out;
    out.df1 = many;
    if (rows.size() == 1) {
        out.df2 = 2 / a2;
    } else {
        // Kenward & Roger (1997), section 3.2.
        const double b = (a1 + 6 * a2) / (2 * many);
        const double g = ((many + 1) * a1 - (many + 4) * a2) / ((many + 2) * a2);
        const double under = 3 * many + 2 * (1 - g);
        const double c1 = g / under, c2 = (many - g) / under, c3 = (many + 2 - g) / under;
        const double mean = 1 / (1 - a2 / many);
        const double variance =
            2 / many * (1 + c1 * b) / ((1 - c2 * b) * (1 - c2 * b) * (1 - c3 * b));
        const double rho = variance / (2 * mean * mean);
        out.df2 = 4 + (many + 2) / (many * rho - 1);
        out.scale = out.df2 / (mean * (out.df2 - 2));
    }
    if (!(out.df2 > 0) || !std::isfinite(out.scale)) return {};
    out.f = out.scale * plain;
    out.p = beyond_f(out.f, out.df1, out.df2);
    return out;
}

}  // namespace breather::statistics
