#include <map>

#include "engines/statistics/wcls.h"
#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

Eigen::VectorXd vector_of(const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
}

/// Moderators or controls: names, or terms as models have them, of which `levels` then tells.
struct Terms {
    std::vector<std::string> names;
    std::map<std::string, std::vector<std::string>> levels;  // the reference first
};

Terms terms_of(const json::object& spec, std::string_view field) {
    Terms out;
    const auto* found = spec.if_contains(field);
    if (!found || !found->is_array()) {
        out.names = texts_or(spec, field, {});
        return out;
    }
    for (const auto& each : found->as_array()) {
        if (!each.is_object()) {
            out.names.push_back(texts(json::object{{field, json::array{each}}}, field).at(0));
            continue;
        }
        const auto& term = each.as_object();
        out.names.push_back(text(term, "name"));
        if (text_or(term, "type", "numeric") != "factor" || !term.contains("levels")) continue;
        auto& levels = out.levels[out.names.back()] = texts(term, "levels");
        const auto at = std::find(levels.begin(), levels.end(), text_or(term, "reference", ""));
        if (at != levels.end()) std::rotate(levels.begin(), at, at + 1);
    }
    return out;
}

/// Columns by name: numbers as they are, text by its levels. "a:b" is their product.
statistics::Design asked_design(const datafiles::Table& table, const Rows& rows,
                                const Terms& asked) {
    std::vector<statistics::Variable> variables;
    std::vector<statistics::Term> terms;
    const auto place = [&](const std::string& name) {
        for (std::size_t v = 0; v < variables.size(); ++v)
            if (variables[v].name == name) return v;
        const auto& cells = column(table, name);
        statistics::Variable made{name, {}, {}, {}};
        const auto levels = asked.levels.find(name);
        if (cells.is_numeric() && levels == asked.levels.end()) {
            made.numbers = numbers(cells, rows);
        } else {
            made.levels = levels == asked.levels.end() ? levels_of(cells, rows) : levels->second;
            made.codes = codes(cells, rows, made.levels);
        }
        variables.push_back(std::move(made));
        return variables.size() - 1;
    };
    for (const auto& name : asked.names) {
        const auto colon = name.find(':');
        if (colon == std::string::npos)
            terms.push_back({place(name)});
        else
            terms.push_back({place(name.substr(0, colon)), place(name.substr(colon + 1))});
    }
    return design_of(variables, terms, rows.size());
}

struct Wanted {
    std::string person, outcome, treatment, probability, availability;
    Terms moderators, controls;
};

Rows rows_of(const datafiles::Table& table, const json::object& spec, const Wanted& wanted) {
    std::vector<std::string> needed{wanted.person, wanted.outcome, wanted.treatment,
                                    wanted.probability};
    for (const auto* list : {&wanted.moderators, &wanted.controls})
        for (const auto& name : list->names) {
            const auto colon = name.find(':');
            needed.push_back(name.substr(0, colon));
            if (colon != std::string::npos) needed.push_back(name.substr(colon + 1));
        }
    Rows rows = chosen(table, spec);
    if (!wanted.availability.empty()) {
        const auto& available = column(table, wanted.availability);
        std::erase_if(rows, [&](auto row) {
            return available.is_missing(row) || available.is(row, "0") || available.is(row, "no") ||
                   available.is(row, "FALSE") || available.is(row, "false");
        });
    }
    rows = complete(table, rows, needed);
    for (const auto* list : {&wanted.moderators, &wanted.controls})
        for (const auto& [name, levels] : list->levels) {
            const auto places = codes(column(table, name), rows, levels);
            std::size_t row = 0;
            std::erase_if(rows, [&](auto) { return places[row++] < 0; });
        }
    return rows;
}

json::array effects(const std::vector<statistics::WclsEffect>& list) {
    json::array out;
    for (const auto& each : list)
        out.push_back(json::object{{"term", each.term},
                                   {"estimate", number(each.estimate)},
                                   {"se", number(each.se)},
                                   {"t", number(each.t)},
                                   {"df", number(each.df)},
                                   {"p", number(each.p)},
                                   {"low", number(each.ci95.low)},
                                   {"high", number(each.ci95.high)}});
    return out;
}

json::object answer(const statistics::WclsModel& found) {
    json::array controls;
    for (const auto& each : found.controls)
        controls.push_back(json::object{{"term", each.term},
                                        {"estimate", number(each.estimate)},
                                        {"se_small_sample", number(each.se)}});
    return {{"participants", found.people},
            {"decision_points_available", found.points},
            {"effects_small_sample", effects(found.effects)},
            {"effects_uncorrected", effects(found.effects_plain)},
            {"control", std::move(controls)},
            {"joint_test", json::object{{"hotelling_T2", number(found.hotelling_t2)},
                                        {"F", number(found.f)},
                                        {"df1", number(found.df1)},
                                        {"df2", number(found.df2)},
                                        {"p", number(found.p)}}}};
}

json::object wcls(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const auto& spec = asked.spec;
    const Wanted wanted{text(spec, "participant"),         text(spec, "outcome"),
                        text(spec, "treatment"),           text(spec, "probability"),
                        text_or(spec, "availability", ""), terms_of(spec, "moderators"),
                        terms_of(spec, "controls")};
    const Rows rows = rows_of(table, spec, wanted);
    const auto& people = column(table, wanted.person);
    const statistics::DecisionPoints data{
        person_codes(people, rows),
        vector_of(numbers(column(table, wanted.outcome), rows)),
        vector_of(numbers(column(table, wanted.treatment), rows)),
        vector_of(numbers(column(table, wanted.probability), rows)),
        asked_design(table, rows, wanted.controls),
        asked_design(table, rows, wanted.moderators)};
    const auto found = statistics::wcls(data, number_or(spec, "numerator", 0.5));
    return found ? answer(*found) : undefined(found.reason());
}

constexpr NamedMethod all[] = {{"wcls", wcls}};

}  // namespace

std::span<const NamedMethod> micro_randomised_methods() { return all; }

}  // namespace breather::analysis
