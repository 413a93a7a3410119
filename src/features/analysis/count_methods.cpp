#include <cmath>
#include <regex>

#include "engines/statistics/counts.h"
#include "engines/statistics/description.h"
#include "features/analysis/answer.h"
#include "features/analysis/described.h"
#include "features/analysis/families.h"
#include "features/analysis/trial.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

/// "log(exposure_weeks)", or the field "exposure", is a column on the scale of counts; any other
/// offset one that is a log already.
struct Offset {
    std::string column;
    bool logged = false;
};

Offset offset_of(const json::object& spec) {
    const std::string exposure = text_or(spec, "exposure", "");
    if (!exposure.empty() && spec.contains("offset"))
        throw CaseFault("\"exposure\" and \"offset\" say the same; leave one out.");
    if (!exposure.empty()) return {exposure, true};
    const std::string words = text_or(spec, "offset", "");
    static const std::regex form(R"(^\s*(?:log|ln)\s*\(\s*(.+?)\s*\)\s*$)");
    std::smatch found;
    if (std::regex_match(words, found, form)) return {found[1], true};
    return {words, false};
}

struct CountCase {
    statistics::Design design;
    statistics::CountData data;
    Rows rows;
};

Eigen::VectorXd vector_of(const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
}

CountCase read(OnePerPerson& people, const json::object& spec) {
    const Offset offset = offset_of(spec);
    std::vector<std::string> more;
    if (!offset.column.empty()) more.push_back(offset.column);
    auto chosen = people_model(people, spec, more);
    CountCase out{chosen.model.design(), {}, chosen.model.rows};
    out.data.y = vector_of(chosen.outcome);
    out.data.weights = vector_of(chosen.weights);
    if (offset.column.empty()) return out;
    auto values = numbers(column(people.table(), offset.column), chosen.model.rows);
    if (offset.logged)
        for (double& value : values) {
            if (value <= 0)
                throw CaseFault(
                    "Column \"" + offset.column +
                    "\" holds a value that is not above 0; its logarithm is the offset.");
            value = std::log(value);
        }
    out.data.offset = vector_of(values);
    return out;
}

json::object coefficient(const statistics::CountCoefficient& each, const char* other) {
    json::object out{{"term", each.term},
                     {"estimate", number(each.estimate)},
                     {"se", number(each.se)},
                     {"z", number(each.z)},
                     {"p", number(each.p)},
                     {"irr", number(each.irr)},
                     {"irr_low", number(each.irr_ci95.low)},
                     {"irr_high", number(each.irr_ci95.high)}};
    out[other] = number(each.se_other);
    return out;
}

json::object poisson(const CountCase& asked) {
    const auto found = statistics::poisson_model(asked.design, asked.data);
    if (!found) return undefined(found.reason());
    json::array coefficients;
    for (const auto& each : found->coefficients)
        coefficients.push_back(coefficient(each, "se_quasi"));
    return {{"n", found->n},
            {"coefficients", std::move(coefficients)},
            {"aliased", json::value_from(found->aliased)},
            {"deviance", number(found->deviance)},
            {"null_deviance", number(found->null_deviance)},
            {"df_residual", found->df_residual},
            {"log_lik", number(found->log_lik)},
            {"pearson_chi2", number(found->pearson_chi2)},
            {"dispersion", number(found->dispersion)}};
}

json::object negative_binomial(const CountCase& asked) {
    const auto found = statistics::negative_binomial_model(asked.design, asked.data);
    if (!found) return undefined(found.reason());
    json::array coefficients;
    for (const auto& each : found->coefficients)
        coefficients.push_back(coefficient(each, "se_observed_info"));
    return {{"n", found->n},
            {"theta", number(found->theta)},
            {"alpha", number(found->alpha)},
            {"coefficients", std::move(coefficients)},
            {"aliased", json::value_from(found->aliased)},
            {"log_lik", number(found->log_lik)}};
}

json::object poisson_regression(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    return poisson(read(people, asked.spec));
}

json::object negative_binomial_regression(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    return negative_binomial(read(people, asked.spec));
}

/// The counts described in each level of the first factor, missing ones counted.
json::object described_by_group(OnePerPerson& people, const json::object& spec) {
    std::vector<std::string> also;
    const auto plain = with_plain_filter(spec, people, also);
    const auto& cells = column(people.table(), text(spec, "outcome"));
    const Rows rows = chosen(people.table(), plain);
    for (const auto& each : spec.at("terms").as_array()) {
        if (!each.is_object() || text_or(each.as_object(), "type", "") != "factor") continue;
        const auto& group = column(people.table(), text(each.as_object(), "name"));
        json::object out;
        for (const auto& level : texts_or(each.as_object(), "levels", levels_of(group, rows))) {
            Rows own;
            for (const auto row : rows)
                if (group.is(row, level)) own.push_back(row);
            out[level] = described(cells, own);
        }
        return out;
    }
    return described(cells, rows);
}

json::object count_models(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    const CountCase counts = read(people, asked.spec);
    return {{"describe", described_by_group(people, asked.spec)},
            {"poisson", poisson(counts)},
            {"negative_binomial", negative_binomial(counts)}};
}

constexpr NamedMethod all[] = {{"poisson_regression", poisson_regression},
                               {"negative_binomial_regression", negative_binomial_regression},
                               {"count_models", count_models}};

}  // namespace

std::span<const NamedMethod> count_methods() { return all; }

}  // namespace breather::analysis
