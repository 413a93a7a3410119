// The same people twice, and a trend over ordered groups.
#include <cmath>
#include <limits>

#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::string limits(const json::value& ci, int digits = 2) {
    return "[" + fixed(at(ci, "low"), digits) + ", " + fixed(at(ci, "high"), digits) + "]";
}

/// After what was compared, what P says.
void judge(Section& out, const json::value& p, const Speech& speech) {
    out.p = real(p);
    out.sentence += judged(p, speech);
    out.to_paste += ", " + speech.p(p);
}

/// How far each person changed, beside where they are: Bland & Altman (1986) Lancet 327:307.
void put_differences(Section& out, const Answered& answered, const std::string& first,
                     const std::string& second, const Speech& speech) {
    const auto found = answered.more.find("points");
    if (found == answered.more.end()) return;
    std::vector<double> mean, difference;
    for (const auto& each : found->second.at("xy").as_array()) {
        const double one = each.as_array()[0].to_number<double>(),
                     other = each.as_array()[1].to_number<double>();
        mean.push_back((one + other) / 2);
        difference.push_back(one - other);
    }
    if (mean.size() < 3) return;
    const json::value whole = answered.answer;
    Cloud about;
    about.title = speech.say("Each point is one person: the difference beside the mean of both",
                             "每个点代表一人：差值与两次均值");
    if (mean.size() == 1000)
        about.title += speech.say(" (a thousand of them)", "（显示其中一千人）");
    about.axis_x = speech.say("Mean of both", "两次均值");
    about.axis_y = first + " − " + second;
    about.guide = Cloud::Guide::Zero;
    const auto by = real(at(whole, "mean_difference")), sd = real(at(whole, "sd_difference"));
    if (by && sd) {
        about.levels = {{speech.say("mean:", "均值："), *by, false},
                        {speech.say("+1.96 SD:", "+1.96 SD："), *by + 1.96 * *sd, true},
                        {speech.say("−1.96 SD:", "−1.96 SD："), *by - 1.96 * *sd, true}};
        about.title += speech.say(
            ". Lines: the mean difference, and the limits between which 95% "
            "of people lie if differences are normal",
            "。横线：平均差值，以及差值服从正态分布时 95% 的人所在的范围");
    }
    out.plots.push_back({about.title, cloud(about, mean, difference)});
}

/// Each group's share, in the order of their scores, and the picture of the trend.
void add_shares(Section& out, const Answered& answered, const Speech& speech) {
    const auto found = answered.more.find("shares");
    if (found == answered.more.end()) return;
    const std::string group = field(answered.question, "group"),
                      outcome = field(answered.question, "outcome");
    const std::string what = speech.column(outcome) + speech.say(": ", "：") +
                             speech.value(outcome, field(answered.question, "event"));
    Grid grid{{speech.column(group), speech.say("Score", "分值"), speech.say("With it", "发生人数"),
               speech.say("Of", "总人数"), speech.say("Share", "比例"),
               speech.say("95% CI (Wilson)", "95% CI（Wilson）")}};
    Trend about;
    Series series;
    const json::value spec = answered.question.spec;
    for (const auto& each : found->second) {
        const std::string level(each.key());
        const auto& own = each.value();
        about.steps.push_back(speech.value(group, level));
        const auto& score = at(spec, "scores/" + level);
        grid.push_back(
            {about.steps.back(), score.is_null() ? level : count(score), count(at(own, "k")),
             count(at(own, "n")), percent(at(own, "p")),
             "[" + percent(at(own, "wilson/low")) + ", " + percent(at(own, "wilson/high")) + "]"});
        const double none = std::numeric_limits<double>::quiet_NaN();
        series.x.push_back(double(series.x.size()));
        series.y.push_back(real(at(own, "p")).value_or(none));
        series.low.push_back(real(at(own, "wilson/low")).value_or(none));
        series.high.push_back(real(at(own, "wilson/high")).value_or(none));
    }
    out.tables.insert(out.tables.begin(), {"shares", what, std::move(grid)});
    about.title = speech.say("Shares over the ordered groups, with 95% intervals (Wilson)",
                             "各有序组的比例及 95% 置信区间（Wilson）");
    about.axis_x = speech.column(group);
    about.axis_y = what;
    about.percent = about.from_zero = true;
    series.name = what;
    out.plots.push_back({about.title, trend(about, {series})});
}

}  // namespace

