// Yes and no explained by other columns: logistic regression, plain and by Firth's penalty.
#include <cmath>

#include "engines/statistics/fit_quality.h"
#include "engines/statistics/logistic.h"
#include "engines/statistics/separation.h"
#include "engines/statistics/tails.h"
#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/method.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t rows_with_profiles = 100'000;  // more only where the spec asks
constexpr double work_with_profiles = 2e9;           // some seconds; the same
constexpr double most_work_of_firth = 2e10;          // some minutes: its profiles are the method

/// The design without what is aliased, the outcome and the weights of its rows.
struct Asked {
    statistics::Design design;
    std::vector<std::string> columns, aliased;  // all, and those of them without an estimate
    std::vector<double> y, weights;
};

/// Each column's profile is several fits, each of rows × columns².
double work_of_profiles(const Asked& data) {
    return static_cast<double>(data.y.size()) *
           std::pow(static_cast<double>(data.design.x.cols()), 3);
}

bool wanted(const object& spec, std::string_view field, bool fallback) {
    const auto* found = spec.if_contains(field);
    return found && found->is_bool() ? found->as_bool() : fallback;
}

Asked asked_of(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const std::string outcome = text(asked.spec, "outcome");
    const std::string weight = text_or(asked.spec, "weights", text_or(asked.spec, "weight", ""));
    std::vector<std::string> also{outcome};
    object spec = asked.spec;
    if (!weight.empty()) also.push_back(weight);
    Model model = analysis::model(table, spec, also, Cells::Lent);
    Asked out;
    out.y = indicator(column(table, outcome), model.rows, text_or(asked.spec, "event", "1"));
    if (!weight.empty()) out.weights = numbers(column(table, weight), model.rows);
    out.design = model.design(files.crew());
    model = {};
    if (std::count(out.weights.begin(), out.weights.end(), 0.0) > 0) {  // as if they were not there
        std::vector<Eigen::Index> kept;
        std::vector<double> y, weights;
        for (std::size_t i = 0; i < out.y.size(); ++i) {
            if (out.weights[i] == 0) continue;
            kept.push_back(static_cast<Eigen::Index>(i));
            y.push_back(out.y[i]);
            weights.push_back(out.weights[i]);
        }
        out.design.x = Eigen::MatrixXd(out.design.x(kept, Eigen::all));
        out.y = std::move(y);
        out.weights = std::move(weights);
    }
    out.columns = out.design.names;
    if (out.y.empty()) return out;
    const auto aliased = statistics::aliased(out.design.x, files.crew());
    for (const auto c : aliased) out.aliased.push_back(out.columns[c]);
    if (!aliased.empty()) out.design = statistics::without(out.design, aliased);
    return out;
}

object wald(const std::string& name, double estimate, double se) {
    const double z = estimate / se, reach = statistics::normal_975() * se;
    return {{"term", name},
            {"estimate", number(estimate)},
            {"se", number(se)},
            {"z", number(z)},
            {"wald", number(z * z)},
            {"p", number(statistics::beyond_normal(z))},
            {"or", number(std::exp(estimate))},
            {"or_low", number(std::exp(estimate - reach))},
            {"or_high", number(std::exp(estimate + reach))}};
}

value profile_or(const std::optional<statistics::Interval>& ci) {
    if (!ci) return nullptr;
    return interval({std::exp(ci->low), std::exp(ci->high)});
}

/// In the order of the design; what is aliased has its place and no numbers.
template <class One>
array coefficients(const Asked& asked, std::initializer_list<std::string_view> fields, One&& one) {
    array out;
    Eigen::Index c = 0;
    for (const auto& name : asked.columns) {
        if (std::find(asked.aliased.begin(), asked.aliased.end(), name) == asked.aliased.end()) {
            out.push_back(one(name, c++));
            continue;
        }
        object none{{"term", name}};
        for (const auto field : fields) none[field] = nullptr;
        out.push_back(std::move(none));
    }
    return out;
}

object hosmer_lemeshow(const statistics::HosmerLemeshow& test) {
    const auto list = [](const std::vector<double>& values) {
        array out;
        for (const double each : values) out.push_back(number(each));
        return out;
    };
    return {{"chi2", number(test.chi2)},
            {"df", number(test.df)},
            {"p", number(test.p)},
            {"groups", test.n.size()},
            {"n", list(test.n)},
            {"observed", list(test.observed)},
            {"expected", list(test.expected)}};
}

