#include "engines/statistics/cox.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <future>
#include <numeric>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

constexpr int steps_max = 60;
constexpr double settled = 1e-8;     // standardised units: the error left is its square
constexpr double suspicious = 1e-9;  // share of its information that a column keeps beside others
constexpr double flat = 1e-12;

using Columns = std::vector<std::size_t>;

/// What is left of each diagonal after the columns before it, by elimination in the order given;
/// columns below the limit are passed over.
std::vector<double> left_of_diagonal(Eigen::MatrixXd information, double limit) {
    std::vector<double> out;
    for (Eigen::Index c = 0; c < information.cols(); ++c) {
        out.push_back(information(c, c));
        if (!(information(c, c) > limit)) continue;
        const Eigen::Index below = information.cols() - c - 1;
        const Eigen::VectorXd column = information.col(c).tail(below);
        information.bottomRightCorner(below, below) -=
            column * column.transpose() / information(c, c);
    }
    return out;
}

/// Columns that get an estimate. The information at 0 raises the suspicion; the columns themselves
/// decide (tolerance 1e-7, as for any model); then those along which the likelihood is flat go.
Columns estimable(const RiskSets& sets, const Eigen::MatrixXd& information) {
    const auto events = static_cast<double>(sets.events());
    Columns all(static_cast<std::size_t>(information.cols()));
    std::iota(all.begin(), all.end(), 0u);
    const auto left = left_of_diagonal(information, suspicious * events);
    if (std::all_of(left.begin(), left.end(),
                    [&](double own) { return own > suspicious * events; }))
        return all;
    const auto gone = collinear(sets.centred_by_stratum());
    std::erase_if(
        all, [&](std::size_t c) { return std::find(gone.begin(), gone.end(), c) != gone.end(); });
    const std::vector<Eigen::Index> kept(all.begin(), all.end());
    const auto rest = left_of_diagonal(information(kept, kept), flat * events);
    Columns out;
    for (std::size_t c = 0; c < all.size(); ++c)
        if (rest[c] > flat * events) out.push_back(all[c]);
    return out;
}

struct Search {
    Eigen::VectorXd beta;
    Likelihood last;
    Eigen::VectorXd step;  // the last one: still long where the likelihood rises for ever
    bool rises_for_ever = false;
};

Outcome<Search> climb(RiskSets& sets, const Likelihood& start) {
    Search out{Eigen::VectorXd::Zero(start.gradient.size()), start, {}, false};
    for (int count = 0; count < steps_max; ++count) {
        out.step = out.last.information.ldlt().solve(out.last.gradient);
        if (!out.step.allFinite()) return Undefined{Why::NoConvergence, {}};
        const double longest = out.step.cwiseAbs().maxCoeff();
        if (longest < settled) {
            out.beta += out.step;
            return out;
        }
        Eigen::VectorXd step = out.step;
        Likelihood next = sets.at(out.beta + step);
        for (int half = 0;
             half < 30 && !(next.log_lik >= out.last.log_lik - 1e-12 * std::abs(out.last.log_lik));
             ++half) {
            step /= 2;
            next = sets.at(out.beta + step);
        }
        const double gain = next.log_lik - out.last.log_lik;
        if (!std::isfinite(next.log_lik)) return Undefined{Why::NoConvergence, {}};
        out.beta += step;
        out.last = std::move(next);
        const bool no_gain = std::abs(gain) <= 1e-11 * (1 + std::abs(out.last.log_lik));
        if (no_gain && longest < 1e-6) return out;
        if (no_gain && count > 8 && longest > 1e-3) {
            out.rises_for_ever = true;
            return out;
        }
    }
    return Undefined{Why::NoConvergence, {}};
}

