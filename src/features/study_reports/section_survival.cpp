// Time until an event: curves, and their comparison.
#include <algorithm>
#include <cmath>
#include <limits>

#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

using Own = std::pair<std::string, const json::value*>;

std::vector<Own> groups_of(const json::value& whole, const analysis::Case& question,
                           const Speech& speech) {
    const std::string group = field(question, "group");
    if (group.empty()) return {{speech.say("All", "全部"), &whole}};
    std::vector<Own> out;
    for (const auto& each : whole.as_object())
        out.emplace_back(speech.value(group, std::string(each.key())), &each.value());
    return out;
}

}  // namespace

PlotView curves_of(const json::object& answer, const analysis::Case& question,
                   const Speech& speech) {
    const json::value whole = answer;
    std::vector<Curve> all;
    double end = 0;
    for (const auto& [name, own] : groups_of(whole, question, speech)) {
        Curve curve{name, {}, {}, {}, {}, {}};
        if (const auto* points = at(*own, "at").if_array())
            for (const auto& each : *points) {
                const auto missing = std::numeric_limits<double>::quiet_NaN();
                const double survival = real(at(each, "survival")).value_or(missing);
                if (std::isnan(survival)) continue;
                curve.time.push_back(real(at(each, "day")).value_or(0));
                curve.survival.push_back(survival);
                curve.low.push_back(real(at(each, "ci_loglog/low")).value_or(missing));
                curve.high.push_back(real(at(each, "ci_loglog/high")).value_or(missing));
                curve.at_risk.push_back(real(at(each, "n_risk")).value_or(0));
            }
        if (!curve.time.empty()) end = std::max(end, curve.time.back());
        all.push_back(std::move(curve));
    }
    const std::string caption =
        speech.say("Kaplan-Meier curves with 95% intervals (log-log) and the numbers at risk",
                   "Kaplan-Meier 曲线、95% 置信区间（log-log）及风险人数");
    const Curves about{caption, speech.column(field(question, "time")),
                       speech.say("Still there", "留存比例"),
                       speech.say("Number at risk", "风险人数"), end > 0 ? end : 1};
    return {caption, curves(about, all)};
}

Section kaplan_meier_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer;
    Grid grid{{field(answered.question, "group").empty()
                   ? ""
                   : speech.column(field(answered.question, "group")),
               speech.say("n", "人数"), speech.say("Events", "事件数"),
               speech.say("Censored", "删失"), speech.say("Median", "中位时间"),
               speech.say("95% CI (log-log)", "95% CI（log-log）")}};
    Grid times{{grid[0][0], speech.column(field(answered.question, "time")),
                speech.say("At risk", "风险人数"), speech.say("Still there", "留存比例"),
                speech.say("95% CI (log-log)", "95% CI（log-log）")}};
    const bool restricted = !at(json::value(answered.question.spec), "rmst_tau").is_null();
    if (restricted)
        grid[0].push_back(speech.say("Mean until ", "限制平均时间，至 ") +
                          count(at(json::value(answered.question.spec), "rmst_tau")) + " (SE)");
    for (const auto& [name, own] : groups_of(whole, answered.question, speech)) {
        const bool reached = !at(*own, "median").is_null();
        const std::string median =
            reached ? count(at(*own, "median")) : speech.say("not reached", "未达到");
        const std::string limits = "[" + count(at(*own, "median_ci_loglog/low")) + ", " +
                                   count(at(*own, "median_ci_loglog/high")) + "]";
        grid.push_back({name, count(at(*own, "n")), count(at(*own, "events")),
                        count(at(*own, "censored")), median, limits});
        if (restricted)
            grid.back().push_back(fixed(at(*own, "rmst/rmst")) + " (" + fixed(at(*own, "rmst/se")) +
                                  ")");
        out.sentence +=
            (out.sentence.empty() ? "" : speech.say(" ", "")) +
            speech.say(
                name + ": half had the event by " + median + " (95% CI " + limits + "; " +
                    count(at(*own, "events")) + " events in " + count(at(*own, "n")) + " people).",
                name + "：中位时间为 " + median + "（95% CI " + limits + "；" +
                    count(at(*own, "n")) + " 人中发生 " + count(at(*own, "events")) + " 例）。");
        if (!reached)
            out.sentence =
                out.sentence.substr(0, out.sentence.rfind(name)) +
                speech.say(name + ": fewer than half had the event while they were followed (" +
                               count(at(*own, "events")) + " events in " + count(at(*own, "n")) +
                               " people).",
                           name + "：随访期间发生事件者不足一半（" + count(at(*own, "n")) +
                               " 人中 " + count(at(*own, "events")) + " 例），未达到中位时间。");
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + name +
                        speech.say(": median ", "：中位时间 ") + median + ", 95% CI " + limits;
        if (const auto* points = at(*own, "at").if_array())
            for (const auto& each : *points) {
                times.push_back({name, count(at(each, "day")), count(at(each, "n_risk")),
                                 percent(at(each, "survival")),
                                 "[" + percent(at(each, "ci_loglog/low")) + ", " +
                                     percent(at(each, "ci_loglog/high")) + "]"});
            }
    }
    out.tables.push_back({"groups",
                          speech.say("Time until half had the event", "至半数发生事件的时间"),
                          std::move(grid)});
    out.tables.push_back(
        {"times", speech.say("Still there over time", "各时点的留存"), std::move(times)});
    if (const auto curve = answered.more.find("curves"); curve != answered.more.end())
        out.plots.push_back(curves_of(curve->second, answered.question, speech));
    out.checks.push_back(
        {Verdict::Note,
         speech.say(
             "Holds if those who were censored are like those who stayed; the data cannot show it.",
             "前提：删失者与留存者情况相近；数据本身无法验证。")});
    return out;
}

