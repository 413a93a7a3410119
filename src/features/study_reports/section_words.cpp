// Words and parts that several kinds of sections share.
#include <algorithm>

#include "features/analysis/trial.h"
#include "features/study_reports/section.h"

namespace breather::study_reports {

namespace json = boost::json;

std::vector<std::string> texts_in(const json::value& list) {
    std::vector<std::string> out;
    if (list.is_array())
        for (const auto& each : list.as_array())
            out.push_back(each.is_string() ? std::string(each.as_string()) : json::serialize(each));
    return out;
}

std::string arm_in(const analysis::Case& question) {
    for (const std::string_view name : {"arm", "group", "by"})
        if (const auto own = field(question, name); !own.empty()) return own;
    if (const auto* terms = question.spec.if_contains("terms"); terms && terms->is_array()) {
        std::string first;
        for (const auto& each : terms->as_array()) {
            if (at(each, "type") != "factor" || !at(each, "name").is_string()) continue;
            const std::string name(at(each, "name").as_string());
            if (name == "arm" || first.empty()) first = name;
        }
        if (!first.empty()) return first;
    }
    return "arm";
}

std::string visit(const std::string& time, const std::string& at, const Speech& speech) {
    const auto own = speech.plan.columns.find(time);
    if (own != speech.plan.columns.end() && own->second.values.contains(at))
        return speech.value(time, at);
    if (speech.lang == Lang::En) return speech.column(time) + " " + at;
    for (const auto& [en, zh] : {std::pair{"week", "周"}, {"day", "天"}, {"month", "个月"}})
        if (time == en) return "第 " + at + " " + zh;
    if (time == "visit") return "第 " + at + " 次访视";
    return speech.column(time) + " " + at;
}

std::string measure(const std::string& phrase, const Speech& speech) {
    if (speech.plan.columns.contains(phrase)) return speech.column(phrase);
    const auto found = analysis::visits(phrase);
    if (!found) return speech.column(phrase);
    std::string when;
    for (const auto& each : found->at)
        when += (when.empty() ? "" : speech.say(", ", "、")) + visit(found->time, each, speech);
    return speech.column(found->column) +
           (when.empty() ? "" : speech.say(" at ", "（") + when + speech.say("", "）"));
}

namespace {

/// ", week 8", ", change from week 0 to week 8"
std::string suffix_words(std::string rest, const Speech& speech) {
    const auto words = [&](const std::string& part) {
        const auto blank = part.find(' ');
        return blank == std::string::npos
                   ? part
                   : visit(part.substr(0, blank), part.substr(blank + 1), speech);
    };
    if (rest.starts_with(", ")) rest.erase(0, 2);
    if (rest.empty()) return "";
    const std::string_view change = "change from ";
    const auto to = rest.find(" to ");
    if (rest.starts_with(change) && to != std::string::npos) {
        const std::string from = words(rest.substr(change.size(), to - change.size())),
                          until = words(rest.substr(to + 4));
        return speech.say(", change from " + from + " to " + until,
                          "，" + from + "至" + until + "的变化");
    }
    return speech.say(", ", "，") + words(rest);
}

}  // namespace

std::string contrast_words(const std::string& label, const std::vector<std::string>& arms,
                           const std::string& arm, const Speech& speech) {
    for (const auto& one : arms)
        for (const auto& other : arms) {
            const std::string head = one + " - " + other;
            const bool here = label == head || label.starts_with(head + ", ");
            if (one != other && here)
                return speech.value(arm, one) + " − " + speech.value(arm, other) +
                       suffix_words(label.substr(head.size()), speech);
        }
    return label;
}

std::string within(const json::value& of, int digits, std::string_view low, std::string_view high) {
    if (!real(at(of, low)) && !real(at(of, high))) return "–";
    return "[" + fixed(at(of, low), digits) + ", " + fixed(at(of, high), digits) + "]";
}

void add_estimate(std::vector<Estimate>& to, const std::string& name, const json::value& of,
                  std::string_view value) {
    const auto own = real(at(of, value)), low = real(at(of, "low")), high = real(at(of, "high"));
    if (own && low && high) to.push_back({name, fixed(*own) + " " + within(of), *own, *low, *high});
}

void put_forest(Section& section, const std::string& axis, const std::vector<Estimate>& all,
                const std::string& below, const std::string& above) {
    if (all.empty()) return;
    Forest about;
    about.title = about.axis = axis;
    about.below = below, about.above = above;
    about.log = false;
    about.neutral = 0;
    section.plots.push_back({axis, forest(about, all)});
}

}  // namespace breather::study_reports
