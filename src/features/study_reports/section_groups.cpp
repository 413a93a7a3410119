// Numbers compared between groups, and two numbers of the same people.
#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::string value_of_group(const Answered& answered, const json::value& level,
                           const Speech& speech) {
    return speech.value(field(answered.question, "group"), level.is_string()
                                                               ? std::string(level.as_string())
                                                               : json::serialize(level));
}

/// Each group's own description, run beside the test.
void add_described(Section& out, const Answered& answered, const Speech& speech) {
    const auto found = answered.more.find("described");
    if (found == answered.more.end()) return;
    const std::string group = field(answered.question, "group");
    Grid grid{{speech.column(group), speech.say("n", "人数"), speech.say("Missing", "缺失"),
               speech.say("Mean", "均值"), speech.say("SD", "标准差"),
               speech.say("Median", "中位数"), speech.say("Quartiles", "四分位数")}};
    for (const auto& each : found->second) {
        const auto& own = each.value();
        grid.push_back({speech.value(group, std::string(each.key())), count(at(own, "n")),
                        count(at(own, "missing")), fixed(at(own, "mean")), fixed(at(own, "sd")),
                        fixed(at(own, "median"), 1),
                        fixed(at(own, "q1_type7"), 1) + "–" + fixed(at(own, "q3_type7"), 1)});
    }
    out.tables.push_back({"groups",
                          speech.column(field(answered.question, "outcome")) +
                              speech.say(" by ", " × ") + speech.column(group),
                          std::move(grid)});
    if (answered.question.method != "kruskal_wallis" && answered.question.method != "mann_whitney")
        out.plots.push_back(means_of(found->second, answered.question, speech));
}

void put_points(Section& out, const Answered& answered, const std::string& x, const std::string& y,
                const Speech& speech) {
    const auto found = answered.more.find("points");
    if (found == answered.more.end()) return;
    std::vector<double> xs, ys;
    for (const auto& each : found->second.at("xy").as_array()) {
        xs.push_back(each.as_array()[0].to_number<double>());
        ys.push_back(each.as_array()[1].to_number<double>());
    }
    if (xs.size() < 3) return;
    const std::string caption =
        speech.say("Each point is one person", "每个点代表一人") +
        (xs.size() == 1000 ? speech.say(" (a thousand of them)", "（显示其中一千人）") : "");
    out.plots.push_back({caption, cloud({caption, x, y}, xs, ys)});
}

}  // namespace

PlotView means_of(const json::object& described, const analysis::Case& question,
                  const Speech& speech) {
    std::vector<Estimate> all;
    const std::string group = field(question, "group"),
                      outcome = speech.column(field(question, "outcome"));
    for (const auto& each : described) {
        const auto mean = real(at(each.value(), "mean"));
        if (!mean) continue;
        const std::string n = count(at(each.value(), "n"));
        all.push_back({speech.value(group, std::string(each.key())),
                       fixed(*mean) + " (n = " + n + ")", *mean,
                       real(at(each.value(), "ci95/low")).value_or(*mean),
                       real(at(each.value(), "ci95/high")).value_or(*mean)});
    }
    const std::string caption = speech.say("Means with 95% intervals", "均值及 95% 置信区间");
    if (all.empty()) return {caption, {}};
    Forest about;
    about.title = outcome + speech.say(" by ", " × ") + speech.column(group);
    about.axis = outcome;
    about.log = about.has_neutral = false;
    return {caption, forest(about, all)};
}

