// Repeated measures: which rows and terms, and the contrasts between arms at each visit.
#include <algorithm>
#include <map>
#include <regex>

#include "engines/statistics/mixed_model.h"
#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/mean_row.h"
#include "features/analysis/trial.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;
using Eigen::Index;
using Eigen::VectorXd;
using statistics::CovarianceOf;

/// "arm", "week", "arm:week", "a*b" (a, b and a:b); from `fixed`, else from `terms`.
struct FixedTerms {
    std::vector<std::string> names;  // those alone first, then those only in products
    std::size_t alone = 0;
    std::vector<std::vector<std::string>> products;
};

std::vector<std::string> cut(const std::string& text, const char* at) {
    const std::regex between(at);
    std::vector<std::string> out(std::sregex_token_iterator(text.begin(), text.end(), between, -1),
                                 std::sregex_token_iterator());
    return out;
}

FixedTerms fixed_terms(const json::object& spec) {
    std::vector<std::string> asked = texts_or(spec, "fixed", {});
    if (asked.empty() && spec.contains("terms")) {
        asked = term_names(spec);
        for (const auto& each : spec.at("terms").as_array())
            if (each.is_object() && each.as_object().contains("interaction")) {
                const auto names = texts(each.as_object(), "interaction");
                asked.push_back(names.at(0));
                for (std::size_t i = 1; i < names.size(); ++i) asked.back() += ":" + names[i];
            }
    }
    FixedTerms out;
    const auto main = [&](const std::string& name) {
        if (std::find(out.names.begin(), out.names.end(), name) == out.names.end())
            out.names.push_back(name);
    };
    for (const auto& each : asked) {
        const auto parts = cut(each, R"(\s*[:*]\s*)");
        if (parts.size() == 1 || each.find('*') != std::string::npos)
            for (const auto& part : parts) main(part);
        if (parts.size() > 1) out.products.push_back(parts);
    }
    out.alone = out.names.size();
    for (const auto& parts : out.products)
        for (const auto& part : parts) main(part);
    return out;
}

/// Levels that the spec gives: `<name>_levels`, or of its term.
std::vector<std::string> given_levels(const json::object& spec, const std::string& name) {
    if (spec.contains(name + "_levels")) return texts(spec, name + "_levels");
    if (!spec.contains("terms")) return {};
    for (const auto& each : spec.at("terms").as_array())
        if (each.is_object() && text_or(each.as_object(), "name", "") == name &&
            text_or(each.as_object(), "type", "") == "factor")
            return texts_or(each.as_object(), "levels", {});
    return {};
}

/// The table in one row for each visit, and what its columns are called.
struct Asked {
    datafiles::Table own;
    json::object spec;              // its filter in columns
    std::vector<std::string> also;  // columns that the filter wants to be there
    std::string outcome, person;
    std::string time;                 // as the spec says it: "week"; in the table it is "wk"
    std::vector<std::string> visits;  // empty: visits play no part
    FixedTerms fixed;
    std::string column_of(const std::string& name) const {
        return !time.empty() && name == time ? "wk" : name;
    }
};

std::string words_after(const json::object& spec, std::string_view field, const char* word) {
    std::smatch found;
    const std::string phrase = text_or(spec, field, "");
    const std::regex form(std::string("\\b") + word + R"(\s+(\S+))");
    return std::regex_search(phrase, found, form) ? found[1].str() : "";
}

std::optional<Visits> visits_asked(const json::object& spec, const TrialFiles& names) {
    const std::string outcome = text(spec, "outcome");
    if (auto found = visits(outcome)) return found;
    const std::string time = text_or(spec, "time", text_or(spec, "visit", ""));
    if (time.empty()) return {};
    return Visits{outcome, names.time.empty() ? time : names.time, given_levels(spec, time)};
}

/// What the spec says of the model is what is fitted, or it is refused.
void check_words(const json::object& spec, bool unstructured) {
    const auto told = [&](const char* field, const char* otherwise) {
        std::string out = text_or(spec, field, otherwise);
        for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return out;
    };
    const std::string by = told("estimation", "reml");
    if (by.find("reml") == std::string::npos && by.find("restricted") == std::string::npos)
        throw CaseFault("\"estimation\" says \"" + by + "\"; these models are fitted by REML.");
    const std::string covariance = told("covariance", "unstructured");
    if (unstructured && !covariance.starts_with("un") && covariance != "us")
        throw CaseFault("\"covariance\" says \"" + covariance +
                        "\"; an mmrm's is unstructured. One variance shared by a person's visits "
                        "is a linear_mixed_model.");
    const std::string random = told("random", "intercept");
    if (!unstructured && (random.find("slope") != std::string::npos || !random.starts_with("int")))
        throw CaseFault("\"random\" says \"" + random +
                        "\"; there can be an intercept: \"intercept by id\".");
}

