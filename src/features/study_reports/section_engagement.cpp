// Use over time: who began, who came back, how far they went.
#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

void put_retention(Section& out, const json::value& whole, const Speech& speech) {
    const auto* all = at(whole, "retention").if_array();
    if (!all || all->empty()) return;
    Grid grid{{speech.say("Day", "天"), speech.say("Came on that day or later", "当天或之后仍使用"),
               speech.say("Share", "比例"), speech.say("Of those who began", "占开始使用者"),
               speech.say("Came on that very day", "当天使用"), speech.say("Share", "比例")}};
    Series rolling{speech.say("that day or later", "当天或之后"), {}, {}, {}, {}},
        classic{speech.say("that very day", "当天"), {}, {}, {}, {}};
    for (const auto& each : *all) {
        grid.push_back({count(at(each, "day")), count(at(each, "rolling_n")),
                        percent(at(each, "rolling")), percent(at(each, "rolling_of_uptake")),
                        count(at(each, "classic_n")), percent(at(each, "classic"))});
        const auto day = real(at(each, "day")), later = real(at(each, "rolling")),
                   then = real(at(each, "classic"));
        if (!day || !later || !then) continue;
        rolling.x.push_back(*day), rolling.y.push_back(*later);
        classic.x.push_back(*day), classic.y.push_back(*then);
    }
    out.tables.push_back({"retention", speech.say("Retention", "留存"), std::move(grid)});
    if (rolling.x.size() < 2) return;
    Trend about;
    about.title = speech.say("Share of those enrolled who came back", "登记者的留存比例");
    about.axis_x = speech.say("Day since enrolment", "登记后天数");
    about.axis_y = speech.say("Share of those enrolled", "占登记者比例");
    about.percent = about.from_zero = true;
    out.plots.push_back({about.title, trend(about, {rolling, classic})});
}

void put_funnel(Section& out, const json::value& whole, const Speech& speech) {
    const auto* all = at(whole, "funnel").if_array();
    if (!all || all->empty()) return;
    const double enrolled = real(at(whole, "enrolled")).value_or(0);
    Grid grid{{speech.say("Module", "模块"), speech.say("Began it", "开始"),
               speech.say("Of those enrolled", "占登记者"), speech.say("Completed it", "完成"),
               speech.say("Of those who began it", "占开始者")}};
    std::vector<Bar> drawn;
    const auto add = [&](const std::string& name, const json::value& n) {
        if (const auto k = real(n); k && enrolled > 0)
            drawn.push_back({name,
                             count(*k) + " / " + count(enrolled) + speech.say(", ", "，") +
                                 percent(*k / enrolled),
                             *k / enrolled, *k / enrolled, *k / enrolled});
    };
    add(speech.say("Enrolled", "登记"), at(whole, "enrolled"));
    add(speech.say("Came at least once", "至少登录一次"), at(whole, "uptake/k"));
    for (const auto& each : *all) {
        const std::string name = speech.say("Module ", "模块 ") + count(at(each, "module"));
        grid.push_back({count(at(each, "module")), count(at(each, "started")),
                        percent(at(each, "started_of_enrolled")), count(at(each, "completed")),
                        percent(at(each, "completion_of_started"))});
        add(name + speech.say(", begun", "：开始"), at(each, "started"));
        add(name + speech.say(", completed", "：完成"), at(each, "completed"));
    }
    out.tables.push_back({"funnel", speech.say("Modules", "各模块"), std::move(grid)});
    const std::string caption =
        speech.say("How far people went, of those enrolled", "使用进程（占登记者的比例）");
    out.plots.push_back(
        {caption, bars(caption, speech.say("Share of those enrolled", "占登记者比例"), drawn)});
}