/// Score test for a trend of coefficients with time, of each term and of all. The information of
/// coefficients and trends together has the blocks V, gV and g²V, summed over events.
std::vector<ProportionalHazards> tested(RiskSets& sets, const Search& found,
                                        const std::vector<int>& terms) {
    const auto g = sets.centred_km();
    std::vector<double> squares(g.size());
    std::transform(g.begin(), g.end(), squares.begin(), [](double own) { return own * own; });
    const Likelihood once = sets.at(found.beta, g), twice = sets.at(found.beta, squares);
    const Eigen::Index p = found.beta.size();
    Eigen::MatrixXd whole(2 * p, 2 * p);
    whole << found.last.information, once.information, once.information, twice.information;
    std::vector<ProportionalHazards> out;
    const auto test = [&](int term, const std::vector<Eigen::Index>& columns) {
        std::vector<Eigen::Index> kept(static_cast<std::size_t>(p));
        std::iota(kept.begin(), kept.end(), 0);
        for (const auto c : columns) kept.push_back(p + c);
        Eigen::VectorXd score = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(kept.size()));
        for (std::size_t c = 0; c < columns.size(); ++c)
            score[p + static_cast<Eigen::Index>(c)] = once.gradient[columns[c]];
        const Eigen::MatrixXd own = whole(kept, kept);
        Eigen::LDLT<Eigen::MatrixXd> solver(own);
        const double least = solver.vectorD().minCoeff(), most = solver.vectorD().maxCoeff();
        if (!(least > 1e-13 * most)) return;  // all events at one time, say: nothing to test
        const double chi2 = std::max(0.0, score.dot(solver.solve(score)));
        const int df = static_cast<int>(columns.size());
        out.push_back({term, chi2, df, beyond_chi_squared(chi2, df)});
    };
    std::vector<Eigen::Index> all;
    for (std::size_t c = 0; c < terms.size();) {
        std::vector<Eigen::Index> own;
        for (const int term = terms[c]; c < terms.size() && terms[c] == term; ++c)
            own.push_back(static_cast<Eigen::Index>(c));
        test(terms[c - 1], own);
        all.insert(all.end(), own.begin(), own.end());
    }
    test(-1, all);
    return out;
}

/// R: residuals(fit, "scaledsch"): residuals × covariance × events + estimate.
ScaledResiduals scaled(const RiskSets& sets, const Search& found, const Columns& kept) {
    const auto left = sets.schoenfeld();
    const auto centred = sets.centred_km();
    ScaledResiduals out{left.time, {}, kept, {}, {}, {}};
    // Just before the first event S is 1, so the least of the centred values is what was taken off.
    const double least = *std::min_element(centred.begin(), centred.end());
    for (const auto set : left.set) out.km.push_back(centred[set] - least);
    const Eigen::LDLT<Eigen::MatrixXd> information(found.last.information);
    out.value = static_cast<double>(left.time.size()) *
                information.solve(left.residual.transpose()).transpose();
    out.value.rowwise() += found.beta.transpose();
    for (Eigen::Index c = 0; c < out.value.cols(); ++c) out.value.col(c) /= sets.scale()[c];
    const Eigen::VectorXd km =
        Eigen::Map<const Eigen::VectorXd>(out.km.data(), static_cast<Eigen::Index>(out.km.size()));
    const Eigen::VectorXd from_mean = km.array() - km.mean();
    const double spread = from_mean.squaredNorm();
    out.slope = Eigen::VectorXd::Zero(out.value.cols());
    if (spread > 0) out.slope = out.value.transpose() * from_mean / spread;
    out.intercept = out.value.colwise().mean().transpose() - km.mean() * out.slope;
    return out;
}

void estimate(CoxCoefficient& out, double beta, double se) {
    out.estimate = beta;
    out.se = se;
    out.z = beta / se;
    out.p = beyond_normal(*out.z);
    out.hazard_ratio = std::exp(beta);
    out.hazard_ratio_ci95 = {std::exp(beta - normal_975() * se),
                             std::exp(beta + normal_975() * se)};
}

/// Which columns run away: the last step is as long as ever along them.
std::vector<int> runaways(const Search& found) {
    std::vector<int> out(static_cast<std::size_t>(found.step.size()));
    if (!found.rises_for_ever) return out;
    const double longest = found.step.cwiseAbs().maxCoeff();
    for (std::size_t c = 0; c < out.size(); ++c) {
        const double own = found.step[static_cast<Eigen::Index>(c)];
        if (std::abs(own) > 1e-3 * longest) out[c] = own > 0 ? 1 : -1;
    }
    return out;
}

