#include <limits>

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

statistics::Outcome<Fits> fits(const datafiles::Table& table, const json::object& spec) {
    const std::string imputation = text(spec, "imputation"), outcome = text(spec, "outcome");
    const auto& numbered = column(table, imputation);
    Fits out;
    for (const auto& level : levels_of(numbered, chosen(table, spec))) {
        if (level == "0" && number_or(spec, "keep_original", 0) == 0 &&
            complete(table, chosen(table, {{"filter", {{imputation, level}}}}), {outcome}).size() <
                chosen(table, {{"filter", {{imputation, level}}}}).size())
            continue;  // mice's long form: 0 is the data with their gaps
        json::object own = spec;
        json::object filter =
            spec.contains("filter") ? spec.at("filter").as_object() : json::object{};
        filter[imputation] = level;
        own["filter"] = filter;
        const Model rows = model(table, own, {outcome});
        const statistics::Design design =
            rows.variables.empty()
                ? statistics::Design{Eigen::MatrixXd::Ones(
                                         static_cast<Eigen::Index>(rows.rows.size()), 1),
                                     {"(Intercept)"},
                                     {-1}}
                : rows.design();
        const auto found =
            statistics::linear_model(design, vector_of(numbers(column(table, outcome), rows.rows)));
        if (!found) return found.reason();
        if (!found->sigma) return statistics::Undefined{statistics::Why::TooFew, imputation};
        std::vector<std::string> terms;
        for (const auto& each : found->coefficients) terms.push_back(each.term);
        if (out.terms.empty()) {
            out.terms = terms;
            out.estimates.resize(terms.size());
            out.variances.resize(terms.size());
            out.n = found->n;
            out.df = found->df_residual;
        }
        if (terms != out.terms)
            return statistics::Undefined{statistics::Why::Collinear, imputation};
        for (std::size_t t = 0; t < terms.size(); ++t) {
            out.estimates[t].push_back(found->coefficients[t].estimate);
            out.variances[t].push_back(*found->coefficients[t].se * *found->coefficients[t].se);
        }
        out.n = std::min(out.n, found->n);
        out.df = std::min(out.df, found->df_residual);
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
