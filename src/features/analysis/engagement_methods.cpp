// Use over time, from people and an event log.
#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "engines/statistics/ranks.h"
#include "features/analysis/answer.h"
#include "features/analysis/described.h"
#include "features/analysis/event_log.h"
#include "features/analysis/families.h"
#include "features/analysis/selection.h"
#include "features/analysis/survival_rows.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;
using statistics::PersonUse;

/// The number in a convention's words ("… at most 1800 s apart …", "distinct … completed / 7"), and
/// the word behind it.
struct Told {
    double number;
    std::string unit;
};
Told told_after(const std::string& words, std::string_view mark, double otherwise) {
    const auto at = words.find(mark);
    if (at == std::string::npos) return {otherwise, ""};
    static const std::regex form(R"(([0-9]{1,12}(?:\.[0-9]{1,12})?)\s*([a-z]{0,20}))");
    std::smatch found;
    const std::string rest = words.substr(at + mark.size());
    if (!std::regex_search(rest, found, form)) return {otherwise, ""};
    return {std::stod(found[1]), found[2]};
}

/// "at most 1800 s apart", "at most 30 minutes apart": in milliseconds.
std::int64_t session_gap(const json::object& spec) {
    const Told told = told_after(text_or(spec, "session", ""), "at most", 1800);
    const double seconds = told.unit.starts_with("min") ? 60
                           : told.unit.starts_with("h") ? 3600
                                                        : 1;
    if (told.number * seconds > 1e9)
        throw CaseFault("\"session\" says at most how many seconds, below 1e9.");
    return std::llround(told.number * seconds * 1000);
}

std::int32_t modules_in_all(const json::object& spec) {
    const double told = told_after(text_or(spec, "adherence", ""), "/", 7).number;
    if (told < 1 || told > 10'000 || told != std::floor(told))
        throw CaseFault("\"adherence\" says of how many modules, from 1 to 10000: \"… / 7\".");
    return static_cast<std::int32_t>(told);
}

json::value share(std::size_t part, std::size_t whole) {
    if (whole == 0) return nullptr;
    return number(static_cast<double>(part) / static_cast<double>(whole));
}

json::array retention(const std::vector<PersonUse>& people, const std::vector<double>& days,
                      std::size_t with_uptake) {
    json::array out;
    for (const auto& own : statistics::retention(people, days))
        out.push_back(json::object{{"day", plain(own.day)},
                                   {"rolling_n", own.rolling},
                                   {"rolling", share(own.rolling, people.size())},
                                   {"rolling_of_uptake", share(own.rolling, with_uptake)},
                                   {"classic_n", own.classic},
                                   {"classic", share(own.classic, people.size())}});
    return out;
}

/// Modules 1 to `count`, and whatever else the log has.
json::array funnel(const std::vector<PersonUse>& people, std::int32_t count) {
    std::set<std::int32_t> modules;
    for (std::int32_t module = 1; module <= count; ++module) modules.insert(module);
    for (const auto& person : people) {
        modules.insert(person.started.begin(), person.started.end());
        modules.insert(person.completed.begin(), person.completed.end());
    }
    const std::vector<std::int32_t> order(modules.begin(), modules.end());
    json::array out;
    for (const auto& step : statistics::funnel(people, order))
        out.push_back(json::object{{"module", step.module},
                                   {"started", step.started},
                                   {"completed", step.completed},
                                   {"completion_of_started", share(step.completed, step.started)},
                                   {"started_of_enrolled", share(step.started, people.size())}});
    return out;
}

json::object adherence(const std::vector<PersonUse>& people, std::int32_t count) {
    double sum = 0, low = 100, high = 0;
    std::size_t four = 0, whole = 0;
    for (const auto& person : people) {
        const auto done =
            std::count_if(person.completed.begin(), person.completed.end(),
                          [&](auto module) { return module >= 1 && module <= count; });
        const double percent = 100.0 * static_cast<double>(done) / count;
        sum += percent;
        low = std::min(low, percent);
        high = std::max(high, percent);
        four += done >= 4;
        whole += done == count;
    }
    const bool any = !people.empty();
    return {{"mean_percent", any ? number(sum / static_cast<double>(people.size())) : nullptr},
            {"min_percent", any ? number(low) : nullptr},
            {"max_percent", any ? number(high) : nullptr},
            {"at_least_4_modules", four},
            {"all_modules", whole}};
}

/// Logins of both arms compared by ranks; null where there are not two arms.
json::value logins_by_arm(const datafiles::Table& table, const Rows& rows,
                          const std::vector<PersonUse>& people, const json::object& spec) {
    const auto* arms = table.find(text_or(spec, "arm", "arm"));
    if (!arms) return nullptr;
    const auto levels = texts_or(spec, "arms", levels_of(*arms, rows));
    if (levels.size() != 2) return nullptr;
    std::vector<double> logins[2];
    const auto own = codes(*arms, rows, levels);
    for (std::size_t person = 0; person < rows.size(); ++person)
        if (own[person] >= 0) logins[own[person]].push_back(people[person].logins);
    json::object out{{"n", {logins[0].size(), logins[1].size()}}};
    const auto found = statistics::mann_whitney(logins[0], logins[1]);
    if (!found) {
        for (auto& [field, value] : undefined(found.reason())) out[field] = value;
        return out;
    }
    out["U"] = number(found->u);
    out["rank_sum_1"] = number(found->rank_sum_1);
    out["z"] = number(found->z);
    out["p"] = number(found->p);
    out["z_cc"] = number(found->z_cc);
    out["p_cc"] = number(found->p_cc);
    out["prob_superiority"] = number(found->prob_superiority);
    out["rank_biserial"] = number(found->rank_biserial);
    return out;
}

std::vector<double> days_asked(const json::object& spec) {
    for (const auto* field : {"days", "retention_days"})
        if (auto days = numbers_of(spec, field); !days.empty()) return days;
    return {1, 7, 14, 15, 28, 42};
}

json::object engagement_summary(const Case& asked, Files& files) {
    const auto& spec = asked.spec;
    const auto days = days_asked(spec);
    const auto modules = modules_in_all(spec);
    UseOfAll log = read_use(asked, files, days, session_gap(spec));
    const Rows rows = among(chosen(*log.people, spec), log.enrolled);
    std::vector<PersonUse> people = std::move(log.people_use);
    std::vector<double> logins, logins_used, sessions_used;
    std::uint64_t sessions = 0;
    for (std::size_t place = 0; place < rows.size(); ++place) {
        PersonUse& own = people[place];
        if (rows[place] != place) own = std::move(people[rows[place]]);  // rows ascend
        logins.push_back(own.logins);
        sessions += own.sessions;
        if (own.logins == 0) continue;
        logins_used.push_back(own.logins);
        sessions_used.push_back(own.sessions);
    }
    people.resize(rows.size());
    return {{"enrolled", people.size()},
            {"uptake", proportion_of(logins_used.size(), people.size())},
            {"retention", retention(people, days, logins_used.size())},
            {"logins_all", described(logins)},
            {"logins_users_with_uptake", described(logins_used)},
            {"sessions_total", sessions},
            {"sessions_users_with_uptake", described(sessions_used)},
            {"adherence", adherence(people, modules)},
            {"funnel", funnel(people, modules)},
            {"logins_by_arm", logins_by_arm(*log.people, rows, people, spec)},
            {"events_left_out", log.left_out}};
}

constexpr NamedMethod all[] = {{"engagement_summary", engagement_summary}};

}  // namespace

std::span<const NamedMethod> engagement_methods() { return all; }

}  // namespace breather::analysis