Section log_rank_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string group = field(answered.question, "group");
    Grid grid{{speech.column(group), speech.say("Events seen", "实际事件数"),
               speech.say("Events expected if all were alike", "若无差异的期望事件数")}};
    const auto& groups = at(whole, "groups").as_array();
    for (std::size_t g = 0; g < groups.size(); ++g)
        grid.push_back({speech.value(group, std::string(groups[g].as_string())),
                        count(at(whole, "observed").as_array()[g]),
                        fixed(at(whole, "expected").as_array()[g], 1)});
    out.tables.push_back({"events", speech.say("Events by group", "各组事件数"), std::move(grid)});
    Grid tests{{speech.say("Test", "检验"), "χ²", "df", "P"}};
    const auto add = [&](const std::string& name, const char* field) {
        const auto& test = at(whole, field);
        tests.push_back(
            {name, fixed(at(test, "chi2")), count(at(test, "df")), speech.p_bare(at(test, "p"))});
    };
    add(speech.say("Log-rank (reported)", "Log-rank（本报告采用）"), "logrank");
    add("Gehan-Breslow", "gehan_breslow");
    add("Tarone-Ware", "tarone_ware");
    out.tables.push_back({"tests", speech.say("Tests", "检验结果"), std::move(tests)});
    if (const auto curve = answered.more.find("curves"); curve != answered.more.end())
        out.plots.push_back(curves_of(curve->second, answered.question, speech));
    const auto& test = at(whole, "logrank");
    out.p = real(at(test, "p"));
    out.sentence = speech.say("The time until the event was compared between groups of “" +
                                  speech.column(group) + "”. ",
                              "比较了不同“" + speech.column(group) + "”至事件发生的时间。") +
                   judged(at(test, "p"), speech);
    out.to_paste = "log-rank χ²(" + count(at(test, "df")) + ") = " + fixed(at(test, "chi2")) +
                   ", " + speech.p(at(test, "p"));
    out.checks.push_back(
        {Verdict::Note,
         speech.say("The log-rank test sees best what lasts all the time; where curves cross, look "
                    "at them.",
                    "log-rank 检验最适合全程持续的差异；若曲线交叉，应以图形为准。")});
    return out;
}

}  // namespace breather::study_reports