Asked asked_of(const Case& of, Files& files) {
    OnePerPerson people(of, files);
    const auto& spec = of.spec;
    Asked out;
    out.fixed = fixed_terms(spec);
    auto phrase = visits_asked(spec, people.files());
    out.person = text_or(spec, "cluster", words_after(spec, "random", "by"));
    if (out.person.empty()) out.person = words_after(spec, "covariance", "within");
    if (out.person.empty()) out.person = people.files().id.empty() ? "id" : people.files().id;
    out.spec = with_plain_filter(spec, people, out.also);
    if (!phrase || people.files().visits.empty()) {
        out.outcome = phrase ? phrase->column : text(spec, "outcome");
        out.own = files.get(of.files.at(0));
        return out;
    }
    out.time = phrase->time;
    phrase->time = people.files().time;
    if (phrase->at.empty()) {
        const auto& seen = files.get(people.files().visits);
        phrase->at = levels_of(column(seen, phrase->time), chosen(seen, {}));
    }
    out.visits = given_levels(spec, out.time);
    if (out.visits.empty()) out.visits = phrase->at;
    phrase->at = out.visits;
    out.outcome = phrase->column;
    for (const auto& name : out.fixed.names)
        if (name != out.time) people.need(name);
    out.own = one_per_visit(people, files, *phrase);
    return out;
}

struct Rowed {
    Rows rows;
    std::vector<statistics::Variable> variables;
    std::vector<statistics::Term> terms;
    statistics::RepeatedMeasures data;
    std::optional<std::size_t> arm, visit;  // places among the variables
};

statistics::Design design_of(const std::vector<statistics::Variable>& variables,
                             const std::vector<statistics::Term>& terms, Index rows) {
    if (variables.empty()) return {Eigen::MatrixXd::Ones(rows, 1), {"(Intercept)"}, {-1}};
    return statistics::design(variables, terms);
}

statistics::Variable variable(const Asked& asked, const json::object& spec, const std::string& name,
                              Rows& rows) {
    const auto& cells = column(asked.own, asked.column_of(name));
    statistics::Variable out{asked.column_of(name), {}, {}, given_levels(spec, name)};
    if (name == asked.time) out.levels = asked.visits;
    if (out.levels.empty() && !cells.is_numeric()) out.levels = levels_of(cells, rows);
    if (!out.is_factor()) return out;
    const auto places = codes(cells, rows, out.levels);
    Rows kept;
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (places[row] >= 0) kept.push_back(rows[row]);
    rows = std::move(kept);
    return out;
}

void put_terms(Rowed& out, const Asked& asked) {
    const auto place = [&](const std::string& name) {
        std::size_t v = 0;
        while (out.variables[v].name != asked.column_of(name)) ++v;
        return v;
    };
    for (std::size_t v = 0; v < asked.fixed.alone; ++v) out.terms.push_back({v});
    for (const auto& names : asked.fixed.products) {
        statistics::Term term;
        for (const auto& name : names) term.push_back(place(name));
        std::sort(term.begin(), term.end());  // as R names it: in the order of the main effects
        out.terms.push_back(std::move(term));
    }
}

Rowed rowed(const Asked& asked) {
    const auto& spec = asked.spec;
    Rowed out;
    std::vector<std::string> needed{asked.outcome, asked.person};
    for (const auto& name : asked.fixed.names) needed.push_back(asked.column_of(name));
    needed.insert(needed.end(), asked.also.begin(), asked.also.end());
    out.rows = complete(asked.own, chosen(asked.own, spec), needed);
    for (const auto& name : asked.fixed.names)
        out.variables.push_back(variable(asked, spec, name, out.rows));
    for (auto& each : out.variables) {
        const auto& cells = column(asked.own, each.name);
        if (each.is_factor())
            each.codes = codes(cells, out.rows, each.levels);
        else
            each.numbers = numbers(cells, out.rows);
    }
    const std::string arm = arm_column(spec, asked.own);
    for (std::size_t v = 0; v < out.variables.size(); ++v) {
        if (out.variables[v].name == arm && out.variables[v].is_factor()) out.arm = v;
        if (!asked.visits.empty() && out.variables[v].name == "wk") out.visit = v;
    }
    put_terms(out, asked);
    const Index rows = static_cast<Index>(out.rows.size());
    out.data.design = design_of(out.variables, out.terms, rows);
    const auto values = numbers(column(asked.own, asked.outcome), out.rows);
    out.data.y = Eigen::Map<const VectorXd>(values.data(), rows);
    out.data.person = person_codes(column(asked.own, asked.person), out.rows);
    out.data.visits = asked.visits;
    if (!asked.visits.empty())
        out.data.visit = codes(column(asked.own, "wk"), out.rows, asked.visits);
    return out;
}