Section pairs_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string first = speech.column(field(answered.question, "first"));
    const std::string second = speech.column(field(answered.question, "second"));
    const std::string n = count(at(whole, "n"));
    if (answered.question.method == "mcnemar") {
        const std::string b = count(at(whole, "b")), c = count(at(whole, "c"));
        out.tables.push_back(
            {"tests",
             speech.say("McNemar's test", "McNemar 检验"),
             {{speech.say("Test", "检验"), "χ²", "df", "P"},
              {speech.say("McNemar (reported)", "McNemar（本报告采用）"), fixed(at(whole, "chi2")),
               "1", speech.p_bare(at(whole, "p"))},
              {speech.say("Continuity correction", "连续性校正"),
               fixed(at(whole, "chi2_corrected")), "1", speech.p_bare(at(whole, "p_corrected"))},
              {speech.say("Exact (binomial)", "精确检验（二项）"), "", "",
               speech.p_bare(at(whole, "p_exact"))}}});
        out.sentence =
            speech.say("Of " + n + " people, " + b + " changed one way between “" + first +
                           "” and “" + second + "”, and " + c + " the other way. ",
                       n + " 人中，从“" + first + "”到“" + second + "”，" + b +
                           " 人朝一个方向变化，" + c + " 人朝相反方向变化。");
        if (const auto crossed = answered.more.find("crossed"); crossed != answered.more.end())
            put_crossed(out, crossed->second, field(answered.question, "first"),
                        field(answered.question, "second"), first + " × " + second, speech);
        out.to_paste = "McNemar χ²(1, N = " + n + ") = " + fixed(at(whole, "chi2"));
        const bool few = real(at(whole, "b")).value_or(0) + real(at(whole, "c")).value_or(0) < 25;
        out.checks.push_back({few ? Verdict::Failed : Verdict::Met,
                              few ? speech.say("Fewer than 25 changed: rely on the exact test, ",
                                               "变化者不足 25 人，请以精确检验为准：") +
                                        speech.p(at(whole, "p_exact")) + speech.say(".", "。")
                                  : speech.say("25 or more changed: enough for χ².",
                                               "变化者不少于 25 人，χ² 检验可用。")});
    } else if (answered.question.method == "paired_t_test") {
        const std::string mean = fixed(at(whole, "mean_difference"));
        out.tables.push_back(
            {"tests",
             first + " − " + second,
             {{"n", speech.say("Mean difference", "平均差值"), speech.say("SD", "标准差"), "95% CI",
               "t", "df", "P", "d_z"},
              {n, mean, fixed(at(whole, "sd_difference")), limits(at(whole, "ci95")),
               fixed(at(whole, "t")), count(at(whole, "df")), speech.p_bare(at(whole, "p")),
               fixed(at(whole, "d_z"))}}});
        const double by = real(at(whole, "mean_difference")).value_or(0);
        const std::string ci = limits(at(whole, "ci95"));
        out.sentence =
            speech.say("In " + n + " people “" + first + "” is on average " + fixed(std::abs(by)) +
                           (by < 0 ? " below “" : " above “") + second + "” (difference " + mean +
                           ", 95% CI " + ci + "). ",
                       n + " 人中，“" + first + "”平均比“" + second + (by < 0 ? "”低 " : "”高 ") +
                           fixed(std::abs(by)) + "（差值 " + mean + "，95% CI " + ci + "）。");
        out.to_paste = "t(" + count(at(whole, "df")) + ") = " + fixed(at(whole, "t")) +
                       ", d_z = " + fixed(at(whole, "d_z"));
    } else {
        out.tables.push_back({"tests",
                              speech.say("Signed ranks", "符号秩检验"),
                              {{"n", speech.say("Not zero", "非零对数"), "V", "z", "P"},
                               {n, count(at(whole, "n_nonzero")), count(at(whole, "V")),
                                fixed(at(whole, "z")), speech.p_bare(at(whole, "p"))}}});
        out.sentence =
            speech.say("“" + first + "” and “" + second + "” of the same " + n +
                           " people were compared by their ranks. ",
                       "按秩次比较了同一批 " + n + " 人的“" + first + "”与“" + second + "”。");
        out.to_paste = "V = " + count(at(whole, "V")) + ", z = " + fixed(at(whole, "z"));
    }
    put_differences(out, answered, first, second, speech);
    judge(out, at(whole, "p"), speech);
    return out;
}

Section trend_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    out.tables.push_back(
        {"tests",
         speech.say("Trend of shares", "比例的趋势"),
         {{"z", "χ²", "df", "P"},
          {fixed(at(whole, "z")), fixed(at(whole, "chi2")), "1", speech.p_bare(at(whole, "p"))}}});
    const bool clear = real(at(whole, "p")).value_or(1) < 0.05;
    const bool up = real(at(whole, "z")).value_or(0) >= 0;
    const std::string group = speech.column(field(answered.question, "group"));
    const std::string outcome = speech.column(field(answered.question, "outcome"));
    out.sentence =
        clear ? speech.say("Over the groups of “" + group + "” in their order, the share with “" +
                               outcome + "” " + (up ? "rises" : "falls") + ". ",
                           "按“" + group + "”的顺序，“" + outcome + "”的比例" +
                               (up ? "上升" : "下降") + "。")
              : speech.say("Over the groups of “" + group + "” in their order, the share with “" +
                               outcome + "” shows no clear trend. ",
                           "按“" + group + "”的顺序，“" + outcome + "”的比例没有明确的趋势。");
    out.to_paste = "Cochran-Armitage z = " + fixed(at(whole, "z"));
    judge(out, at(whole, "p"), speech);
    add_shares(out, answered, speech);
    return out;
}

}  // namespace breather::study_reports
