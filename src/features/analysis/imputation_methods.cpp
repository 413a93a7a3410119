#include <algorithm>
#include <cmath>
#include <map>

#include "base/random.h"
#include "engines/statistics/imputation.h"
#include "engines/statistics/linear_model.h"
#include "engines/statistics/pooling.h"
#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/trial.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

/// The same regression in each imputation.
struct Fits {
    std::size_t n = 0, df = 0;
    std::vector<std::string> terms;
    std::vector<std::vector<double>> estimates, variances;  // per term, per imputation
};

Eigen::VectorXd vector_of(const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
}

/// One imputation's rows; nothing for mice's number 0, the data with their gaps.
std::optional<Model> rows_of(const datafiles::Table& table, const json::object& spec,
                             const std::string& level) {
    const std::string imputation = text(spec, "imputation"), outcome = text(spec, "outcome");
    const auto* filter = spec.if_contains("filter");
    if (filter && !filter->is_null() && !filter->is_object())
        throw CaseFault("\"filter\" is an object here: a column, and its value or values.");
    json::object own = spec, narrowed;
    if (filter && filter->is_object()) narrowed = filter->as_object();
    narrowed[imputation] = level;
    own["filter"] = narrowed;
    const Rows all = chosen(table, own);
    if (level == "0" && complete(table, all, {outcome}).size() < all.size()) return {};
    return model(table, own, {outcome});
}

/// Adds one more fit. Says why, where it cannot: other terms than before, or no df left.
std::optional<statistics::Undefined> add(Fits& to, const statistics::LinearModel& found) {
    if (!found.sigma) return statistics::Undefined{statistics::Why::TooFew, "imputation"};
    std::vector<std::string> terms;
    for (const auto& each : found.coefficients) terms.push_back(each.term);
    if (to.terms.empty()) {
        to = {found.n, found.df_residual, terms, {}, {}};
        to.estimates.resize(terms.size());
        to.variances.resize(terms.size());
    }
    if (terms != to.terms) return statistics::Undefined{statistics::Why::Collinear, "imputation"};
    for (std::size_t t = 0; t < terms.size(); ++t) {
        to.estimates[t].push_back(found.coefficients[t].estimate);
        to.variances[t].push_back(std::pow(*found.coefficients[t].se, 2));
    }
    to.n = std::min(to.n, found.n);
    to.df = std::min(to.df, found.df_residual);
    return {};
}

statistics::Outcome<Fits> fits(const datafiles::Table& table, const json::object& spec) {
    const auto& numbered = column(table, text(spec, "imputation"));
    const auto& outcome = column(table, text(spec, "outcome"));
    Fits out;
    for (const auto& level : levels_of(numbered, chosen(table, {}))) {
        const auto rows = rows_of(table, spec, level);
        if (!rows) continue;
        const auto found =
            statistics::linear_model(rows->design(), vector_of(numbers(outcome, rows->rows)));
        if (!found) return found.reason();
        if (const auto no = add(out, *found)) return *no;
    }
    if (out.terms.empty()) return statistics::Undefined{statistics::Why::Nothing, {}};
    return out;
}

json::object coefficient(const std::string& term, const statistics::Pooled& found) {
    return {{"term", term},
            {"m", found.m},
            {"estimate", number(found.estimate)},
            {"se", number(found.se)},
            {"t", number(found.t)},
            {"df_rubin", number(found.df_rubin)},
            {"df_barnard_rubin", number(found.df_barnard_rubin)},
            {"p", number(found.p)},
            {"low", found.ci95 ? number(found.ci95->low) : nullptr},
            {"high", found.ci95 ? number(found.ci95->high) : nullptr},
            {"within", number(found.within)},
            {"between", number(found.between)},
            {"riv", number(found.riv)},
            {"lambda", number(found.lambda)},
            {"fmi", number(found.fmi)}};
}

json::object pooled(const statistics::Outcome<Fits>& found) {
    if (!found) return undefined(found.reason());
    json::array coefficients;
    for (std::size_t t = 0; t < found->terms.size(); ++t) {
        const auto each = statistics::pool(found->estimates[t], found->variances[t],
                                           static_cast<double>(found->df));
        if (!each) return undefined(each.reason());
        coefficients.push_back(coefficient(found->terms[t], *each));
    }
    return {{"m", found->estimates.front().size()},
            {"n", found->n},
            {"df_complete", found->df},
            {"coefficients", std::move(coefficients)}};
}

json::object mi_pool(const Case& asked, Files& files) {
    const auto& table = files.get(text_or(asked.spec, "imputations", asked.files.back()));
    return pooled(fits(table, asked.spec));
}