void put_amounts(Section& out, const json::value& whole, const Speech& speech) {
    Grid grid{{"", "n", speech.say("Mean", "均值"), speech.say("SD", "标准差"),
               speech.say("Median", "中位数"), speech.say("Quartiles", "四分位数"),
               speech.say("Least to most", "最小至最大")}};
    const auto add = [&](const std::string& name, const char* field) {
        const auto& own = at(whole, field);
        grid.push_back({name, count(at(own, "n")), fixed(at(own, "mean")), fixed(at(own, "sd")),
                        fixed(at(own, "median"), 1),
                        fixed(at(own, "q1_type7"), 1) + "–" + fixed(at(own, "q3_type7"), 1),
                        fixed(at(own, "min"), 0) + "–" + fixed(at(own, "max"), 0)});
    };
    add(speech.say("Logins, everybody", "登录次数（全部）"), "logins_all");
    add(speech.say("Logins, who began", "登录次数（开始使用者）"), "logins_users_with_uptake");
    add(speech.say("Sessions, who began", "会话数（开始使用者）"), "sessions_users_with_uptake");
    out.tables.push_back(
        {"amounts", speech.say("How much they used it", "使用量"), std::move(grid)});
    const auto& kept = at(whole, "adherence");
    out.tables.push_back(
        {"adherence",
         speech.say("Modules completed, percent of all", "完成模块占全部模块的百分比"),
         {{speech.say("Mean", "均值"), speech.say("Least", "最小"), speech.say("Most", "最大"),
           speech.say("At least 4 modules", "至少 4 个模块"),
           speech.say("All modules", "全部模块")},
          {fixed(at(kept, "mean_percent"), 1) + "%", fixed(at(kept, "min_percent"), 0) + "%",
           fixed(at(kept, "max_percent"), 0) + "%", count(at(kept, "at_least_4_modules")),
           count(at(kept, "all_modules"))}}});
}

}  // namespace

Section engagement_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer;
    const auto& uptake = at(whole, "uptake");
    const std::string k = count(at(uptake, "k")), n = count(at(whole, "enrolled")),
                      share = percent(at(uptake, "p")),
                      ci = "[" + percent(at(uptake, "wilson/low")) + ", " +
                           percent(at(uptake, "wilson/high")) + "]";
    put_retention(out, whole, speech);
    put_funnel(out, whole, speech);
    put_amounts(out, whole, speech);
    out.sentence = speech.say(
        "Of " + n + " people enrolled, " + k + " (" + share + ", 95% CI " + ci +
            ") came at least once; half of these came " +
            fixed(at(whole, "logins_users_with_uptake/median"), 0) + " times or more. On average " +
            fixed(at(whole, "adherence/mean_percent"), 1) + "% of the modules were completed.",
        n + " 名登记者中，" + k + " 人（" + share + "，95% CI " + ci +
            "）至少登录一次，其中半数登录 " +
            fixed(at(whole, "logins_users_with_uptake/median"), 0) + " 次或以上。平均完成 " +
            fixed(at(whole, "adherence/mean_percent"), 1) + "% 的模块。");
    out.to_paste =
        speech.say("uptake ", "启用率 ") + k + "/" + n + " (" + share + "), 95% CI " + ci;
    if (const auto* all = at(whole, "retention").if_array(); all && !all->empty())
        out.to_paste += speech.say("; retention at day ", "；第 ") + count(at(all->back(), "day")) +
                        speech.say(": ", " 天留存 ") + percent(at(all->back(), "rolling"));
    if (const auto& test = at(whole, "logins_by_arm"); !at(test, "p").is_null()) {
        const std::string said = "U = " + count(at(test, "U")) + ", z = " + fixed(at(test, "z")) +
                                 ", " + speech.p(at(test, "p"));
        out.p = real(at(test, "p"));
        out.sentence +=
            speech.say(" Logins of the two arms, by ranks: ", "两组登录次数的秩和比较：") + said +
            speech.say(".", "。");
        out.to_paste += "; " + said;
    }
    if (const auto left = real(at(whole, "events_left_out")); left && *left > 0)
        out.checks.push_back(
            {Verdict::Note, speech.say(count(*left) + " events of the log are not in it: nobody "
                                                      "of the list, or no time.",
                                       "日志中有 " + count(*left) +
                                           " 条事件未计入：人员不在名单中，或没有时间。")});
    return out;
}

}  // namespace breather::study_reports