json::value test_json(const std::optional<statistics::ContrastTest>& found, const char* df) {
    if (!found) return nullptr;
    return json::object{{"se", number(found->se)},        {df, number(found->df)},
                        {"t", number(found->t)},          {"p", number(found->p)},
                        {"low", number(found->ci95.low)}, {"high", number(found->ci95.high)}};
}

json::object contrast_json(std::string label, const statistics::MixedModel& model,
                           const VectorXd& weights) {
    const auto found = statistics::contrast(model, weights);
    json::object out{{"label", std::move(label)},
                     {"estimate", nullptr},
                     {"model_based", nullptr},
                     {"kenward_roger_expected", nullptr},
                     {"kenward_roger_observed", nullptr}};
    if (!found) return out;
    out["estimate"] = number(found->estimate);
    out["model_based"] = test_json(found->satterthwaite, "satterthwaite_df");
    out["kenward_roger_expected"] = test_json(found->kenward_roger_expected, "df");
    out["kenward_roger_observed"] = test_json(found->kenward_roger_observed, "df");
    return out;
}

/// The design's row of somebody in this arm at this visit, numbers at their means.
VectorXd row_of(const Rowed& from, int arm, int visit) {
    std::vector<statistics::Variable> one;
    for (std::size_t v = 0; v < from.variables.size(); ++v) {
        const auto& each = from.variables[v];
        statistics::Variable made{each.name, {}, {}, each.levels};
        if (each.is_factor())
            made.codes = {v == from.arm ? arm : v == from.visit ? visit : 0};
        else {
            double mean = 0;
            for (const double value : each.numbers)
                mean += value / static_cast<double>(each.numbers.size());
            made.numbers = {mean};
        }
        one.push_back(std::move(made));
    }
    return statistics::design(one, from.terms).x.row(0).transpose();
}

/// What each arm has at each visit; intervals by Kenward and Roger, as the contrasts'.
json::array adjusted_means(const Rowed& from, const Asked& asked,
                           const statistics::MixedModel& model) {
    json::array out;
    if (!from.arm) return out;
    const auto& arms = from.variables[*from.arm].levels;
    const std::size_t visits = from.visit ? asked.visits.size() : 1;
    for (std::size_t arm = 0; arm < arms.size(); ++arm)
        for (std::size_t v = 0; v < visits; ++v) {
            std::map<std::size_t, int> held{{*from.arm, static_cast<int>(arm)}};
            if (from.visit) held[*from.visit] = static_cast<int>(v);
            const auto found =
                statistics::contrast(model, mean_row(from.variables, from.terms, held));
            json::object own{{"arm", arms[arm]}, {"mean", nullptr}, {"se", nullptr},
                             {"df", nullptr},    {"low", nullptr},  {"high", nullptr}};
            if (from.visit) own[asked.time] = asked.visits[v];
            if (found) own["mean"] = number(found->estimate);
            if (found && found->kenward_roger_observed) {
                own["se"] = number(found->kenward_roger_observed->se);
                own["df"] = number(found->kenward_roger_observed->df);
                own["low"] = number(found->kenward_roger_observed->ci95.low);
                own["high"] = number(found->kenward_roger_observed->ci95.high);
            }
            out.push_back(std::move(own));
        }
    return out;
}

/// Every pair of arms at every visit.
json::array at_visits(const Rowed& from, const Asked& asked, const statistics::MixedModel& model) {
    json::array out;
    if (!from.arm) return out;
    const auto& arms = from.variables[*from.arm].levels;
    const std::size_t visits = from.visit ? asked.visits.size() : 1;
    for (std::size_t v = 0; v < visits; ++v)
        for (std::size_t base = 0; base < arms.size(); ++base)
            for (std::size_t other = base + 1; other < arms.size(); ++other) {
                const int at = static_cast<int>(v);
                std::string label = arms[other] + " - " + arms[base];
                if (from.visit) label += ", " + asked.time + " " + asked.visits[v];
                out.push_back(contrast_json(std::move(label), model,
                                            row_of(from, static_cast<int>(other), at) -
                                                row_of(from, static_cast<int>(base), at)));
            }
    return out;
}

/// How much more an arm changes than another, from the first visit to each later one.
json::array of_changes(const Rowed& from, const Asked& asked, const statistics::MixedModel& model) {
    json::array out;
    if (!from.arm || !from.visit) return out;
    const auto& arms = from.variables[*from.arm].levels;
    const auto change = [&](std::size_t arm, std::size_t visit) -> VectorXd {
        return row_of(from, static_cast<int>(arm), static_cast<int>(visit)) -
               row_of(from, static_cast<int>(arm), 0);
    };
    for (std::size_t v = 1; v < asked.visits.size(); ++v)
        for (std::size_t base = 0; base < arms.size(); ++base)
            for (std::size_t other = base + 1; other < arms.size(); ++other)
                out.push_back(contrast_json(arms[other] + " - " + arms[base] + ", change from " +
                                                asked.time + " " + asked.visits[0] + " to " +
                                                asked.time + " " + asked.visits[v],
                                            model, change(other, v) - change(base, v)));
    return out;
}

