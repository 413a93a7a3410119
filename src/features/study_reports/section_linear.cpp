// Linear models: what each term adds, whether the residuals are what the model supposes.
#include <algorithm>
#include <cmath>

#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

void put_residual_plots(Section& section, const json::value& found, const Speech& speech) {
    const auto drawn = [&](const char* field, const std::string& axis, Cloud::Guide guide,
                           const std::string& caption) {
        std::vector<double> x, y;
        if (const auto* points = at(found, field).if_array())
            for (const auto& each : *points) {
                x.push_back(real(each.as_array()[0]).value_or(std::nan("")));
                y.push_back(real(each.as_array()[1]).value_or(std::nan("")));
            }
        if (x.size() < 3) return;
        const std::string residual = speech.say("Standardised residual", "标准化残差");
        section.plots.push_back({caption, cloud({caption, axis, residual, guide}, x, y)});
    };
    drawn("fitted_residual", speech.say("Fitted value", "拟合值"), Cloud::Guide::Zero,
          speech.say("Residuals against fitted values: no pattern and an even spread are wanted",
                     "残差与拟合值：应无明显规律，且离散程度均匀"));
    drawn("normal_residual", speech.say("Expected of a normal distribution", "正态分布的期望值"),
          Cloud::Guide::Diagonal,
          speech.say("Residuals against a normal distribution: points near the line are wanted",
                     "残差与正态分布（Q-Q 图）：各点应贴近直线"));
}

/// HC3 beside the usual SE: where they part, the spread is not even.
void check_spread(Section& section, const json::array& coefficients, const Speech& speech) {
    double most = 1;
    std::string worst;
    for (const auto& each : coefficients) {
        const auto usual = real(at(each, "se")), robust = real(at(each, "se_hc3"));
        if (!usual || !robust || *usual <= 0 || *robust <= 0) continue;
        const double ratio = std::max(*robust / *usual, *usual / *robust);
        if (ratio <= most) continue;
        most = ratio;
        worst = speech.term(std::string(at(each, "term").as_string()));
    }
    if (worst.empty()) return;
    const bool poor = most > 1.25;
    section.checks.push_back(
        {poor ? Verdict::Failed : Verdict::Met,
         poor ? speech.say("Even spread: the robust standard error (HC3) of “" + worst +
                               "” differs by a factor of " + fixed(most) +
                               ". Intervals by the usual one may be wrong; the table has both.",
                           "方差齐性：“" + worst + "”的稳健标准误（HC3）与常规标准误相差 " +
                               fixed(most) + " 倍，常规区间可能不准；表中列出两者。")
              : speech.say(
                    "Even spread: robust standard errors (HC3) differ by a factor of " +
                        fixed(most) + " at most.",
                    "方差齐性：稳健标准误（HC3）与常规标准误最多相差 " + fixed(most) + " 倍。")});
}

void check_residuals(Section& section, const json::value& found, const Speech& speech) {
    const auto skewness = real(at(found, "skewness"));
    if (!skewness) return;
    const bool poor = std::abs(*skewness) > 1;
    const std::string said = speech.say(
        "skewness " + fixed(*skewness) + ", " + count(at(found, "beyond_3")) +
            " beyond 3 standard deviations",
        "偏度 " + fixed(*skewness) + "，超出 3 个标准差者 " + count(at(found, "beyond_3")) + " 个");
    section.checks.push_back(
        {poor ? Verdict::Failed : Verdict::Met,
         poor ? speech.say("Residuals: they lean to one side (" + said +
                               "). In small samples P and intervals may be off.",
                           "残差：分布偏斜（" + said + "）。样本较小时 P 值和区间可能不准。")
              : speech.say("Residuals: roughly symmetric (" + said + ").",
                           "残差：大致对称（" + said + "）。")});
}

void check_size(Section& section, const json::value& model, std::size_t terms,
                const Speech& speech) {
    const auto n = real(at(model, "n"));
    if (!n || terms == 0) return;
    const double per = *n / double(terms);
    const std::string sum = count(*n) + " / " + std::to_string(terms) + " = " + fixed(per, 1);
    section.checks.push_back(
        {per < 10 ? Verdict::Failed : Verdict::Met,
         per < 10 ? speech.say("People per term: " + sum +
                                   ", fewer than 10. The model fits these people better than it "
                                   "would fit others; use fewer terms.",
                               "每个变量对应人数：" + sum +
                                   "，少于 10。模型对这批人的拟合会好于对其他人；请减少变量。")
                  : speech.say("People per term: " + sum + ", 10 or more.",
                               "每个变量对应人数：" + sum + "，不少于 10。")});
}

}  // namespace

