// Time until an event: Kaplan-Meier, log-rank family, Cox.
#include <cmath>

#include "engines/statistics/cox.h"
#include "engines/statistics/survival.h"
#include "features/analysis/answer.h"
#include "features/analysis/event_log.h"
#include "features/analysis/families.h"
#include "features/analysis/selection.h"
#include "features/analysis/survival_rows.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;
using statistics::MaybeInterval;
using statistics::TimeTable;

json::object interval(const MaybeInterval& limits) {
    return {{"low", number(limits.low)}, {"high", number(limits.high)}};
}

json::object merged(json::object out, json::object more) {
    for (auto& [field, value] : more) out[field] = std::move(value);
    return out;
}

json::object curve(const TimeTable& table, std::size_t group, const json::object& spec) {
    const auto days = numbers_of(spec, "days");
    const auto found = statistics::kaplan_meier(table, group, days);
    if (!found)
        return merged({{"n", 0}, {"events", 0}, {"censored", 0}}, undefined(found.reason()));
    json::object out{
        {"n", found->n}, {"events", found->events}, {"censored", found->n - found->events}};
    json::array at;
    for (const auto& own : found->at)
        at.push_back(json::object{{"day", plain(own.time)},
                                  {"n_risk", number(own.at_risk)},
                                  {"survival", number(own.survival)},
                                  {"se", number(own.se)},
                                  {"ci_plain", interval(own.plain)},
                                  {"ci_log", interval(own.log)},
                                  {"ci_loglog", interval(own.loglog)}});
    out["at"] = std::move(at);
    out["median"] = number(found->median);
    out["median_ci_loglog"] = interval(found->median_ci_loglog);
    const double tau = number_or(spec, "rmst_tau", -1);
    if (tau < 0) return out;
    const auto mean = statistics::restricted_mean(*found, tau);
    out["rmst"] = mean ? json::object{{"tau", plain(tau)},
                                      {"rmst", number(mean->mean)},
                                      {"se", number(mean->se)}}
                       : undefined(mean.reason());
    return out;
}

json::object kaplan_meier(const Case& asked, Files& files) {
    const SurvivalRows rows = survival_rows(asked, files);
    const TimeTable table = statistics::time_table(rows.as_read(), rows.group, rows.groups.size());
    if (rows.groups.empty()) return curve(table, 0, asked.spec);
    std::vector<json::object> curves(rows.groups.size());
    files.crew().each(curves.size(),
                      [&](std::size_t g) { curves[g] = curve(table, g, asked.spec); });
    json::object out;
    for (std::size_t g = 0; g < curves.size(); ++g) out[rows.groups[g]] = std::move(curves[g]);
    return out;
}

json::object tested(const statistics::Outcome<statistics::RankTest>& test, bool with_logarithm) {
    if (!test) {
        json::object out = undefined(test.reason());
        for (const auto* field : {"chi2", "df", "p"}) out[field] = nullptr;
        return out;
    }
    json::object out{{"chi2", number(test->chi2)}, {"df", test->df}, {"p", number(test->p)}};
    if (with_logarithm) out["ln_p"] = number(test->ln_p);
    return out;
}

/// The rows of one stratum after another.
std::vector<TimeTable> tables_by_stratum(const SurvivalRows& rows) {
    std::vector<TimeTable> out;
    const std::size_t groups = rows.groups.size();
    if (rows.stratum.empty()) return {statistics::time_table(rows.as_read(), rows.group, groups)};
    struct Own {
        std::vector<double> time;
        std::vector<std::uint8_t> event;
        std::vector<int> group;
    };
    std::vector<Own> strata(rows.strata);
    for (std::size_t row = 0; row < rows.time.size(); ++row) {
        Own& own = strata[static_cast<std::size_t>(rows.stratum[row])];
        own.time.push_back(rows.time[row]);
        own.event.push_back(rows.event[row]);
        own.group.push_back(rows.group[row]);
    }
    for (const auto& own : strata)
        out.push_back(statistics::time_table({own.time, own.event}, own.group, groups));
    return out;
}

constexpr std::size_t most_groups = 500;

json::object log_rank(const Case& asked, Files& files) {
    if (text_or(asked.spec, "group", "").empty()) throw CaseFault("The spec needs \"group\".");
    const SurvivalRows rows = survival_rows(asked, files);
    json::array groups(rows.groups.begin(), rows.groups.end());
    if (rows.time.empty())
        return merged({{"groups", groups}}, undefined({statistics::Why::Nothing, {}}));
    if (rows.groups.size() > most_groups)
        throw CaseFault("A log-rank test compares up to " + std::to_string(most_groups) +
                        " groups; there are " + std::to_string(rows.groups.size()) +
                        ". Join them into fewer.");
    const auto found = statistics::log_rank(tables_by_stratum(rows));
    json::array observed, expected;
    for (const double own : found.observed) observed.push_back(number(own));
    for (const double own : found.expected) expected.push_back(number(own));
    return {{"groups", groups},
            {"observed", observed},
            {"expected", expected},
            {"logrank", tested(found.log_rank, true)},
            {"gehan_breslow", tested(found.gehan_breslow, false)},
            {"tarone_ware", tested(found.tarone_ware, false)}};
}