json::value joint_json(const std::optional<statistics::JointTest>& found) {
    if (!found) return nullptr;
    return json::object{{"F", number(found->f)},
                        {"df1", number(found->df1)},
                        {"df2", number(found->df2)},
                        {"p", number(found->p)},
                        {"scale", number(found->scale)}};
}

json::value arm_by_visit(const Rowed& from, const statistics::MixedModel& model) {
    if (!from.arm || !from.visit) return nullptr;
    statistics::Term wanted{*from.arm, *from.visit};
    std::sort(wanted.begin(), wanted.end());
    const auto& design = from.data.design;
    std::vector<Index> columns;
    for (std::size_t c = 0; c < design.names.size(); ++c)
        if (design.term_of[c] >= 0 &&
            from.terms[static_cast<std::size_t>(design.term_of[c])] == wanted)
            columns.push_back(static_cast<Index>(c));
    if (columns.empty()) return nullptr;
    Eigen::MatrixXd tests =
        Eigen::MatrixXd::Zero(static_cast<Index>(columns.size()), design.x.cols());
    for (std::size_t row = 0; row < columns.size(); ++row)
        tests(static_cast<Index>(row), columns[row]) = 1;
    using statistics::Information;
    return json::object{
        {"kenward_roger_expected", joint_json(joint_test(model, tests, Information::Expected))},
        {"kenward_roger_observed", joint_json(joint_test(model, tests, Information::Observed))}};
}

json::object answer(const statistics::MixedModel& found) {
    json::array fixed;
    for (const auto& each : found.fixed)
        fixed.push_back(json::object{
            {"term", each.term}, {"estimate", number(each.estimate)}, {"se", number(each.se)}});
    return {{"participants", found.people},
            {"observations", found.observations},
            {"fixed", std::move(fixed)},
            {"aliased", json::value_from(found.aliased)},
            {"minus2_reml_log_lik", number(found.minus2_reml_log_lik)}};
}

json::object mmrm(const Case& of, Files& files) {
    check_words(of.spec, true);
    const Asked asked = asked_of(of, files);
    if (asked.visits.empty())
        throw CaseFault("An mmrm needs visits: \"outcome\": \"<column> at weeks 8 and 16\".");
    const Rowed rows = rowed(asked);
    const auto found = statistics::mixed_model(rows.data, CovarianceOf::Unstructured);
    if (!found) return undefined(found.reason());
    json::object out = answer(*found);
    json::array covariance;
    for (Index a = 0; a < found->covariance.rows(); ++a) {
        json::array row;
        for (Index b = 0; b < found->covariance.cols(); ++b)
            row.push_back(number(found->covariance(a, b)));
        covariance.push_back(std::move(row));
    }
    out["covariance"] = std::move(covariance);
    out["adjusted_means"] = adjusted_means(rows, asked, *found);
    out["contrasts"] = at_visits(rows, asked, *found);
    out["arm_by_" + asked.time + "_test"] = arm_by_visit(rows, *found);
    return out;
}

json::object linear_mixed_model(const Case& of, Files& files) {
    check_words(of.spec, false);
    const Asked asked = asked_of(of, files);
    const Rowed rows = rowed(asked);
    const auto found = statistics::mixed_model(rows.data, CovarianceOf::RandomIntercept);
    if (!found) return undefined(found.reason());
    json::object out = answer(*found);
    out["var_intercept"] = number(found->var_intercept);
    out["var_residual"] = number(found->var_residual);
    out["icc"] = number(found->icc);
    auto changes = of_changes(rows, asked, *found);
    const std::string wanted = text_or(of.spec, "contrast", "");
    // Without a word: the last arm against the first, from the first visit to the second.
    const std::size_t arms = rows.arm ? rows.variables[*rows.arm].levels.size() : 0;
    for (std::size_t c = 0; c < changes.size(); ++c)
        if (wanted.empty() ? c + 2 == arms : changes[c].at("label").as_string() == wanted)
            out["contrast"] = changes[c];
    auto all = at_visits(rows, asked, *found);
    for (auto& each : changes) all.push_back(std::move(each));
    out["adjusted_means"] = adjusted_means(rows, asked, *found);
    out["contrasts"] = std::move(all);
    out["arm_by_" + (asked.time.empty() ? "visit" : asked.time) + "_test"] =
        arm_by_visit(rows, *found);
    return out;
}

constexpr NamedMethod all[] = {{"mmrm", mmrm}, {"linear_mixed_model", linear_mixed_model}};

}  // namespace

std::span<const NamedMethod> mixed_methods() { return all; }

}  // namespace breather::analysis
