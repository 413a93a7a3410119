#include "engines/statistics/contingency.h"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <vector>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

ChiSquared tested(double chi2, double df) {
    return {chi2, df, beyond_chi_squared(chi2, df), ln_beyond_chi_squared(chi2, df)};
}

/// (n - 1) r² over the cells, scores by place.
ChiSquared linear_by_linear(const Eigen::MatrixXd& counts) {
    const double n = counts.sum();
    const Eigen::VectorXd rows = counts.rowwise().sum(), columns = counts.colwise().sum();
    const Eigen::VectorXd u = Eigen::VectorXd::LinSpaced(rows.size(), 1, double(rows.size()));
    const Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(columns.size(), 1, double(columns.size()));
    const Eigen::VectorXd du = u.array() - u.dot(rows) / n;
    const Eigen::VectorXd dv = v.array() - v.dot(columns) / n;
    const double suv = du.dot(counts * dv);
    const double suu = du.cwiseAbs2().dot(rows), svv = dv.cwiseAbs2().dot(columns);
    return tested((n - 1) * suv * suv / (suu * svv), 1);
}

Interval wilson(double events, double n) {
    const double z = normal_975(), p = events / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    return {middle - half, middle + half};
}

Size log_interval(double value, double variance) {
    if (!(value > 0) || !std::isfinite(value) || !std::isfinite(variance)) return {value, {}};
    const double reach = normal_975() * std::sqrt(variance);
    return {value, Interval{value * std::exp(-reach), value * std::exp(reach)}};
}

}  // namespace

Eigen::MatrixXd occupied(const Eigen::MatrixXd& counts) {
    std::vector<Eigen::Index> rows, columns;
    for (Eigen::Index r = 0; r < counts.rows(); ++r)
        if (counts.row(r).sum() > 0) rows.push_back(r);
    for (Eigen::Index c = 0; c < counts.cols(); ++c)
        if (counts.col(c).sum() > 0) columns.push_back(c);
    return counts(rows, columns);
}

Outcome<Association> association(const Eigen::MatrixXd& counts) {
    if (counts.size() == 0 || !(counts.sum() > 0)) return Undefined{Why::Nothing, {}};
    if (counts.minCoeff() < 0) return Undefined{Why::OutOfRange, {}};
    const Eigen::MatrixXd table = occupied(counts);
    if (table.rows() < 2) return Undefined{Why::Constant, "row"};
    if (table.cols() < 2) return Undefined{Why::Constant, "column"};
    Association out;
    out.n = table.sum();
    const Eigen::VectorXd rows = table.rowwise().sum();
    const Eigen::RowVectorXd columns = table.colwise().sum();
    const Eigen::ArrayXXd expected = (rows * columns / out.n).array();
    const Eigen::ArrayXXd away = table.array() - expected;
    const double df = double((table.rows() - 1) * (table.cols() - 1));
    out.pearson = tested((away.square() / expected).sum(), df);
    double g = 0;
    for (Eigen::Index c = 0; c < table.cols(); ++c)
        for (Eigen::Index r = 0; r < table.rows(); ++r)
            if (table(r, c) > 0) g += table(r, c) * std::log(table(r, c) / expected(r, c));
    out.likelihood_ratio = tested(std::max(0.0, 2 * g), df);
    out.min_expected = expected.minCoeff();
    out.cells = static_cast<std::size_t>(table.size());
    out.cells_expected_lt5 = static_cast<std::size_t>((expected < 5).count());
    out.cramers_v =
        std::sqrt(out.pearson.chi2 / (out.n * double(std::min(table.rows(), table.cols()) - 1)));
    out.linear_by_linear = linear_by_linear(counts);
    if (table.rows() == 2 && table.cols() == 2) {
        const double taken = std::min(0.5, away.abs().minCoeff());
        out.yates = tested(((away.abs() - taken).square() / expected).sum(), 1);
        out.phi =
            std::copysign(out.cramers_v, table(0, 0) * table(1, 1) - table(0, 1) * table(1, 0));
    }
    return out;
}

TwoByTwo two_by_two(double a, double b, double c, double d) {
    TwoByTwo out;
    if (!(a * d == 0 && b * c == 0))
        out.odds_ratio = log_interval(a * d / (b * c), 1 / a + 1 / b + 1 / c + 1 / d);
    const double n1 = a + b, n2 = c + d;
    if (!(n1 > 0) || !(n2 > 0)) return out;
    const double p1 = a / n1, p2 = c / n2;
    if (a + c > 0) out.risk_ratio = log_interval(p1 / p2, 1 / a - 1 / n1 + 1 / c - 1 / n2);
    const Interval w1 = wilson(a, n1), w2 = wilson(c, n2);
    out.risk_difference = Size{p1 - p2, Interval{p1 - p2 - std::hypot(p1 - w1.low, w2.high - p2),
                                                 p1 - p2 + std::hypot(w1.high - p1, p2 - w2.low)}};
    return out;
}

Outcome<McNemar> mcnemar(double b, double c) {
    if (!(b + c > 0)) return Undefined{Why::TooFew, "nobody changed"};
    if (b < 0 || c < 0) return Undefined{Why::OutOfRange, {}};
    McNemar out;
    out.b = b;
    out.c = c;
    out.chi2 = (b - c) * (b - c) / (b + c);
    out.p = beyond_chi_squared(out.chi2, 1);
    const double less = b == c ? 0 : std::abs(b - c) - 1;
    out.chi2_corrected = less * less / (b + c);
    out.p_corrected = beyond_chi_squared(out.chi2_corrected, 1);
    const boost::math::binomial fair(b + c, 0.5);
    out.p_exact = std::min(1.0, 2 * boost::math::cdf(fair, std::min(b, c)));
    return out;
}

Outcome<Trend> cochran_armitage(std::span<const double> events, std::span<const double> totals,
                                std::span<const double> scores) {
    double n = 0, x = 0, nt = 0, middle = 0;
    for (std::size_t g = 0; g < totals.size(); ++g) {
        n += totals[g];
        x += events[g];
        nt += totals[g] * scores[g];
    }
    if (!(n > 0)) return Undefined{Why::Nothing, {}};
    middle = nt / n;
    const double p = x / n;
    double top = 0, spread = 0;
    for (std::size_t g = 0; g < totals.size(); ++g) {
        const double away = scores[g] - middle;
        top += away * (events[g] - totals[g] * p);
        spread += totals[g] * away * away;
    }
    if (!(p > 0) || !(p < 1)) return Undefined{Why::Constant, "outcome"};
    if (!(spread > 0)) return Undefined{Why::Constant, "scores"};
    Trend out;
    out.z = top / std::sqrt(p * (1 - p) * spread);
    out.chi2 = out.z * out.z;
    out.p = beyond_chi_squared(out.chi2, 1);
    return out;
}

}  // namespace breather::statistics