Section t_test_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    add_described(out, answered, speech);
    if (put_undefined(out, answered, speech)) return out;
    const auto& welch = at(whole, "welch");
    Grid grid{
        {speech.say("Test", "检验"), "t", "df", "P", speech.say("Difference", "差值"), "95% CI"}};
    const auto add = [&](const std::string& name, const char* field) {
        const auto& test = at(whole, field);
        grid.push_back(
            {name, fixed(at(test, "t")), count(at(test, "df")), speech.p_bare(at(test, "p")),
             fixed(at(whole, "difference")),
             "[" + fixed(at(test, "ci95/low")) + ", " + fixed(at(test, "ci95/high")) + "]"});
    };
    add(speech.say("Welch (reported)", "Welch（本报告采用）"), "welch");
    add(speech.say("Pooled variance (Student)", "合并方差（Student）"), "pooled");
    out.tables.push_back({"tests", speech.say("Tests", "检验结果"), std::move(grid)});
    const auto& groups = at(whole, "groups").as_array();
    const auto& means = at(whole, "mean").as_array();
    const std::string first = value_of_group(answered, groups[0], speech),
                      second = value_of_group(answered, groups[1], speech);
    const std::string outcome = speech.column(field(answered.question, "outcome"));
    const std::string limits =
        fixed(at(welch, "ci95/low")) + speech.say(" to ", " 至 ") + fixed(at(welch, "ci95/high"));
    out.sentence =
        speech.say("The mean of “" + outcome + "” is " + fixed(means[0]) + " in " + first +
                       " and " + fixed(means[1]) + " in " + second + ", a difference of " +
                       fixed(at(whole, "difference")) + " (95% CI " + limits + "). ",
                   "“" + outcome + "”的均值：" + first + "为 " + fixed(means[0]) + "，" + second +
                       "为 " + fixed(means[1]) + "，相差 " + fixed(at(whole, "difference")) +
                       "（95% CI " + limits + "）。") +
        judged(at(welch, "p"), speech);
    out.p = real(at(welch, "p"));
    out.to_paste = "t(" + count(at(welch, "df")) + ") = " + fixed(at(welch, "t")) + ", " +
                   speech.p(at(welch, "p")) + speech.say(", difference = ", "，差值 = ") +
                   fixed(at(whole, "difference")) + ", " +
                   speech.ci(fixed(at(welch, "ci95/low")), fixed(at(welch, "ci95/high"))) +
                   ", Hedges g = " + fixed(at(whole, "hedges_g/g")) + ", " +
                   speech.ci(fixed(at(whole, "hedges_g/low")), fixed(at(whole, "hedges_g/high")));
    const auto& levene = at(whole, "levene_mean");
    const bool unequal = real(at(levene, "p")).value_or(1) < 0.05;
    const std::string test = "F(" + count(at(levene, "df1")) + ", " + count(at(levene, "df2")) +
                             ") = " + fixed(at(levene, "F")) + ", " + speech.p(at(levene, "p"));
    out.checks.push_back(
        {unequal ? Verdict::Failed : Verdict::Met,
         unequal ? speech.say(
                       "Equal spread (Levene): not met, " + test +
                           ". Welch's test, reported here, does not need it; the pooled one does.",
                       "方差齐性（Levene）：不满足，" + test +
                           "。本报告采用的 Welch 检验不要求方差齐性，合并方差的 t 检验则要求。")
                 : speech.say("Equal spread (Levene): nothing against it, " + test + ".",
                              "方差齐性（Levene）：未见违背，" + test + "。")});
    return out;
}

Section anova_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    add_described(out, answered, speech);
    if (put_undefined(out, answered, speech)) return out;
    Grid grid{{speech.say("Test", "检验"), "F", "df1", "df2", "P"}};
    const auto add = [&](const std::string& name, const json::value& test) {
        if (!test.is_null())
            grid.push_back({name, fixed(at(test, "F")), count(at(test, "df1")),
                            count(at(test, "df2")), speech.p_bare(at(test, "p"))});
    };
    add(speech.say("Analysis of variance (reported)", "方差分析（本报告采用）"), whole);
    add(speech.say("Welch, unequal spread", "Welch（方差不齐）"), at(whole, "welch"));
    out.tables.push_back({"tests", speech.say("Tests", "检验结果"), std::move(grid)});
    const std::string outcome = speech.column(field(answered.question, "outcome")),
                      group = speech.column(field(answered.question, "group"));
    out.sentence =
        speech.say("Being in one or another group of “" + group + "” accounts for " +
                       percent(at(whole, "eta2")) + " of the variation of “" + outcome + "”. ",
                   "“" + group + "”的分组解释了“" + outcome + "”变异的 " +
                       percent(at(whole, "eta2")) + "。") +
        judged(at(whole, "p"), speech);
    out.p = real(at(whole, "p"));
    out.to_paste = "F(" + count(at(whole, "df1")) + ", " + count(at(whole, "df2")) +
                   ") = " + fixed(at(whole, "F")) + ", " + speech.p(at(whole, "p")) +
                   ", η² = " + speech.share(at(whole, "eta2"), 3);
    return out;
}

