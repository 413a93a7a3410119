#include "engines/statistics/agreement.h"

#include <algorithm>
#include <cmath>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

constexpr double none = 1e-14;  // a share that rounding alone may leave

double weight(Eigen::Index i, Eigen::Index j, Eigen::Index levels, KappaWeights weights) {
    if (weights == KappaWeights::None || levels < 2) return i == j;
    const double apart = std::abs(static_cast<double>(i - j)) / static_cast<double>(levels - 1);
    return weights == KappaWeights::Linear ? 1 - apart : 1 - apart * apart;
}

Maybe beyond_chance(double po, double pe) {
    if (1 - pe < none) return {};
    return (po - pe) / (1 - pe);
}

Maybe ratio(double above, double below) {
    if (!(std::abs(below) > 0)) return {};
    return above / below;
}

std::vector<double> totals(const std::vector<std::vector<int>>& codes, std::size_t levels) {
    std::vector<double> out(levels);
    for (const auto& unit : codes)
        if (unit.size() > 1)
            for (const int code : unit) ++out[static_cast<std::size_t>(code)];
    return out;
}

/// Squared differences of two values; of the ordinal ones by how many values lie between.
class Difference {
  public:
    Difference(std::span<const double> levels, const std::vector<double>& totals, Metric metric)
        : levels_(levels), totals_(totals), metric_(metric), below_(totals.size() + 1) {
        for (std::size_t v = 0; v < totals.size(); ++v) below_[v + 1] = below_[v] + totals[v];
    }
    double operator()(std::size_t c, std::size_t k) const {
        if (c == k) return 0;
        if (metric_ == Metric::Nominal) return 1;
        if (c > k) std::swap(c, k);
        double apart = levels_[c] - levels_[k];
        if (metric_ == Metric::Ordinal)
            apart = below_[k + 1] - below_[c] - (totals_[c] + totals_[k]) / 2;
        if (metric_ == Metric::Ratio) apart /= levels_[c] + levels_[k];
        return apart * apart;
    }

  private:
    std::span<const double> levels_;
    const std::vector<double>& totals_;
    Metric metric_;
    std::vector<double> below_;
};

}  // namespace

Outcome<Kappa> cohen_kappa(const Eigen::MatrixXd& counts, KappaWeights weights) {
    Kappa out;
    out.n = counts.sum();
    if (!(out.n > 0)) return Undefined{Why::Nothing, {}};
    const Eigen::Index k = counts.rows();
    const Eigen::MatrixXd share = counts / out.n;
    const Eigen::VectorXd rows = share.rowwise().sum(), columns = share.colwise().sum();
    const Eigen::MatrixXd w = Eigen::MatrixXd::NullaryExpr(
        k, k, [&](Eigen::Index i, Eigen::Index j) { return weight(i, j, k, weights); });
    const Eigen::MatrixXd chance = rows * columns.transpose();
    out.po = w.cwiseProduct(share).sum();
    out.pe = w.cwiseProduct(chance).sum();
    if (1 - out.pe < none) return Undefined{Why::Constant, {}};
    out.kappa = (out.po - out.pe) / (1 - out.pe);
    const Eigen::VectorXd w_rows = w * columns, w_columns = w.transpose() * rows;
    const Eigen::MatrixXd both = w_rows.replicate(1, k) + w_columns.transpose().replicate(k, 1);
    const double rest = 1 - out.kappa, scale = std::sqrt(out.n) * (1 - out.pe);
    const double spread = share.cwiseProduct((w - rest * both).cwiseAbs2()).sum() -
                          std::pow(out.kappa - out.pe * rest, 2);
    const double spread0 = chance.cwiseProduct((w - both).cwiseAbs2()).sum() - out.pe * out.pe;
    out.se = spread < none ? 0 : std::sqrt(spread) / scale;
    out.ci95 = {out.kappa - normal_975() * out.se, out.kappa + normal_975() * out.se};
    if (spread0 < none) return out;
    out.se0 = std::sqrt(spread0) / scale;
    out.z = out.kappa / *out.se0;
    out.p = beyond_normal(*out.z);
    return out;
}

Outcome<Agreement> agreement(const Eigen::MatrixXd& counts) {
    Agreement out;
    out.n = counts.sum();
    if (!(out.n > 0)) return Undefined{Why::Nothing, {}};
    const auto k = static_cast<double>(counts.rows());
    const Eigen::MatrixXd share = counts / out.n;
    const Eigen::VectorXd rows = share.rowwise().sum(), columns = share.colwise().sum();
    const Eigen::VectorXd mean = (rows + columns) / 2;
    out.po = share.trace();
    out.scott_pi = beyond_chance(out.po, mean.squaredNorm());
    if (k > 1) {
        out.pabak = (k * out.po - 1) / (k - 1);
        out.gwet_ac1 = beyond_chance(out.po, mean.dot((1 - mean.array()).matrix()) / (k - 1));
    }
    for (Eigen::Index c = 0; c < counts.rows(); ++c) {
        const double both = share(c, c), first = rows[c], second = columns[c];
        const double po = 1 - first - second + 2 * both;
        out.categories.push_back({beyond_chance(po, first * second + (1 - first) * (1 - second)),
                                  ratio(2 * both, first + second)});
    }
    return out;
}

