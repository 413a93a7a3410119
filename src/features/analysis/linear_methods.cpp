#include <algorithm>
#include <cmath>

#include "engines/statistics/linear_model.h"
#include "engines/statistics/residuals.h"
#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/mean_row.h"
#include "features/analysis/trial.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;
using Eigen::VectorXd;

VectorXd vector_of(const std::vector<double>& values) {
    return Eigen::Map<const VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

void put_interval(json::object& out, const std::optional<statistics::Interval>& found) {
    out["low"] = found ? number(found->low) : nullptr;
    out["high"] = found ? number(found->high) : nullptr;
}

json::object coefficient(const statistics::LinearCoefficient& each) {
    json::object out{{"term", each.term},
                     {"estimate", number(each.estimate)},
                     {"se", number(each.se)},
                     {"t", number(each.t)},
                     {"p", number(each.p)}};
    put_interval(out, each.ci95);
    out["se_hc3"] = number(each.se_hc3);
    return out;
}

json::object fitted(const statistics::LinearModel& found) {
    json::object out{{"n", found.n}};
    json::array coefficients;
    for (const auto& each : found.coefficients) coefficients.push_back(coefficient(each));
    out["coefficients"] = std::move(coefficients);
    out["aliased"] = json::value_from(found.aliased);
    out["df_residual"] = found.df_residual;
    out["sigma"] = number(found.sigma);
    out["r2"] = number(found.r2);
    out["adj_r2"] = number(found.adj_r2);
    out["F"] = number(found.f);
    out["df1"] = found.df_model;
    out["df2"] = found.df_residual;
    out["F_p"] = number(found.f_p);
    out["log_lik"] = number(found.log_lik);
    return out;
}

/// Some 500 of them, evenly spaced in this order, first and last among them.
std::vector<std::size_t> thinned(std::vector<std::size_t> order) {
    constexpr std::size_t most = 500;
    if (order.size() <= most) return order;
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < most; ++i)
        out.push_back(order[i * (order.size() - 1) / (most - 1)]);
    return out;
}

/// "diagnostics": true asks for what pictures of the residuals are drawn from.
void put_diagnostics(json::object& out, const json::object& spec, const statistics::Design& design,
                     const VectorXd& y, const VectorXd& weights,
                     const statistics::LinearModel& model) {
    const auto* wanted = spec.if_contains("diagnostics");
    if (!wanted || !wanted->is_bool() || !wanted->as_bool()) return;
    const auto found = statistics::residuals(design, y, weights, model);
    std::vector<std::size_t> order;
    for (std::size_t row = 0; row < found.fitted.size(); ++row)
        if (!std::isnan(found.standardised[row])) order.push_back(row);
    json::array against_fitted, against_normal;
    for (const auto row : thinned(order))
        against_fitted.push_back(
            json::array{number(found.fitted[row]), number(found.standardised[row])});
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return found.standardised[a] < found.standardised[b]; });
    for (const auto row : thinned(order))
        against_normal.push_back(
            json::array{number(found.expected[row]), number(found.standardised[row])});
    out["diagnostics"] = json::object{{"skewness", number(found.skewness)},
                                      {"beyond_3", found.beyond_3},
                                      {"fitted_residual", std::move(against_fitted)},
                                      {"normal_residual", std::move(against_normal)}};
}

/// What a regression works on, without the tables that it was made of.
struct Regression {
    statistics::Design design;
    VectorXd y, weights;
};

Regression regression_of(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    const auto chosen = people_model(people, asked.spec, {}, Cells::Lent);
    return {chosen.model.design(files.crew()), vector_of(chosen.outcome),
            vector_of(chosen.weights)};
}

json::object linear_regression(const Case& asked, Files& files) {
    const auto [design, y, weights] = regression_of(asked, files);
    files.done_with_tables();
    const auto found = statistics::linear_model(design, y, weights, files.crew());
    if (!found) return undefined(found.reason());
    json::object out = fitted(*found);
    put_diagnostics(out, asked.spec, design, y, weights, *found);
    return out;
}

/// What an analysis of covariance asks, found in its rows.
struct Ancova {
    PeopleModel chosen;
    statistics::Design design;
    VectorXd y, weights;
    std::size_t arm = 0;  // place among the variables
    const statistics::Variable& arms() const { return chosen.model.variables[arm]; }
};

std::size_t arm_of(const std::vector<statistics::Variable>& variables, const json::object& spec,
                   const datafiles::Table& table) {
    const std::string named = arm_column(spec, table);
    std::size_t first = variables.size();
    for (std::size_t v = 0; v < variables.size(); ++v) {
        if (!variables[v].is_factor()) continue;
        if (variables[v].name == named) return v;
        first = std::min(first, v);
    }
    if (first == variables.size())
        throw CaseFault("An ancova compares groups: one of \"terms\" is of type \"factor\".");
    return first;
}

VectorXd grid_row(const Ancova& asked, int level) {
    return mean_row(asked.chosen.model.variables, asked.chosen.model.terms, {{asked.arm, level}});
}

json::object combined(const std::optional<statistics::LinearEstimate>& found, const char* name) {
    json::object out;
    out[name] = found ? number(found->estimate) : nullptr;
    out["se"] = found ? number(found->se) : nullptr;
    put_interval(out, found ? found->ci95 : std::nullopt);
    return out;
}

json::array adjusted_means(const Ancova& asked, const statistics::LinearModel& model) {
    json::array out;
    for (std::size_t level = 0; level < asked.arms().levels.size(); ++level) {
        auto mean = combined(
            statistics::combination(model, grid_row(asked, static_cast<int>(level))), "mean");
        mean["arm"] = asked.arms().levels[level];
        out.push_back(std::move(mean));
    }
    return out;
}