void put_linear_model(Section& section, const json::value& model, const Speech& speech) {
    const auto* all = at(model, "coefficients").if_array();
    if (!all) return;
    Grid grid{{speech.say("Term", "变量"), "B", "SE", speech.say("SE, HC3", "SE（HC3）"), "t", "P",
               "95% CI"}};
    std::size_t terms = 0;
    for (const auto& each : *all) {
        const std::string name(at(each, "term").as_string());
        terms += name != "(Intercept)" && !at(each, "estimate").is_null();
        grid.push_back({speech.term(name), fixed(at(each, "estimate"), 3), fixed(at(each, "se"), 3),
                        fixed(at(each, "se_hc3"), 3), fixed(at(each, "t")),
                        speech.p_bare(at(each, "p")), within(each)});
    }
    section.tables.push_back(
        {"coefficients",
         speech.say("What each term adds while the others are held",
                    "在其他变量不变时各变量的作用"),
         std::move(grid),
         speech.say("P and intervals by t with " + count(at(model, "df_residual")) +
                        " degrees of freedom.",
                    "P 值与区间按自由度 " + count(at(model, "df_residual")) + " 的 t 分布计算。")});
    section.tables.push_back(
        {"fit",
         speech.say("The model as a whole", "模型整体"),
         {{"n", "R²", speech.say("R², adjusted", "调整 R²"),
           speech.say("Residual SD", "残差标准差"), "F", "df1", "df2", "P"},
          {count(at(model, "n")), speech.share(at(model, "r2"), 3),
           speech.share(at(model, "adj_r2"), 3), fixed(at(model, "sigma")), fixed(at(model, "F")),
           count(at(model, "df1")), count(at(model, "df2")), speech.p_bare(at(model, "F_p"))}}});
    check_size(section, model, terms, speech);
    check_spread(section, *all, speech);
    check_residuals(section, at(model, "diagnostics"), speech);
    put_residual_plots(section, at(model, "diagnostics"), speech);
}

Section ancova_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string arm = arm_in(answered.question),
                      outcome = measure(field(answered.question, "outcome"), speech);
    std::vector<std::string> arms;
    std::vector<Estimate> means, drawn;
    Grid grid{{speech.column(arm), speech.say("Adjusted mean", "校正均值"), "SE", "95% CI"}};
    for (const auto& each : at(whole, "adjusted_means").as_array()) {
        arms.emplace_back(at(each, "arm").as_string());
        grid.push_back({speech.value(arm, arms.back()), fixed(at(each, "mean")),
                        fixed(at(each, "se")), within(each)});
    }
    out.tables.push_back({"means", speech.say("Adjusted means: ", "校正均值：") + outcome,
                          std::move(grid),
                          speech.say("Numbers at their means, factors with equal weights.",
                                     "数值变量取均值，分类变量各水平等权。")});
    Grid pairs{{speech.say("Difference", "差值"), speech.say("Estimate", "估计值"), "95% CI", "t",
                "df", "P", speech.say("P, Holm", "P（Holm）"),
                speech.say("d (baseline SD)", "d（基线标准差）")}};
    const auto& contrasts = at(whole, "contrasts").as_array();
    for (const auto& each : contrasts) {
        const std::string name =
            contrast_words(std::string(at(each, "label").as_string()), arms, arm, speech);
        pairs.push_back({name, fixed(at(each, "estimate")), within(each), fixed(at(each, "t")),
                         count(at(each, "df")), speech.p_bare(at(each, "p")),
                         speech.p_bare(at(each, "p_holm")), fixed(at(each, "d_baseline_sd"))});
        add_estimate(drawn, name, each, "estimate");
        const std::string said = name + " = " + fixed(at(each, "estimate")) + ", " +
                                 speech.ci(fixed(at(each, "low")), fixed(at(each, "high"))) + ", " +
                                 speech.p(at(each, "p"));
        out.to_paste += "; " + said;
        out.sentence += (out.sentence.empty() ? speech.say("Adjusted differences of “", "“") +
                                                    outcome + speech.say("”: ", "”的校正差值：")
                                              : speech.say("; ", "；")) +
                        said;
    }
    out.tables.push_back({"contrasts", speech.say("Differences between groups", "组间差值"),
                          std::move(pairs),
                          speech.say("Holm's P covers the differences of this table.",
                                     "Holm 校正的范围是本表中的各项比较。")});
    put_forest(out, speech.say("Adjusted difference, 95% interval", "校正差值，95% 置信区间"),
               drawn, speech.say("lower", "更低"), speech.say("higher", "更高"));
    const auto& test = at(whole, "arm_test");
    out.p = real(at(test, "p"));
    const std::string head = "F(" + count(at(test, "df1")) + ", " + count(at(test, "df2")) +
                             ") = " + fixed(at(test, "F")) + ", " + speech.p(at(test, "p")) +
                             speech.say(", partial η² = ", "，偏 η² = ") +
                             speech.share(at(test, "partial_eta2"));
    out.sentence += speech.say(". All groups together: ", "。各组总体比较：") + head +
                    speech.say(". ", "。") + judged(at(test, "p"), speech);
    out.to_paste = head + out.to_paste;
    put_linear_model(out, at(whole, "model"), speech);
    return out;
}

}  // namespace breather::study_reports