Outcome<FleissKappa> fleiss_kappa(const Eigen::MatrixXd& counts) {
    if (counts.rows() == 0) return Undefined{Why::Nothing, {}};
    const Eigen::VectorXd raters = counts.rowwise().sum();
    const double m = raters[0], n = static_cast<double>(counts.rows());
    if ((raters.array() != m).any()) return Undefined{Why::OutOfRange, "raters"};
    if (m < 2) return Undefined{Why::TooFew, "raters"};
    const Eigen::VectorXd p = counts.colwise().sum() / (n * m);
    const Eigen::VectorXd q = 1 - p.array();
    const double po = (counts.squaredNorm() - n * m) / (n * m * (m - 1)), pe = p.squaredNorm();
    if (1 - pe < none) return Undefined{Why::Constant, {}};
    FleissKappa out{static_cast<std::size_t>(counts.rows()), static_cast<int>(m)};
    out.kappa = (po - pe) / (1 - pe);
    const double pq = p.dot(q), skew = p.cwiseProduct(q).dot(q - p);
    out.se0 = std::sqrt(2 * (pq * pq - skew)) / (pq * std::sqrt(n * m * (m - 1)));
    out.z = out.kappa / out.se0;
    out.p = beyond_normal(out.z);
    return out;
}

Pairable pairable(const std::vector<std::vector<int>>& codes) {
    Pairable out{codes.size(), 0, 0};
    for (const auto& unit : codes)
        if (unit.size() > 1) ++out.units_pairable, out.values += unit.size();
    return out;
}

Outcome<double> krippendorff_alpha(const std::vector<std::vector<int>>& codes,
                                   std::span<const double> levels, Metric metric) {
    const auto n = static_cast<double>(pairable(codes).values);
    if (n < 2) return Undefined{Why::TooFew, "units with two values"};
    const auto held = totals(codes, levels.size());
    const Difference difference(levels, held, metric);
    std::vector<std::size_t> used;
    for (std::size_t v = 0; v < held.size(); ++v)
        if (held[v] > 0) used.push_back(v);
    if (used.size() < 2) return Undefined{Why::Constant, {}};
    double expected = 0;
    for (const auto c : used)
        for (const auto k : used) {
            if (metric == Metric::Ratio && c != k && levels[c] + levels[k] == 0)
                return Undefined{Why::OutOfRange, "values that add up to 0"};
            if (c < k) expected += 2 * held[c] * held[k] * difference(c, k);
        }
    double observed = 0;
    for (const auto& unit : codes) {
        if (unit.size() < 2) continue;
        double own = 0;
        for (std::size_t a = 0; a < unit.size(); ++a)
            for (std::size_t b = 0; b < a; ++b)
                own += difference(static_cast<std::size_t>(unit[a]),
                                  static_cast<std::size_t>(unit[b]));
        observed += 2 * own / static_cast<double>(unit.size() - 1);
    }
    return 1 - (n - 1) * observed / expected;
}

Outcome<IntraclassCorrelation> icc(const Eigen::MatrixXd& ratings) {
    if (ratings.rows() < 2) return Undefined{Why::TooFew, "units"};
    if (ratings.cols() < 2) return Undefined{Why::TooFew, "raters"};
    IntraclassCorrelation out;
    out.n = static_cast<std::size_t>(ratings.rows());
    out.k = static_cast<std::size_t>(ratings.cols());
    const double n = static_cast<double>(out.n), k = static_cast<double>(out.k);
    const Eigen::MatrixXd x = ratings.array() - ratings.mean();
    if (!(x.cwiseAbs().maxCoeff() > 1e-14 * ratings.cwiseAbs().maxCoeff()))
        return Undefined{Why::Constant, {}};
    const Eigen::VectorXd rows = x.rowwise().mean();
    const Eigen::RowVectorXd columns = x.colwise().mean();
    const Eigen::MatrixXd rest = (x.colwise() - rows).rowwise() - columns;
    const double between_columns = n * columns.squaredNorm(), residual = rest.squaredNorm();
    out.msr = k * rows.squaredNorm() / (n - 1);
    out.msc = between_columns / (k - 1);
    out.mse = residual / ((n - 1) * (k - 1));
    out.msw = (between_columns + residual) / (n * (k - 1));
    const double off = (out.msc - out.mse) / n;
    out.icc_1_1 = ratio(out.msr - out.msw, out.msr + (k - 1) * out.msw);
    out.icc_2_1 = ratio(out.msr - out.mse, out.msr + (k - 1) * out.mse + k * off);
    out.icc_3_1 = ratio(out.msr - out.mse, out.msr + (k - 1) * out.mse);
    out.icc_1_k = ratio(out.msr - out.msw, out.msr);
    out.icc_2_k = ratio(out.msr - out.mse, out.msr + off);
    out.icc_3_k = ratio(out.msr - out.mse, out.msr);
    return out;
}

}  // namespace breather::statistics
