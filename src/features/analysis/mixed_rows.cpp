#include "features/analysis/mixed_rows.h"

#include <algorithm>
#include <regex>

namespace breather::analysis {
namespace {

namespace json = boost::json;
using Eigen::Index;
using Eigen::VectorXd;

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

std::string words_after(const json::object& spec, std::string_view field, const char* word) {
    std::smatch found;
    const std::string phrase = text_or(spec, field, "");
    const std::regex form(std::string("\\b") + word + R"(\s+(\S+))");
    return std::regex_search(phrase, found, form) ? found[1].str() : "";
}

/// "(1|id)", as lme4 has it.
std::string behind_bar(const std::string& random) {
    std::smatch found;
    return std::regex_match(random, found, std::regex(R"(\(1\s*\|\s*(\S+?)\s*\))")) ? found[1].str()
                                                                                    : "";
}

std::optional<Visits> visits_asked(const json::object& spec, const TrialFiles& names) {
    const std::string outcome = text(spec, "outcome");
    if (auto found = visits(outcome)) return found;
    const std::string time = text_or(spec, "time", text_or(spec, "visit", ""));
    if (time.empty()) return {};
    return Visits{outcome, names.time.empty() ? time : names.time, given_levels(spec, time)};
}

statistics::Variable variable(const AskedRepeats& asked, const json::object& spec,
                              const std::string& name, Rows& rows) {
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

void put_terms(RepeatRows& out, const AskedRepeats& asked) {
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

}  // namespace

void check_words(const json::object& spec, bool unstructured) {
    const auto told = [&](const char* field, const char* otherwise) {
        std::string out = text_or(spec, field, otherwise);
        for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        std::erase(out, ' ');
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
    if (!unstructured && (random.find("slope") != std::string::npos ||
                          !(random.starts_with("int") || random.starts_with("(1|"))))
        throw CaseFault("\"random\" says \"" + random +
                        "\"; there can be an intercept: \"intercept by id\".");
}

AskedRepeats asked_of(const Case& of, Files& files) {
    OnePerPerson people(of, files);
    const auto& spec = of.spec;
    AskedRepeats out;
    out.fixed = fixed_terms(spec);
    auto phrase = visits_asked(spec, people.files());
    out.person = text_or(spec, "cluster", words_after(spec, "random", "by"));
    if (out.person.empty()) out.person = behind_bar(text_or(spec, "random", ""));
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

RepeatRows rowed(const AskedRepeats& asked) {
    const auto& spec = asked.spec;
    RepeatRows out;
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
    out.data.design = design_of(out.variables, out.terms, out.rows.size());
    const auto values = numbers(column(asked.own, asked.outcome), out.rows);
    out.data.y = Eigen::Map<const VectorXd>(values.data(), rows);
    out.data.person = person_codes(column(asked.own, asked.person), out.rows);
    out.data.visits = asked.visits;
    if (!asked.visits.empty())
        out.data.visit = codes(column(asked.own, "wk"), out.rows, asked.visits);
    return out;
}

}  // namespace breather::analysis