/// Estimates and their covariance, in the units of the columns as given.
void fill(CoxFit& out, const RiskSets& sets, const Search& found, const Columns& kept) {
    const auto away = runaways(found);
    std::vector<Eigen::Index> finite;
    for (std::size_t c = 0; c < kept.size(); ++c) {
        out.coefficients[kept[c]].runs_away = away[c];
        if (away[c] == 0) finite.push_back(static_cast<Eigen::Index>(c));
    }
    if (finite.size() < kept.size()) {  // what is left there may be flat along others: no limit
        const auto left = left_of_diagonal(found.last.information(finite, finite), 0);
        std::size_t place = 0;
        std::erase_if(finite, [&](Eigen::Index) {
            return !(left[place++] > 1e-6 * static_cast<double>(sets.events()));
        });
    }
    if (finite.empty()) return;
    const auto size = static_cast<Eigen::Index>(finite.size());
    const Eigen::MatrixXd information = found.last.information(finite, finite);
    const Eigen::VectorXd beta = found.beta(finite);
    out.covariance = information.ldlt().solve(Eigen::MatrixXd::Identity(size, size));
    if (finite.size() == kept.size()) out.wald_chi2 = beta.dot(information * beta);
    for (Eigen::Index c = 0; c < size; ++c) {
        const double scale = sets.scale()[finite[static_cast<std::size_t>(c)]];
        out.covariance.row(c) /= scale;
        out.covariance.col(c) /= scale;
        estimate(
            out.coefficients[kept[static_cast<std::size_t>(finite[static_cast<std::size_t>(c)])]],
            beta[c] / scale, std::sqrt(out.covariance(c, c)));
    }
}

}  // namespace

Outcome<CoxFit> cox(Design design, const Survivals& rows, std::span<const int> stratum, Ties ties,
                    Proportional hazards, const Crew& crew) {
    if (rows.time.empty()) return Undefined{Why::Nothing, {}};
    RiskSets sets(std::move(design.x), rows, stratum, ties, crew);
    if (sets.events() == 0) return Undefined{Why::TooFew, "events"};
    CoxFit out;
    out.n = sets.rows();
    out.events = sets.events();
    for (std::size_t c = 0; c < design.names.size(); ++c) {
        out.coefficients.emplace_back().name = design.names[c];
        out.coefficients.back().term = design.term_of[c];
        out.coefficients.back().aliased = true;
    }
    Likelihood start =
        sets.at(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(design.names.size())));
    const Columns kept = estimable(sets, start.information);
    if (kept.empty()) return Undefined{Why::Collinear, {}};
    std::vector<int> terms;
    for (const auto c : kept) {
        out.coefficients[c].aliased = false;
        terms.push_back(design.term_of[c]);
    }
    if (kept.size() < design.names.size()) {
        sets.keep(kept);
        const std::vector<Eigen::Index> places(kept.begin(), kept.end());
        start = {start.log_lik, start.gradient(places), start.information(places, places)};
    }
    out.log_lik_null = start.log_lik;
    out.score_chi2 = start.gradient.dot(start.information.ldlt().solve(start.gradient));
    const auto found = climb(sets, start);
    if (!found) return found.reason();
    out.log_lik = found->last.log_lik;
    out.df = static_cast<int>(kept.size());
    out.lr_chi2 = std::max(0.0, 2 * (out.log_lik - out.log_lik_null));
    out.lr_p = beyond_chi_squared(out.lr_chi2, out.df);
    fill(out, sets, *found, kept);
    // Neither changes what the other reads: the tests write weights, pairs are counted from rows.
    auto concordance = std::async(crew.hands() > 1 ? std::launch::async : std::launch::deferred,
                                  [&] { return sets.concordance(found->beta); });
    if (hazards != Proportional::Unasked && !found->rises_for_ever)
        out.proportional_hazards = tested(sets, *found, terms);
    if (hazards == Proportional::Drawn && !found->rises_for_ever)
        out.residuals = scaled(sets, *found, kept);
    if (const double pairs = concordance.get(); pairs >= 0) out.concordance = pairs;
    return out;
}

}  // namespace breather::statistics