/// Outcome, terms and auxiliary columns with their gaps; the arm's own are none: who was not
/// randomised is not in the analysis, nor who is in an arm that the spec does not name.
std::vector<statistics::Variable> with_gaps(OnePerPerson& people, const json::object& asked) {
    std::map<std::string, const json::object*> terms;
    std::vector<std::string> names{text(asked, "outcome")};
    const auto add = [&](const std::string& name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const auto& name : term_names(asked)) add(name);
    for (const auto& name : texts_or(asked, "auxiliary", {})) add(name);
    for (const auto& name : names) people.need(name);
    for (const auto& each : asked.at("terms").as_array())
        if (each.is_object() && each.as_object().contains("name"))
            terms[text(each.as_object(), "name")] = &each.as_object();
    std::vector<std::string> also;
    const auto spec = with_plain_filter(asked, people, also);
    const auto& table = people.table();
    Rows rows = complete(table, chosen(table, spec), also);
    const auto factor = [&](const std::string& name) {
        const auto term = terms.find(name);
        return term == terms.end() ? !column(table, name).is_numeric()
                                   : text_or(*term->second, "type", "numeric") == "factor";
    };
    const auto levels = [&](const std::string& name) {
        const auto there = levels_of(column(table, name), rows);
        const auto term = terms.find(name);
        return term == terms.end() ? there : texts_or(*term->second, "levels", there);
    };
    if (const auto arm = arm_column(asked, table); terms.contains(arm) && factor(arm)) {
        const auto places = codes(column(table, arm), rows, levels(arm));
        Rows kept;
        for (std::size_t row = 0; row < rows.size(); ++row)
            if (places[row] >= 0) kept.push_back(rows[row]);
        rows = std::move(kept);
    }
    std::vector<statistics::Variable> out;
    for (const auto& name : names) {
        const auto& cells = column(table, name);
        statistics::Variable made{name, {}, {}, {}};
        if (factor(name)) {
            made.levels = levels(name);
            made.codes = codes(cells, rows, made.levels);
        } else {
            made.numbers = numbers(cells, rows);
        }
        out.push_back(std::move(made));
    }
    return out;
}

/// All filled tables under one another, as mi_pool reads them.
datafiles::Table stacked(const std::vector<std::vector<statistics::Variable>>& tables) {
    std::vector<datafiles::Column> columns;
    datafiles::Numbers number_of;
    for (std::size_t m = 0; m < tables.size(); ++m)
        number_of.insert(number_of.end(), tables[m][0].rows(), static_cast<double>(m + 1));
    columns.push_back({".imputation", std::move(number_of)});
    for (std::size_t v = 0; v < tables[0].size(); ++v) {
        datafiles::Numbers cells;
        datafiles::Labels labels{{}, tables[0][v].levels};
        for (const auto& table : tables) {
            cells.insert(cells.end(), table[v].numbers.begin(), table[v].numbers.end());
            labels.codes.insert(labels.codes.end(), table[v].codes.begin(), table[v].codes.end());
        }
        if (tables[0][v].is_factor())
            columns.push_back({tables[0][v].name, std::move(labels)});
        else
            columns.push_back({tables[0][v].name, std::move(cells)});
    }
    return datafiles::Table(std::move(columns));
}

/// Gaps filled, the regression fitted to each filled table, and pooled; the same seed, the same
/// answer.
json::object multiple_imputation(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    statistics::ImputationPlan plan;
    const auto times = [&](const char* field, std::uint64_t otherwise) {
        const auto told = whole_number_or(asked.spec, field, otherwise);
        if (told > 1000) throw CaseFault("\"" + std::string(field) + "\" is 1000 at most.");
        return static_cast<int>(told);
    };
    plan.imputations = times("imputations", 20);
    plan.rounds = times("rounds", 10);
    if (text_or(asked.spec, "numbers", "matching") == "normal")
        plan.numbers = statistics::FillNumbers::Normal;
    const auto seed = whole_number_or(asked.spec, "seed", 1);
    SeededRandom random(seed);
    const auto tables = statistics::impute(with_gaps(people, asked.spec), plan, random);
    if (!tables) return undefined(tables.reason());
    json::object spec = asked.spec;
    spec.erase("filter");
    spec["imputation"] = ".imputation";
    json::object out = pooled(fits(stacked(*tables), spec));
    out["seed"] = seed;
    return out;
}

constexpr NamedMethod all[] = {{"mi_pool", mi_pool}, {"multiple_imputation", multiple_imputation}};

}  // namespace

std::span<const NamedMethod> imputation_methods() { return all; }

}  // namespace breather::analysis