json::object as_json(const statistics::CoxCoefficient& own) {
    const bool has = own.estimate.has_value();
    json::object out{{"term", own.name},
                     {"estimate", number(own.estimate)},
                     {"se", number(own.se)},
                     {"z", number(own.z)},
                     {"p", number(own.p)},
                     {"hr", number(own.hazard_ratio)},
                     {"hr_low", has ? number(own.hazard_ratio_ci95.low) : nullptr},
                     {"hr_high", has ? number(own.hazard_ratio_ci95.high) : nullptr}};
    if (own.aliased) out["aliased"] = true;
    return out;
}

std::string name_of(const Model& model, int term) {
    if (term < 0) return "GLOBAL";
    std::string out;
    for (const auto variable : model.terms[static_cast<std::size_t>(term)])
        out += (out.empty() ? "" : ":") + model.variables[variable].name;
    return out;
}

/// Names of those that run away and of those that others say already; the others' coefficients.
void add_coefficients(json::object& out, const statistics::CoxFit& fit) {
    json::array all, limits, separating, aliased;
    int direction = 0;
    for (const auto& own : fit.coefficients) {
        all.push_back(as_json(own));
        if (own.aliased) aliased.emplace_back(own.name);
        if (own.runs_away != 0) separating.emplace_back(own.name), direction = own.runs_away;
        if (own.estimate) limits.push_back(as_json(own));
    }
    if (!aliased.empty()) out["aliased"] = std::move(aliased);
    out["separation"] = !separating.empty();
    if (separating.empty()) {
        out["coefficients"] = std::move(all);
        return;
    }
    if (separating.size() == 1)
        out["direction"] = direction > 0 ? "estimate tends to Inf" : "estimate tends to -Inf";
    out["separating_terms"] = std::move(separating);
    out["finite_terms_limit"] = std::move(limits);
}

/// For each coefficient what its picture is drawn from; of more than a thousand events some
/// thousand, evenly.
json::array residuals(const statistics::CoxFit& fit) {
    constexpr std::size_t most = 1000;
    const auto& all = fit.residuals;
    const std::size_t events = all.time.size(), n = std::min(most, events);
    json::array out;
    for (std::size_t c = 0; c < all.columns.size(); ++c) {
        const auto column = static_cast<Eigen::Index>(c);
        json::array points;
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t at = n < 2 ? i : i * (events - 1) / (n - 1);
            points.push_back(json::array{number(all.time[at]), number(all.km[at]),
                                         number(all.value(static_cast<Eigen::Index>(at), column))});
        }
        out.push_back(json::object{{"term", fit.coefficients[all.columns[c]].name},
                                   {"intercept", number(all.intercept[column])},
                                   {"slope", number(all.slope[column])},
                                   {"time_km_value", std::move(points)}});
    }
    return out;
}

json::object cox(const Case& asked, Files& files) {
    const std::string ties = text_or(asked.spec, "ties", "efron");
    const auto* wanted = asked.spec.if_contains("diagnostics");
    const bool drawn = wanted && wanted->is_bool() && wanted->as_bool();
    if (ties != "efron" && ties != "breslow") throw CaseFault("\"ties\" is efron or breslow.");
    auto [model, own] = survival_rows_for_model(asked, files);
    if (model.variables.empty()) throw CaseFault("A cox model needs at least one of \"terms\".");
    auto design =
        design_of(model.variables, model.terms, model.rows.size(), files.crew(), Constant::Without);
    for (auto& variable : model.variables) variable = {variable.name, {}, {}, {}};
    model.rows = {};
    files.done_with_tables();
    const auto found = statistics::cox(
        std::move(design), own.as_read(), own.stratum,
        ties == "efron" ? statistics::Ties::Efron : statistics::Ties::Breslow,
        drawn ? statistics::Proportional::Drawn : statistics::Proportional::Tested, files.crew());
    json::object out{{"ties", ties}, {"n", own.time.size()}};
    if (!found) return merged(std::move(out), undefined(found.reason()));
    out["events"] = found->events;
    add_coefficients(out, *found);
    out["log_lik_null"] = number(found->log_lik_null);
    out[out.at("separation").as_bool() ? "log_lik_supremum" : "log_lik"] = number(found->log_lik);
    out["lr"] = {{"chi2", number(found->lr_chi2)}, {"df", found->df}, {"p", number(found->lr_p)}};
    out["wald_chi2"] = number(found->wald_chi2);
    out["score_chi2"] = number(found->score_chi2);
    out["concordance"] = number(found->concordance);
    json::array tests;
    for (const auto& test : found->proportional_hazards)
        tests.push_back(json::object{{"term", name_of(model, test.term)},
                                     {"chi2", number(test.chi2)},
                                     {"df", test.df},
                                     {"p", number(test.p)}});
    out["ph_test_km"] = std::move(tests);
    if (drawn && !found->residuals.time.empty()) out["scaled_residuals"] = residuals(*found);
    return out;
}

constexpr NamedMethod all[] = {
    {"kaplan_meier", kaplan_meier, true}, {"log_rank", log_rank, true}, {"cox", cox, true}};

}  // namespace

std::span<const NamedMethod> survival_methods() { return all; }

}  // namespace breather::analysis