void add_fit(object& out, const statistics::LogisticFit& fit) {
    const double n = fit.sum_weights, k = double(fit.estimate.size());
    const double lr = std::max(0.0, 2 * (fit.log_lik - fit.log_lik_null));
    const double cox_snell = -std::expm1(-lr / n);
    out["log_lik"] = number(fit.log_lik);
    out["log_lik_null"] = number(fit.log_lik_null);
    out["lr_chi2"] = number(lr);
    out["df"] = fit.df();
    out["lr_p"] = fit.df() > 0 ? number(statistics::beyond_chi_squared(lr, double(fit.df())))
                               : value(nullptr);
    out["cox_snell_r2"] = number(cox_snell);
    out["nagelkerke_r2"] = number(cox_snell / -std::expm1(2 * fit.log_lik_null / n));
    out["mcfadden_r2"] = number(1 - fit.log_lik / fit.log_lik_null);
    out["aic"] = number(2 * k - 2 * fit.log_lik);
    out["bic"] = number(std::log(n) * k - 2 * fit.log_lik);
}

/// The last that is asked of the design: it goes on the way.
void add_quality(object& out, Asked& asked, const statistics::LogisticFit& fit, const Crew& crew) {
    auto p = statistics::fitted(asked.design.x, fit.estimate, crew);
    asked.design.x.resize(0, 0);
    const auto rows = statistics::scored(std::move(p), asked.y, asked.weights, crew);
    out["auc"] = number(statistics::area_under_curve(rows));
    const auto table = statistics::classified(rows, 0.5);
    out["classification_at_0.5"] =
        object{{"observed0", array{number(table.counts[0][0]), number(table.counts[0][1])}},
               {"observed1", array{number(table.counts[1][0]), number(table.counts[1][1])}},
               {"percent_correct", number(table.percent_correct)}};
    out["hosmer_lemeshow"] =
        object{{"quantile_type7", hosmer_lemeshow(statistics::hosmer_lemeshow_quantiles(rows))},
               {"blocks", hosmer_lemeshow(statistics::hosmer_lemeshow_blocks(rows))}};
}

std::string tends(double sign) { return sign > 0 ? "Inf" : "-Inf"; }

/// What can still be said where the likelihood has no maximum: who separates, which way, and what
/// the other coefficients tend to, from the rows that are left.
object separated(const Asked& asked) {
    const auto found = statistics::separation(asked.design.x, asked.y, 0);
    array names;
    object directions;
    std::string sentence;
    bool alike = true;
    for (std::size_t k = 0; k < found.columns.size(); ++k) {
        const auto c = found.columns[k];
        if (std::find(found.named.begin(), found.named.end(), c) == found.named.end()) continue;
        const std::string& name = asked.design.names[static_cast<std::size_t>(c)];
        names.push_back(value(name));
        directions[name] = tends(found.signs[k]);
        alike = alike && tends(found.signs[k]) == directions.begin()->value().as_string();
        sentence +=
            (sentence.empty() ? "" : "; ") + name + ": estimate tends to " + tends(found.signs[k]);
    }
    if (alike && !directions.empty())
        sentence = "estimate tends to " + std::string(directions.begin()->value().as_string());
    object out{{"separation", true},
               {"kind", found.complete ? "complete" : "quasi-complete"},
               {"n", asked.y.size()},
               {"separating_terms", std::move(names)},
               {"direction", sentence},
               {"directions", std::move(directions)},
               {"finite_terms_limit", array{}},
               {"log_lik_supremum", 0},
               {"aliased", boost::json::value_from(asked.aliased)},
               {"advice",
                "The likelihood has no maximum, so these terms have no estimate, interval "
                "or P value. Use firth_logistic."}};
    if (found.complete) return out;
    statistics::Design rest = asked.design;
    rest.x = Eigen::MatrixXd(asked.design.x(found.overlap, Eigen::all));
    rest = statistics::without(rest, statistics::collinear(rest.x));
    std::vector<double> y, weights;
    for (const auto row : found.overlap) {
        y.push_back(asked.y[static_cast<std::size_t>(row)]);
        if (!asked.weights.empty()) weights.push_back(asked.weights[static_cast<std::size_t>(row)]);
    }
    const auto fit = statistics::fit_logistic(rest.x, y, weights, statistics::Intervals::Wald);
    if (!fit) return out;
    out["log_lik_supremum"] = number(fit->log_lik);
    for (std::size_t c = 0; c < rest.names.size(); ++c) {
        const auto is_it = [&](Eigen::Index each) {
            return asked.design.names[static_cast<std::size_t>(each)] == rest.names[c];
        };
        if (std::none_of(found.columns.begin(), found.columns.end(), is_it))
            out["finite_terms_limit"].as_array().push_back(
                wald(rest.names[c], fit->estimate[Eigen::Index(c)], fit->se[Eigen::Index(c)]));
    }
    return out;
}