/// The term that measures at baseline what the outcome measures later; else the only number.
std::string baseline_of(const Ancova& asked, const json::object& spec, const OnePerPerson& people) {
    if (auto named = text_or(spec, "baseline", ""); !named.empty()) return named;
    const auto outcome = people.meant(text(spec, "outcome"));
    std::vector<std::string> numeric;
    for (const auto& each : asked.chosen.model.variables) {
        if (each.is_factor()) continue;
        const auto visit = people.meant(each.name);
        if (visit && outcome && visit->column == outcome->column) return each.name;
        numeric.push_back(each.name);
    }
    return numeric.size() == 1 ? numeric[0] : "";
}

/// Within arms, over everybody who is in one of them.
statistics::Maybe pooled_sd(const datafiles::Table& table, const std::string& baseline,
                            const statistics::Variable& arms, const json::object& spec) {
    if (baseline.empty()) return {};
    const Rows rows =
        complete(table,
                 spec.contains("filter") && spec.at("filter").is_object() ? chosen(table, spec)
                                                                          : chosen(table, {}),
                 {baseline});
    const auto values = numbers(column(table, baseline), rows);
    const auto arm = codes(column(table, arms.name), rows, arms.levels);
    std::vector<double> count(arms.levels.size()), mean(arms.levels.size());
    for (std::size_t r = 0; r < rows.size(); ++r)
        if (arm[r] >= 0) {
            const auto a = static_cast<std::size_t>(arm[r]);
            mean[a] += (values[r] - mean[a]) / ++count[a];
        }
    double squares = 0, df = 0;
    for (std::size_t r = 0; r < rows.size(); ++r)
        if (arm[r] >= 0) squares += std::pow(values[r] - mean[static_cast<std::size_t>(arm[r])], 2);
    for (const double each : count) df += std::max(0.0, each - 1);
    if (df <= 0 || squares <= 0) return {};
    return std::sqrt(squares / df);
}

json::array contrasts(const Ancova& asked, const statistics::LinearModel& model,
                      statistics::Maybe baseline_sd) {
    json::array out;
    std::vector<double> ps;
    const auto& levels = asked.arms().levels;
    for (std::size_t base = 0; base < levels.size(); ++base)
        for (std::size_t other = base + 1; other < levels.size(); ++other) {
            const VectorXd row =
                grid_row(asked, static_cast<int>(other)) - grid_row(asked, static_cast<int>(base));
            const auto found = statistics::combination(model, row);
            auto each = combined(found, "estimate");
            each["label"] = levels[other] + " - " + levels[base];
            each["df"] = model.df_residual;
            each["t"] = found ? number(found->t) : nullptr;
            each["p"] = found ? number(found->p) : nullptr;
            const auto over = [&](const statistics::Maybe& sd) {
                return found && sd && *sd > 0 ? number(found->estimate / *sd) : nullptr;
            };
            each["d_baseline_sd"] = over(baseline_sd);
            each["d_residual_sd"] = over(model.sigma);
            if (found && found->p) ps.push_back(*found->p);
            out.push_back(std::move(each));
        }
    const auto by_holm = statistics::holm(ps), by_number = statistics::bonferroni(ps);
    std::size_t at = 0;
    for (auto& each : out) {
        auto& own = each.as_object();
        const bool has = !own["p"].is_null();
        own["p_holm"] = has ? number(by_holm[at]) : nullptr;
        own["p_bonferroni"] = has ? number(by_number[at]) : nullptr;
        at += has;
    }
    return out;
}

json::object arm_test(const Ancova& asked) {
    int term = -1;
    for (std::size_t t = 0; t < asked.chosen.model.terms.size(); ++t)
        if (asked.chosen.model.terms[t] == statistics::Term{asked.arm}) term = static_cast<int>(t);
    const auto found = statistics::term_test(asked.design, asked.y, term, asked.weights);
    if (!found) return undefined(found.reason());
    return {{"F", number(found->f)},
            {"df1", found->df1},
            {"df2", found->df2},
            {"p", number(found->p)},
            {"partial_eta2", number(found->partial_eta2)}};
}

constexpr std::size_t most_arms = 100;

json::object ancova(const Case& of, Files& files) {
    OnePerPerson people(of, files);
    Ancova asked{people_model(people, of.spec), {}, {}, {}, 0};
    asked.arm = arm_of(asked.chosen.model.variables, of.spec, people.table());
    if (asked.arms().levels.size() > most_arms)
        throw CaseFault("An ANCOVA compares each of up to " + std::to_string(most_arms) +
                        " groups with each other; \"" + asked.arms().name + "\" has " +
                        std::to_string(asked.arms().levels.size()) +
                        ". Join them into fewer, or ask for linear.");
    asked.design = asked.chosen.model.design();
    asked.y = vector_of(asked.chosen.outcome);
    asked.weights = vector_of(asked.chosen.weights);
    const auto found = statistics::linear_model(asked.design, asked.y, asked.weights);
    if (!found) return undefined(found.reason());
    const std::string baseline = baseline_of(asked, of.spec, people);
    if (!baseline.empty()) people.need(baseline);
    const auto sd = pooled_sd(people.table(), baseline, asked.arms(), of.spec);
    json::object model = fitted(*found);
    put_diagnostics(model, of.spec, asked.design, asked.y, asked.weights, *found);
    return {{"model", std::move(model)},
            {"arm_test", arm_test(asked)},
            {"adjusted_means", adjusted_means(asked, *found)},
            {"contrasts", contrasts(asked, *found, sd)},
            {"pooled_baseline_sd", number(sd)}};
}

constexpr NamedMethod all[] = {{"linear_regression", linear_regression}, {"ancova", ancova}};

}  // namespace

std::span<const NamedMethod> linear_methods() { return all; }

}  // namespace breather::analysis
