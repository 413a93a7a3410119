// What a trial's report opens with: who went where, who they were, how far the groups are apart.
#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "engines/statistics/description.h"
#include "engines/statistics/reliable_change.h"
#include "features/analysis/answer.h"
#include "features/analysis/described.h"
#include "features/analysis/families.h"
#include "features/analysis/trial.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

Rows all_rows(const datafiles::Table& table) { return chosen(table, {}); }

std::vector<std::string> as_they_appear(const datafiles::Column& cells) {
    std::vector<std::string> out;
    for (std::uint32_t row = 0; row < cells.rows(); ++row)
        if (!cells.is_missing(row) &&
            std::find(out.begin(), out.end(), cells.text(row)) == out.end())
            out.push_back(cells.text(row));
    return out;
}

/// The arms in the order of the spec, else as they first appear in the file.
std::vector<std::string> arms_of(const datafiles::Table& people, const json::object& spec,
                                 const std::string& arm) {
    for (const std::string_view field : {"levels", "arm_levels", "arms"})
        if (spec.contains(field)) return texts(spec, field);
    return as_they_appear(column(people, arm));
}

Rows rows_in(const datafiles::Table& people, const std::string& arm, const std::string& level) {
    const auto& cells = column(people, arm);
    Rows rows = all_rows(people);
    std::erase_if(rows, [&](auto row) { return !cells.is(row, level); });
    return rows;
}

/// The spec's, else the one that is called so, else the first of several.
std::string first_visit(const json::object& spec, const std::vector<std::string>& visits) {
    if (auto named = text_or(spec, "baseline_visit", ""); !named.empty()) return named;
    for (const auto& visit : visits)
        for (const char* word : {"base", "Base", "pre", "Pre", "screen", "Screen", "t0", "T0"})
            if (visit.starts_with(word)) return visit;
    return visits.size() > 1 ? visits.front() : "";
}

/// Who has a measurement at which visit; the measure is the spec's, or the first number of the
/// file.
struct Flow {
    std::vector<std::string> visits;                    // after the first one, in order
    std::map<std::string, std::set<std::string>> seen;  // visit → ids
};

Flow flow_of(const OnePerPerson& people, Files& files, const json::object& spec) {
    Flow out;
    const auto& names = people.files();
    if (names.visits.empty()) return out;
    const auto& table = files.get(names.visits);
    std::string measure = text_or(spec, "outcome", "");
    if (const auto phrase = visits(measure)) measure = phrase->column;
    for (const auto& each : table.columns())
        if (measure.empty() && each.name != names.id && each.name != names.time &&
            each.holds_numbers())
            measure = each.name;
    const auto& ids = column(table, names.id);
    const auto& times = column(table, names.time);
    const auto& cells = column(table, measure);
    out.visits = times.is_numeric() ? levels_of(times, all_rows(table)) : as_they_appear(times);
    std::erase(out.visits, first_visit(spec, out.visits));
    for (const auto row : all_rows(table))
        if (!cells.is_missing(row) && !times.is_missing(row))
            out.seen[times.text(row)].insert(ids.text(row));
    return out;
}

/// How many of these began: a use of the programme above 0. Null where nobody there has that at
/// all.
void put_started(json::object& out, const datafiles::Table& people, const Rows& rows,
                 const json::object& spec) {
    for (const auto* field : {"started", "never_started"}) out[field] = nullptr;
    const std::string named = text_or(spec, "started", people.find("logins") ? "logins" : "");
    const datafiles::Column* use = named.empty() ? nullptr : &column(people, named);
    for (const std::string_view other : {"sessions", "core_modules", "modules"})
        if (!use) use = people.find(other);
    if (!use || complete(people, rows, {use->name}).empty()) return;
    const auto values = numbers(*use, rows);
    const auto began = std::count_if(values.begin(), values.end(), [](double v) { return v > 0; });
    out["started"] = began;
    out["never_started"] = static_cast<std::int64_t>(rows.size()) - began;
}

json::object arm_flow(const OnePerPerson& people, const Rows& rows, const Flow& flow,
                      const json::object& spec) {
    json::object out{{"allocated", rows.size()}};
    put_started(out, people.table(), rows, spec);
    const auto* ids = people.table().find(people.files().id);
    std::set<std::string> any;
    for (const auto& visit : flow.visits) {
        const auto seen = flow.seen.find(visit);
        std::size_t count = 0;
        for (const auto row : rows)
            if (seen != flow.seen.end() && seen->second.contains(ids->text(row))) {
                ++count;
                any.insert(ids->text(row));
            }
        out["outcome_" + people.files().time + visit] = count;
        out["lost_" + people.files().time + visit] = rows.size() - count;
    }
    out["any_post_baseline"] = any.size();
    return out;
}