object logistic_regression(const Case& asked, Files& files) {
    Asked data = asked_of(asked, files);
    files.done_with_tables();
    const bool profiles =
        wanted(asked.spec, "profile",
               data.y.size() <= rows_with_profiles && work_of_profiles(data) <= work_with_profiles);
    const auto fit = statistics::fit_logistic(
        data.design.x, data.y, data.weights,
        profiles ? statistics::Intervals::Profile : statistics::Intervals::Wald, files.crew());
    if (!fit && fit.reason().why == statistics::Why::Separated) return separated(data);
    if (!fit) {
        object out = undefined(fit.reason());
        out["n"] = data.y.size();
        return out;
    }
    object out{{"n", fit->n},
               {"sum_weights", number(fit->sum_weights)},
               {"events", number(fit->events)},
               {"separation", false}};
    out["coefficients"] = coefficients(
        data, {"estimate", "se", "z", "wald", "p", "or", "or_low", "or_high", "profile_or_ci"},
        [&](const std::string& name, Eigen::Index c) {
            object one = wald(name, fit->estimate[c], fit->se[c]);
            one["profile_or_ci"] = profiles
                                       ? profile_or(fit->profile_ci95[static_cast<std::size_t>(c)])
                                       : value(nullptr);
            return one;
        });
    out["aliased"] = boost::json::value_from(data.aliased);
    add_fit(out, *fit);
    if (wanted(asked.spec, "quality", true)) add_quality(out, data, *fit, files.crew());
    return out;
}

object firth_logistic(const Case& asked, Files& files) {
    const Asked data = asked_of(asked, files);
    if (work_of_profiles(data) > most_work_of_firth)
        throw CaseFault("Firth's regression of " + std::to_string(data.y.size()) + " rows and " +
                        std::to_string(data.design.x.cols()) +
                        " coefficients would take hours. Join values into fewer groups, or ask for "
                        "logistic.");
    const auto fit = statistics::fit_firth(data.design.x, data.y, data.weights, files.crew());
    if (!fit) {
        object out = undefined(fit.reason());
        out["n"] = data.y.size();
        return out;
    }
    object out{{"n", fit->n}, {"events", number(fit->events)}};
    out["coefficients"] = coefficients(
        data, {"estimate", "se", "plr_chi2", "plr_p", "or", "profile_or_ci"},
        [&](const std::string& name, Eigen::Index c) -> object {
            const auto place = static_cast<std::size_t>(c);
            return {{"term", name},
                    {"estimate", number(fit->estimate[c])},
                    {"se", number(fit->se[c])},
                    {"plr_chi2", number(fit->profile_chi2[place])},
                    {"plr_p", number(statistics::beyond_chi_squared(fit->profile_chi2[place], 1))},
                    {"or", number(std::exp(fit->estimate[c]))},
                    {"profile_or_ci", profile_or(fit->profile_ci95[place])}};
        });
    const double lr = std::max(0.0, 2 * (fit->log_lik - fit->log_lik_null));
    out["aliased"] = boost::json::value_from(data.aliased);
    out["penalized_log_lik"] = number(fit->log_lik);
    out["penalized_lr_chi2"] = number(lr);
    out["df"] = fit->df();
    out["p"] = fit->df() > 0 ? number(statistics::beyond_chi_squared(lr, double(fit->df())))
                             : value(nullptr);
    return out;
}

constexpr NamedMethod all[] = {{"logistic_regression", logistic_regression, true},
                               {"firth_logistic", firth_logistic, true}};

}  // namespace

std::span<const NamedMethod> logistic_methods() { return all; }

}  // namespace breather::analysis
