#include <cmath>

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

statistics::Design design_of(const Model& rows) {
    if (!rows.variables.empty()) return rows.design();
    return {Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(rows.rows.size()), 1),
            {"(Intercept)"},
            {-1}};
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
            statistics::linear_model(design_of(*rows), vector_of(numbers(outcome, rows->rows)));
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

json::object mi_pool(const Case& asked, Files& files) {
    const auto& table = files.get(text_or(asked.spec, "imputations", asked.files.back()));
    const auto found = fits(table, asked.spec);
    if (!found) return undefined(found.reason());
    json::array coefficients;
    for (std::size_t t = 0; t < found->terms.size(); ++t) {
        const auto pooled = statistics::pool(found->estimates[t], found->variances[t],
                                             static_cast<double>(found->df));
        if (!pooled) return undefined(pooled.reason());
        coefficients.push_back(coefficient(found->terms[t], *pooled));
    }
    return {{"m", found->estimates.front().size()},
            {"n", found->n},
            {"df_complete", found->df},
            {"coefficients", std::move(coefficients)}};
}

constexpr NamedMethod all[] = {{"mi_pool", mi_pool}};

}  // namespace

std::span<const NamedMethod> imputation_methods() { return all; }

}  // namespace breather::analysis