json::object consort_flow(const Case& asked, Files& files) {
    const OnePerPerson people(asked, files);
    const auto& table = people.table();
    const std::string arm = arm_column(asked.spec, people.table());
    const std::string reason = text_or(asked.spec, "exclusion", "exclusion");
    json::object excluded, by_arm;
    if (const auto* cells = table.find(reason)) {
        std::map<std::string, std::size_t> reasons;
        for (const auto row : all_rows(table))
            if (!cells->is_missing(row)) ++reasons[cells->text(row)];
        for (const auto& [name, count] : reasons) excluded[name] = count;
    }
    const auto& arms = column(table, arm);
    const Flow flow = flow_of(people, files, asked.spec);
    std::size_t randomised = 0;
    for (const auto row : all_rows(table)) randomised += !arms.is_missing(row);
    for (const auto& level : arms_of(table, asked.spec, arm))
        by_arm[level] = arm_flow(people, rows_in(table, arm, level), flow, asked.spec);
    return {{"screened", table.rows()},
            {"excluded", std::move(excluded)},
            {"randomised", randomised},
            {"by_arm", std::move(by_arm)}};
}

/// How many have each level; of two, also which part of all has the first of them.
json::object categories(const datafiles::Column& cells, const Rows& rows,
                        const std::vector<std::string>& levels) {
    json::object out;
    std::size_t n = 0, first = 0;
    for (const auto row : rows) n += !cells.is_missing(row);
    for (const auto& level : levels) {
        std::size_t count = 0;
        for (const auto row : rows) count += cells.is(row, level);
        if (&level == &levels.front()) first = count;
        out[level] = count;
    }
    if (levels.size() > 2) return out;
    out["n"] = n;
    out["k"] = first;
    out["percent"] = nullptr;
    if (n > 0) out["percent"] = 100 * static_cast<double>(first) / static_cast<double>(n);
    return out;
}

json::object baseline_table(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    const auto continuous = texts_or(asked.spec, "continuous", {});
    for (const auto& name : continuous) people.need(name);
    const auto& table = people.table();
    const std::string arm = arm_column(asked.spec, people.table());
    const Rows chosen_rows = chosen(table, asked.spec);
    json::object out;
    const auto by_arm = [&](auto&& part) {
        json::object each;
        for (const auto& level : arms_of(table, asked.spec, arm)) {
            Rows own = chosen_rows;
            const auto& cells = column(table, arm);
            std::erase_if(own, [&](auto row) { return !cells.is(row, level); });
            each[level] = part(own);
        }
        return each;
    };
    for (const auto& name : continuous)
        out[name] = by_arm([&](const Rows& rows) { return described(column(table, name), rows); });
    if (!asked.spec.contains("categorical")) return out;
    const auto& asked_for = asked.spec.at("categorical");
    if (!asked_for.is_array()) throw CaseFault("\"categorical\" is a list.");
    for (const auto& each : asked_for.as_array()) {
        const std::string name = each.is_object()
                                     ? text(each.as_object(), "name")
                                     : text(json::object{{"categorical", each}}, "categorical");
        const auto& cells = column(table, name);
        const auto there = levels_of(cells, chosen_rows);
        const auto levels = each.is_object() ? texts_or(each.as_object(), "levels", there) : there;
        out[name] = by_arm([&](const Rows& rows) { return categories(cells, rows, levels); });
    }
    return out;
}

struct Comparison {
    std::string first, second;
};

/// "each active arm minus waitlist", or "a minus b" (also a list of those).
std::vector<Comparison> comparisons(const datafiles::Table& people, const json::object& spec,
                                    const std::string& arm) {
    const auto levels = arms_of(people, spec, arm);
    if (levels.empty()) throw CaseFault("Nobody has anything in the column \"" + arm + "\".");
    std::vector<std::string> phrases;
    if (spec.contains("comparisons") && spec.at("comparisons").is_array())
        phrases = texts(spec, "comparisons");
    else
        phrases = {text_or(spec, "comparisons", "each active arm minus " + levels.at(0))};
    static const std::regex form(
        R"(^\s*(.+?)\s+(?:minus|-|versus|vs\.?|against)\s+([^,;]+?)\s*(?:[,;].*)?$)");
    std::vector<Comparison> out;
    for (const auto& phrase : phrases) {
        std::smatch found;
        if (!std::regex_match(phrase, found, form))
            throw CaseFault(
                "\"comparisons\" says \"" + phrase +
                "\". It may say \"each active arm minus <arm>\" or \"<arm> minus <arm>\".");
        const std::string base = found[2];
        const bool each = std::regex_search(found[1].str(), std::regex("^(each|every|all) "));
        for (const auto& named : each ? std::vector{base} : std::vector{found[1].str(), base})
            if (std::find(levels.begin(), levels.end(), named) == levels.end())
                throw CaseFault("\"comparisons\" names \"" + named + "\"; the column \"" + arm +
                                "\" has no such group.");
        if (!each)
            out.push_back({found[1], base});
        else
            for (const auto& level : levels)
                if (level != base) out.push_back({level, base});
    }
    return out;
}

