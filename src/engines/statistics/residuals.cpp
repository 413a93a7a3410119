#include "engines/statistics/residuals.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "engines/statistics/description.h"

namespace breather::statistics {
namespace {

/// Ties stand in the order of their rows, as in R's qqnorm.
std::vector<double> normal_scores(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](auto row) { return std::isnan(values[row]); });
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return values[a] < values[b]; });
    std::vector<double> out(values.size(), std::nan(""));
    const double n = static_cast<double>(order.size()), shift = order.size() <= 10 ? 0.375 : 0.5;
    const boost::math::normal normal;
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        out[order[rank]] = boost::math::quantile(
            normal, (static_cast<double>(rank) + 1 - shift) / (n + 1 - 2 * shift));
    return out;
}

}  // namespace

Residuals residuals(const Design& design, const Eigen::VectorXd& y, const Eigen::VectorXd& weights,
                    const LinearModel& model) {
    Residuals out;
    if (!model.sigma || *model.sigma <= 0) return out;
    const Eigen::VectorXd fitted = design.x * model.beta;
    const Eigen::VectorXd leverage =
        (design.x * model.unscaled).cwiseProduct(design.x).rowwise().sum();
    for (Eigen::Index row = 0; row < y.size(); ++row) {
        const double weight = weights.size() > 0 ? weights[row] : 1;
        if (weight <= 0) continue;
        const double rest = 1 - weight * leverage[row];
        out.fitted.push_back(fitted[row]);
        out.standardised.push_back(rest < 1e-10 ? std::nan("")
                                                : std::sqrt(weight / rest) *
                                                      (y[row] - fitted[row]) / *model.sigma);
        out.beyond_3 += std::abs(out.standardised.back()) > 3;
    }
    out.expected = normal_scores(out.standardised);
    std::vector<double> known = out.standardised;
    std::erase_if(known, [](double value) { return std::isnan(value); });
    if (const auto found = describe(known)) out.skewness = found->skewness_G1;
    return out;
}

}  // namespace breather::statistics
