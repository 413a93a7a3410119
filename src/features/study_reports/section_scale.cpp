// Scales: their score, how well their items hold together.
#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::vector<std::string> described_row(const std::string& name, const json::value& own) {
    return {name,
            count(at(own, "n")),
            count(at(own, "missing")),
            fixed(at(own, "mean")),
            fixed(at(own, "sd")),
            within(at(own, "ci95")),
            fixed(at(own, "median"), 1),
            fixed(at(own, "min"), 1) + "–" + fixed(at(own, "max"), 1)};
}

std::string reversed_in_words(const Answered& answered, const Speech& speech) {
    std::string out;
    for (const auto& each : texts_in(at(json::value(answered.question.spec), "reversed")))
        out += (out.empty() ? speech.say("Reversed: ", "反向计分：") : speech.say(", ", "、")) +
               speech.column(each);
    return out.empty() ? out : out + speech.say(".", "。");
}

}  // namespace

Section scale_score_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer;
    const auto& own = at(whole, "describe");
    Grid grid{{speech.say("Rule", "规则"), "n", speech.say("Missing", "缺失"),
               speech.say("Mean", "均值"), speech.say("SD", "标准差"),
               speech.say("95% CI of the mean", "均值的 95% CI"), speech.say("Median", "中位数"),
               speech.say("Least to most", "最小至最大")}};
    grid.push_back(described_row(speech.say("As asked", "按所设规则"), own));
    grid.push_back(described_row(speech.say("One item may be missing", "允许缺一题，按比例折算"),
                                 at(whole, "prorated_1_missing")));
    out.tables.push_back({"scores", speech.say("Score", "得分"), std::move(grid),
                          reversed_in_words(answered, speech)});
    if (real(at(own, "n")).value_or(0) == 0) {
        put_undefined(out, answered, speech);
        out.sentence = speech.say("Nobody answered all of the items, and so there is no score.",
                                  "无人答完全部题目，因此没有得分。");
        out.to_paste = speech.say("Not estimable.", "无法估计。");
        return out;
    }
    out.to_paste = "M = " + fixed(at(own, "mean")) + ", SD = " + fixed(at(own, "sd")) +
                   ", n = " + count(at(own, "n"));
    out.sentence = speech.say(
        "The score has a mean of " + fixed(at(own, "mean")) + " (SD " + fixed(at(own, "sd")) +
            ") in " + count(at(own, "n")) + " people; " + count(at(own, "missing")) +
            " have none, as items are missing.",
        "得分均值为 " + fixed(at(own, "mean")) + "（标准差 " + fixed(at(own, "sd")) + "），共 " +
            count(at(own, "n")) + " 人；" + count(at(own, "missing")) + " 人因缺题而无得分。");
    return out;
}