json::object effect_size(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    const std::string outcome = text(asked.spec, "outcome");
    const std::string arm = arm_column(asked.spec, people.table());
    people.need(outcome);
    std::vector<std::string> also{outcome};
    const auto spec = with_plain_filter(asked.spec, people, also);
    const auto& table = people.table();
    const Rows rows = complete(table, chosen(table, spec), also);
    const auto values = [&](const std::string& level) {
        Rows own = rows;
        const auto& cells = column(table, arm);
        std::erase_if(own, [&](auto row) { return !cells.is(row, level); });
        return numbers(column(table, outcome), own);
    };
    json::object out;
    const auto asked_for = comparisons(table, spec, arm);
    for (const auto& each : asked_for) {
        const bool again = out.contains(each.first);
        out[again ? each.first + " minus " + each.second : each.first] =
            compared({each.first, each.second}, values(each.first), values(each.second));
    }
    return out;
}

statistics::Maybe maybe_number(const json::object& spec, std::string_view field) {
    if (!spec.contains(field) || spec.at(field).is_null()) return {};
    return number_or(spec, field, 0);
}

json::object change_json(const statistics::Outcome<statistics::ReliableChange>& found, double sd) {
    if (!found) return undefined(found.reason());
    return {{"n", found->n},
            {"sd_pre", number(sd)},
            {"s_diff", number(found->s_diff)},
            {"reliable_change_points", number(found->points)},
            {"reliably_improved", found->improved},
            {"reliably_deteriorated", found->deteriorated},
            {"no_reliable_change", found->unchanged},
            {"cutoff_c", number(found->cutoff_c)},
            {"clinically_significant", found->clinically_significant
                                           ? json::value(*found->clinically_significant)
                                           : json::value(nullptr)}};
}

json::object reliable_change(const Case& asked, Files& files) {
    OnePerPerson people(asked, files);
    const auto& spec = asked.spec;
    const std::string pre = text(spec, "pre"), post = text(spec, "post");
    const std::string arm = arm_column(spec, people.table());
    people.need(pre);
    people.need(post);
    const auto& table = people.table();
    const bool grouped = table.find(arm) != nullptr;
    // "over all randomised": whoever has an arm and a score before, seen again or not.
    const Rows base =
        complete(table, chosen(table, spec),
                 grouped ? std::vector<std::string>{pre, arm} : std::vector<std::string>{pre});
    const auto before = statistics::describe(numbers(column(table, pre), base));
    if (!before) return undefined(before.reason());
    statistics::ReliableChangeRule rule;
    rule.mean_pre = before->mean;
    rule.sd_pre = spec.contains("sd") && spec.at("sd").is_number() ? number_or(spec, "sd", 0)
                                                                   : before->sd.value_or(0);
    rule.reliability = number_or(spec, "reliability", -1);
    rule.z = number_or(spec, "z", 1.96);
    rule.lower_is_better = !spec.contains("lower_is_better") || spec.at("lower_is_better") == true;
    rule.normative_mean = maybe_number(spec, "normative_mean");
    rule.normative_sd = maybe_number(spec, "normative_sd");
    const auto answer = [&](Rows rows) {
        rows = complete(table, rows, {pre, post});
        return change_json(statistics::reliable_change(numbers(column(table, pre), rows),
                                                       numbers(column(table, post), rows), rule),
                           rule.sd_pre);
    };
    if (!grouped) return answer(base);
    json::object out;
    for (const auto& level : arms_of(table, spec, arm)) {
        Rows own = base;
        std::erase_if(own, [&](auto row) { return !column(table, arm).is(row, level); });
        out[level] = answer(own);
    }
    return out;
}

constexpr NamedMethod all[] = {{"consort_flow", consort_flow},
                               {"baseline_table", baseline_table},
                               {"effect_size", effect_size},
                               {"reliable_change", reliable_change}};

}  // namespace

std::span<const NamedMethod> trial_methods() { return all; }

}  // namespace breather::analysis