Section rank_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    add_described(out, answered, speech);
    if (put_undefined(out, answered, speech)) return out;
    const std::string outcome = speech.column(field(answered.question, "outcome")),
                      group = speech.column(field(answered.question, "group"));
    out.p = real(at(whole, "p"));
    if (answered.question.method == "kruskal_wallis") {
        out.tables.push_back(
            {"tests",
             speech.say("Kruskal-Wallis test, corrected for ties",
                        "Kruskal-Wallis 检验（已校正同分）"),
             {{"H", "df", "P"},
              {fixed(at(whole, "chi2")), count(at(whole, "df")), speech.p_bare(at(whole, "p"))}}});
        out.sentence = speech.say(
            "The ranks of “" + outcome + "” were compared between groups of “" + group + "”. ",
            "比较了不同“" + group + "”之间“" + outcome + "”的秩次。");
        out.to_paste = "H(" + count(at(whole, "df")) + ") = " + fixed(at(whole, "chi2")) + ", " +
                       speech.p(at(whole, "p"));
    } else {
        out.tables.push_back(
            {"tests",
             speech.say("Mann-Whitney test, corrected for ties", "Mann-Whitney 检验（已校正同分）"),
             {{"U", "z", "P", speech.say("P, continuity correction", "P（连续性校正）"),
               speech.say("Rank-biserial r", "秩二列相关 r")},
              {count(at(whole, "U")), fixed(at(whole, "z")), speech.p_bare(at(whole, "p")),
               speech.p_bare(at(whole, "p_cc")), speech.share(at(whole, "rank_biserial"))}}});
        const auto levels = at(json::value(answered.question.spec), "levels");
        const std::string share = percent(at(whole, "prob_superiority"));
        out.sentence =
            speech.say("Of any two people, one of each group, the one of the first group (",
                       "从两组中各取一人，第一组（") +
            (levels.is_array() ? value_of_group(answered, levels.as_array()[0], speech) : group) +
            speech.say(") has the higher “" + outcome + "” in " + share +
                           " of pairs, ties counting half. ",
                       "）的“" + outcome + "”较高的概率为 " + share + "（同分各计一半）。");
        out.to_paste = "U = " + count(at(whole, "U")) + ", z = " + fixed(at(whole, "z")) + ", " +
                       speech.p(at(whole, "p")) +
                       ", r = " + speech.share(at(whole, "rank_biserial"));
    }
    out.sentence += judged(at(whole, "p"), speech);
    return out;
}

Section correlation_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const auto& r = at(whole, "pearson");
    Grid grid{{speech.say("Correlation", "相关系数"), speech.say("Value", "数值"), "95% CI", "P"}};
    grid.push_back(
        {"Pearson r", speech.share(at(r, "r")),
         "[" + speech.share(at(r, "ci95/low")) + ", " + speech.share(at(r, "ci95/high")) + "]",
         speech.p_bare(at(r, "p"))});
    grid.push_back({"Spearman ρ", speech.share(at(whole, "spearman/rho")), "–",
                    speech.p_bare(at(whole, "spearman/p"))});
    grid.push_back({"Kendall τ-b", speech.share(at(whole, "kendall/tau_b")), "–",
                    speech.p_bare(at(whole, "kendall/p"))});
    out.tables.push_back(
        {"correlation", speech.say("n = ", "n = ") + count(at(whole, "n")), std::move(grid)});
    const std::string x = speech.column(field(answered.question, "x")),
                      y = speech.column(field(answered.question, "y"));
    put_points(out, answered, x, y, speech);
    const bool up = real(at(r, "r")).value_or(0) >= 0;
    out.sentence =
        speech.say(
            "Where “" + x + "” is higher, “" + y + "” tends to be " + (up ? "higher" : "lower") +
                " (r = " + speech.share(at(r, "r")) + ", n = " + count(at(whole, "n")) + "). ",
            "“" + x + "”越高，“" + y + "”往往越" + (up ? "高" : "低") +
                "（r = " + speech.share(at(r, "r")) + "，n = " + count(at(whole, "n")) + "）。") +
        judged(at(r, "p"), speech);
    out.p = real(at(r, "p"));
    out.to_paste = "r(" + count(at(r, "df")) + ") = " + speech.share(at(r, "r")) + ", " +
                   speech.p(at(r, "p")) + ", " +
                   speech.ci(speech.share(at(r, "ci95/low")), speech.share(at(r, "ci95/high")));
    return out;
}

}  // namespace breather::study_reports