Section alpha_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string alpha = speech.share(at(whole, "alpha")),
                      low = speech.share(at(whole, "feldt_ci95/low")),
                      high = speech.share(at(whole, "feldt_ci95/high")), n = count(at(whole, "n")),
                      k = count(at(whole, "items"));
    out.tables.push_back(
        {"alpha",
         speech.say("The scale", "量表"),
         {{"n", speech.say("Items", "题数"), "α", speech.say("95% CI (Feldt)", "95% CI（Feldt）"),
           speech.say("α, standardised", "标准化 α"), speech.say("Mean", "均值"),
           speech.say("SD", "标准差")},
          {n, k, alpha, "[" + low + ", " + high + "]",
           speech.share(at(whole, "alpha_standardized")), fixed(at(whole, "scale_mean")),
           fixed(at(whole, "scale_sd"))}}});
    Grid items{{speech.say("Item", "题目"), speech.say("Mean", "均值"), speech.say("SD", "标准差"),
                speech.say("r with the others", "与其余题目的相关"),
                speech.say("α without it", "删除该题后的 α")}};
    for (const auto& each : at(whole, "item").as_array())
        items.push_back({speech.column(std::string(at(each, "item").as_string())),
                         fixed(at(each, "mean")), fixed(at(each, "sd")),
                         speech.share(at(each, "corrected_item_total_r")),
                         speech.share(at(each, "alpha_if_deleted"))});
    out.tables.push_back({"items", speech.say("The items", "各题"), std::move(items),
                          reversed_in_words(answered, speech)});
    out.sentence =
        speech.say("The " + k + " items hold together with α = " + alpha + " (95% CI " + low +
                       " to " + high + ") in " + n + " people who answered all.",
                   "在答完全部题目的 " + n + " 人中，" + k + " 道题的内部一致性 α = " + alpha +
                       "（95% CI " + low + " 至 " + high + "）。");
    out.to_paste = "α = " + alpha + ", " + speech.ci(low, high) + ", " + k +
                   speech.say(" items, n = ", " 题，n = ") + n;
    const auto against = texts_in(at(whole, "items_against_total"));
    std::string names;
    for (const auto& each : against)
        names += (names.empty() ? "" : speech.say(", ", "、")) + speech.column(each);
    out.checks.push_back(
        {against.empty() ? Verdict::Met : Verdict::Failed,
         against.empty()
             ? speech.say("Direction: every item goes with the others.",
                          "方向：各题与其余题目同向。")
             : speech.say(
                   "Direction: " + names + " run against the other items. Are they to be reversed?",
                   "方向：" + names + " 与其余题目方向相反，是否需要反向计分？")});
    return out;
}

Section omega_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string omega = speech.share(at(whole, "omega_total")), n = count(at(whole, "n"));
    Grid items{{speech.say("Item", "题目"), speech.say("Loading", "载荷"),
                speech.say("Own variance", "独特方差")}};
    for (const auto& each : at(whole, "loadings").as_object())
        items.push_back({speech.column(std::string(each.key())), fixed(each.value(), 3),
                         fixed(at(at(whole, "uniquenesses"), each.key()), 3)});
    out.tables.push_back(
        {"omega",
         speech.say("The scale", "量表"),
         {{"n", "ω", speech.say("ω, observed variance", "ω（观测方差）"), "χ²", "df", "P"},
          {n, omega, speech.share(at(whole, "omega_observed_variance")),
           fixed(at(whole, "fit_chi2")), count(at(whole, "fit_df")),
           speech.p_bare(at(whole, "fit_p"))}}});
    out.tables.push_back({"items", speech.say("The items, one factor", "各题（单因子）"),
                          std::move(items), reversed_in_words(answered, speech)});
    out.sentence = speech.say(
        "If one thing lies behind all items, ω = " + omega +
            " of the "
            "variation of the score comes from it (n = " +
            n + ").",
        "若所有题目测量同一特质，得分变异中有 ω = " + omega + " 来自该特质（n = " + n + "）。");
    out.to_paste = "ω = " + omega + ", n = " + n;
    const auto p = real(at(whole, "fit_p"));
    if (p) {
        const std::string said = "χ²(" + count(at(whole, "fit_df")) +
                                 ") = " + fixed(at(whole, "fit_chi2")) + ", " +
                                 speech.p(at(whole, "fit_p"));
        out.checks.push_back(
            {*p < 0.05 ? Verdict::Failed : Verdict::Met,
             *p < 0.05 ? speech.say("One factor does not account for the items, " + said + ".",
                                    "单因子模型不足以解释各题，" + said + "。")
                       : speech.say("One factor: nothing against it, " + said + ".",
                                    "单因子：未见违背，" + said + "。")});
    }
    for (const auto& each : texts_in(at(whole, "uniquenesses_at_bound")))
        out.checks.push_back(
            {Verdict::Failed,
             speech.say("The own variance of “" + speech.column(each) +
                            "” fell to its bound (Heywood case).",
                        "“" + speech.column(each) + "”的独特方差到达下限（Heywood 情形）。")});
    return out;
}

}  // namespace breather::study_reports
