// Repeated measures, imputed data, micro-randomised trials.
#include <algorithm>
#include <cmath>

#include "engines/statistics/linear_model.h"
#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::vector<std::string> arms_in(const json::value& means) {
    std::vector<std::string> out;
    if (const auto* all = means.if_array())
        for (const auto& each : *all) {
            const std::string arm(at(each, "arm").as_string());
            if (std::find(out.begin(), out.end(), arm) == out.end()) out.push_back(arm);
        }
    return out;
}

/// The field of a mean that says when: whatever is none of the usual ones.
std::string time_in(const json::value& mean) {
    for (const auto& each : mean.as_object())
        if (each.key() != "arm" && each.key() != "mean" && each.key() != "se" &&
            each.key() != "df" && each.key() != "low" && each.key() != "high")
            return std::string(each.key());
    return "";
}

void put_means(Section& out, const json::value& whole, const std::string& arm,
               const std::string& outcome, const Speech& speech) {
    const auto* means = at(whole, "adjusted_means").if_array();
    if (!means || means->empty()) return;
    const std::string time = time_in(means->front());
    Grid grid{{speech.column(arm)}};
    if (!time.empty()) grid[0].push_back(speech.say("Visit", "访视"));
    for (const auto& head : {speech.say("Adjusted mean", "校正均值"), std::string("SE"),
                             std::string("df"), std::string("95% CI")})
        grid[0].push_back(head);
    std::vector<Series> series;
    Trend about;
    for (const auto& each : *means) {
        const std::string name = speech.value(arm, std::string(at(each, "arm").as_string()));
        if (series.empty() || series.back().name != name) series.push_back({name, {}, {}, {}, {}});
        auto& row = grid.emplace_back(Grid::value_type{name});
        if (!time.empty()) {
            row.push_back(visit(time, std::string(at(each, time).as_string()), speech));
            if (series.size() == 1) about.steps.push_back(row.back());
        } else if (series.size() == 1) {
            about.steps.emplace_back();
        }
        row.insert(row.end(), {fixed(at(each, "mean")), fixed(at(each, "se")),
                               count(at(each, "df")), within(each)});
        auto& own = series.back();
        own.x.push_back(double(own.x.size()));
        own.y.push_back(real(at(each, "mean")).value_or(std::nan("")));
        own.low.push_back(real(at(each, "low")).value_or(std::nan("")));
        own.high.push_back(real(at(each, "high")).value_or(std::nan("")));
    }
    out.tables.push_back(
        {"means", speech.say("Adjusted means: ", "校正均值：") + outcome, std::move(grid),
         speech.say("Numbers at their means, factors with equal weights; "
                    "intervals by Kenward and Roger.",
                    "数值变量取均值，分类变量各水平等权；区间按 Kenward-Roger 法。")});
    about.title = speech.say("Adjusted means over time with 95% intervals",
                             "各时点的校正均值及 95% 置信区间");
    about.axis_y = outcome;
    about.axis_x = time.empty() ? speech.column(arm) : speech.say("Visit", "访视");
    if (!time.empty()) out.plots.push_back({about.title, trend(about, series)});
}

/// In words: those that are clear after Holm's correction.
std::string put_contrasts(Section& out, const Answered& answered, const std::string& arm,
                          const Speech& speech) {
    const json::value whole = answered.answer;
    const auto* all = at(whole, "contrasts").if_array();
    if (!all || all->empty()) return "";
    const auto arms = arms_in(at(whole, "adjusted_means"));
    std::vector<double> ps;
    for (const auto& each : *all)
        if (const auto p = real(at(each, "kenward_roger_observed/p"))) ps.push_back(*p);
    const auto by_holm = statistics::holm(ps);
    Grid grid{{speech.say("Difference", "差值"), speech.say("Estimate", "估计值"), "95% CI", "t",
               "df", "P", speech.say("P, Holm", "P（Holm）"),
               speech.say("P, Satterthwaite", "P（Satterthwaite）")}};
    std::vector<Estimate> drawn;
    std::string clear;
    std::size_t k = 0;
    for (const auto& each : *all) {
        const std::string name =
            contrast_words(std::string(at(each, "label").as_string()), arms, arm, speech);
        const auto& test = at(each, "kenward_roger_observed");
        const bool has = real(at(test, "p")).has_value();
        grid.push_back({name, fixed(at(each, "estimate")), within(test), fixed(at(test, "t")),
                        count(at(test, "df")), speech.p_bare(at(test, "p")),
                        has ? speech.p_bare(by_holm[k]) : "–",
                        speech.p_bare(at(each, "model_based/p"))});
        if (has && by_holm[k] < 0.05)
            clear += (clear.empty() ? "" : speech.say("; ", "；")) + name + " = " +
                     fixed(at(each, "estimate"));
        k += has;
        if (!has) continue;
        json::object drawn_from = test.as_object();
        drawn_from["estimate"] = at(each, "estimate");
        add_estimate(drawn, name, drawn_from, "estimate");
        const std::string said = name + " = " + fixed(at(each, "estimate")) + ", " +
                                 speech.ci(fixed(at(test, "low")), fixed(at(test, "high"))) +
                                 ", t(" + count(at(test, "df")) + ") = " + fixed(at(test, "t")) +
                                 ", " + speech.p(at(test, "p"));
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + said;
    }
    out.tables.push_back(
        {"contrasts", speech.say("Differences between arms", "组间差值"), std::move(grid),
         speech.say("Intervals, t, df and P by Kenward and Roger (observed information). Holm's P "
                    "covers the differences of this table.",
                    "区间、t、df 与 P 按 Kenward-Roger 法（观测信息）。Holm "
                    "校正的范围是本表中的各项比较。")});
    put_forest(out, speech.say("Adjusted difference, 95% interval", "校正差值，95% 置信区间"),
               drawn, speech.say("lower", "更低"), speech.say("higher", "更高"));
    const std::string n = std::to_string(k);
    return clear.empty()
               ? speech.say(" None of the " + n +
                                " differences between arms is clear once Holm's "
                                "correction counts them all.",
                            "经 Holm 校正，" + n + " 项组间比较均无明确差异。")
               : speech.say(" Of " + n +
                                " differences between arms, these are clear once Holm's "
                                "correction counts them all: " +
                                clear + ".",
                            n + " 项组间比较中，经 Holm 校正后仍明确的有：" + clear + "。");
}

/// "wk=16" by the name that the plan's visits have.
std::string fixed_term(std::string name, const std::string& time, const Speech& speech) {
    for (std::size_t at; !time.empty() && ((at = name.find("wk=")) == 0 ||
                                           (at != std::string::npos && name[at - 1] == ':'));)
        name.replace(at, 2, time);
    return speech.term(name);
}

void put_fixed(Section& out, const json::value& whole, const Speech& speech) {
    const auto* means = at(whole, "adjusted_means").if_array();
    const std::string time = means && !means->empty() ? time_in(means->front()) : "";
    Grid grid{{speech.say("Term", "变量"), "B", "SE"}};
    if (const auto* all = at(whole, "fixed").if_array())
        for (const auto& each : *all)
            grid.push_back({fixed_term(std::string(at(each, "term").as_string()), time, speech),
                            fixed(at(each, "estimate"), 3), fixed(at(each, "se"), 3)});
    out.tables.push_back({"fixed", speech.say("Fixed effects", "固定效应"), std::move(grid),
                          "−2 REML log L = " + fixed(at(whole, "minus2_reml_log_lik"))});
    if (const auto* rows = at(whole, "covariance").if_array()) {
        Grid covariance(1, {""});
        for (std::size_t r = 0; r < rows->size(); ++r) {
            covariance[0].push_back(std::to_string(r + 1));
            auto& row = covariance.emplace_back(Grid::value_type{std::to_string(r + 1)});
            for (const auto& each : (*rows)[r].as_array()) row.push_back(fixed(each));
        }
        out.tables.push_back({"covariance",
                              speech.say("Covariance of the visits, unstructured, in their order",
                                         "各访视的协方差（非结构化，按访视顺序）"),
                              std::move(covariance)});
    }
    if (!at(whole, "var_intercept").is_null())
        out.tables.push_back({"variances",
                              speech.say("Variances", "方差"),
                              {{speech.say("Between people", "个体间"),
                                speech.say("Within people", "个体内"), "ICC"},
                               {fixed(at(whole, "var_intercept")), fixed(at(whole, "var_residual")),
                                speech.share(at(whole, "icc"))}}});
}

void put_joint(Section& out, const Answered& answered, const Speech& speech) {
    for (const auto& each : answered.answer) {
        const std::string name(each.key());
        const auto& test = at(each.value(), "kenward_roger_observed");
        if (!name.starts_with("arm_by_") || test.is_null()) continue;
        const std::string said = "F(" + count(at(test, "df1")) + ", " + count(at(test, "df2")) +
                                 ") = " + fixed(at(test, "F")) + ", " + speech.p(at(test, "p"));
        out.sentence +=
            speech.say(" Arm by visit: ", "组别 × 访视：") + said + speech.say(".", "。");
        out.to_paste += speech.say("; arm × visit ", "；组别 × 访视 ") + said;
    }
}

}  // namespace

Section mixed_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string arm = arm_in(answered.question),
                      outcome = measure(field(answered.question, "outcome"), speech);
    put_means(out, whole, arm, outcome, speech);
    const std::string differences = put_contrasts(out, answered, arm, speech);
    put_fixed(out, whole, speech);
    const std::string people = count(at(whole, "participants")),
                      seen = count(at(whole, "observations"));
    out.sentence = speech.say(
        "“" + outcome + "” was measured " + seen + " times in " + people + " people." + differences,
        people + " 人共测量“" + outcome + "”" + seen + " 次。" + differences);
    put_joint(out, answered, speech);
    if (out.to_paste.empty())
        out.to_paste = speech.say("REML, ", "REML，") + people + speech.say(" people, ", " 人，") +
                       seen + speech.say(" observations", " 次测量");
    if (const auto* all = at(whole, "contrasts").if_array(); all && all->size() == 1)
        out.p = real(at((*all)[0], "kenward_roger_observed/p"));
    const std::string wanted = field(answered.question, "contrast");
    if (!wanted.empty()) out.p = real(at(whole, "contrast/kenward_roger_observed/p"));
    if (const auto* all = at(whole, "contrasts").if_array(); !out.p && all && all->size() > 1)
        out.checks.push_back(
            {Verdict::Note,
             speech.say("Several differences answer this question; say beforehand which one "
                        "counts (the overview shows no P for it).",
                        "本问题涉及多项比较，请事先说明以哪一项为准（总览表不列其 P 值）。")});
    out.checks.push_back(
        {Verdict::Note,
         speech.say("Holds if who was missing at a visit is explained by what the model knows "
                    "(missing at random); the data cannot show it.",
                    "前提：缺失可由模型中的变量解释（随机缺失）；数据本身无法验证。")});
    if (const auto* none = at(whole, "aliased").if_array())
        for (const auto& each : *none)
            out.checks.push_back({Verdict::Failed, speech.say("No estimate for ", "无法估计：") +
                                                       speech.term(std::string(each.as_string()))});
    return out;
}

Section wcls_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const auto& effects = at(whole, "effects_small_sample").as_array();
    const auto& plain = at(whole, "effects_uncorrected").as_array();
    const std::string treatment = speech.column(field(answered.question, "treatment")),
                      outcome = speech.column(field(answered.question, "outcome"));
    Grid grid{{speech.say("Effect of “", "效应：“") + treatment + "”",
               speech.say("Estimate", "估计值"), "SE", "95% CI", "t", "df", "P",
               speech.say("SE, uncorrected", "未校正 SE")}};
    std::vector<Estimate> drawn;
    for (std::size_t e = 0; e < effects.size(); ++e) {
        const auto& each = effects[e];
        const std::string term(at(each, "term").as_string());
        const std::string name = term != "(Intercept)" ? "× " + speech.term(term)
                                 : effects.size() == 1
                                     ? speech.say("On average", "平均效应")
                                     : speech.say("Where the moderators are 0", "调节变量为 0 时");
        grid.push_back({name, fixed(at(each, "estimate"), 3), fixed(at(each, "se"), 3),
                        within(each, 3), fixed(at(each, "t")), count(at(each, "df")),
                        speech.p_bare(at(each, "p")), fixed(at(plain[e], "se"), 3)});
        add_estimate(drawn, name, each, "estimate");
        const std::string said = name + ": " + fixed(at(each, "estimate"), 3) + ", 95% CI " +
                                 within(each, 3) + ", t(" + count(at(each, "df")) +
                                 ") = " + fixed(at(each, "t")) + ", " + speech.p(at(each, "p"));
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + said;
    }
    out.tables.push_back(
        {"effects", outcome, std::move(grid),
         speech.say("Standard errors corrected for few people (Mancl and "
                    "DeRouen), t with n − p − q degrees of freedom.",
                    "标准误按小样本校正（Mancl-DeRouen），t 的自由度为 n − p − q。")});
    Grid controls{{speech.say("Control", "控制变量"), "B", "SE"}};
    for (const auto& each : at(whole, "control").as_array())
        controls.push_back({speech.term(std::string(at(each, "term").as_string())),
                            fixed(at(each, "estimate"), 3), fixed(at(each, "se_small_sample"), 3)});
    out.tables.push_back({"controls", speech.say("Controls", "控制变量"), std::move(controls)});
    put_forest(out, speech.say("Effect, 95% interval", "效应，95% 置信区间"), drawn,
               speech.say("lower", "更低"), speech.say("higher", "更高"));
    const auto& joint = at(whole, "joint_test");
    out.p = real(at(effects.size() == 1 ? effects[0] : joint, "p"));
    out.sentence =
        speech.say("What “" + treatment + "” does to “" + outcome + "” soon after, from " +
                       count(at(whole, "decision_points_available")) + " decision points of " +
                       count(at(whole, "participants")) + " people: ",
                   "“" + treatment + "”对随后“" + outcome + "”的影响（" +
                       count(at(whole, "participants")) + " 人，" +
                       count(at(whole, "decision_points_available")) + " 个决策点）：") +
        out.to_paste + speech.say(". ", "。") + judged(at(joint, "p"), speech);
    if (effects.size() > 1)
        out.to_paste += speech.say("; together F(", "；总体 F(") + count(at(joint, "df1")) + ", " +
                        count(at(joint, "df2")) + ") = " + fixed(at(joint, "F")) + ", " +
                        speech.p(at(joint, "p"));
    out.checks.push_back(
        {Verdict::Note,
         speech.say("Holds if the chances of being sent something were as the data say.",
                    "前提：数据中记录的发送概率属实。")});
    return out;
}

Section pooled_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    Grid grid{{speech.say("Term", "变量"), "B", "SE", "95% CI", "t", "df", "P",
               speech.say("Missing information", "缺失信息比例")}};
    std::vector<Estimate> drawn;
    double most = 0;
    std::size_t terms = 0;
    for (const auto& each : at(whole, "coefficients").as_array()) {
        const std::string term(at(each, "term").as_string());
        grid.push_back({speech.term(term), fixed(at(each, "estimate"), 3), fixed(at(each, "se"), 3),
                        within(each), fixed(at(each, "t")), count(at(each, "df_barnard_rubin")),
                        speech.p_bare(at(each, "p")), percent(at(each, "fmi"), 0)});
        most = std::max(most, real(at(each, "fmi")).value_or(0));
        if (term == "(Intercept)") continue;
        ++terms;
        if (terms == 1) out.p = real(at(each, "p"));
        add_estimate(drawn, speech.term(term), each, "estimate");
        const std::string said = speech.term(term) + ": B = " + fixed(at(each, "estimate")) +
                                 ", 95% CI " + within(each) + ", " + speech.p(at(each, "p"));
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + said;
    }
    if (terms != 1) out.p.reset();
    const std::string m = count(at(whole, "m")), n = count(at(whole, "n"));
    out.tables.push_back({"coefficients",
                          speech.say(m + " imputations of " + n + " people, pooled",
                                     m + " 次插补（" + n + " 人）合并结果"),
                          std::move(grid),
                          speech.say("Rubin's rules; degrees of freedom of Barnard and Rubin.",
                                     "按 Rubin 规则合并；自由度按 Barnard-Rubin 法。")});
    put_forest(out, speech.say("Coefficient, 95% interval", "回归系数，95% 置信区间"), drawn,
               speech.say("lower", "更低"), speech.say("higher", "更高"));
    out.sentence = speech.say("“", "“") + measure(field(answered.question, "outcome"), speech) +
                   speech.say("”, with what is missing filled " + m + " times: ",
                              "”，缺失值插补 " + m + " 次：") +
                   out.to_paste + speech.say(".", "。");
    const double imputations = real(at(whole, "m")).value_or(0);
    const bool few = imputations < 100 * most;
    out.checks.push_back(
        {few ? Verdict::Failed : Verdict::Met,
         few ? speech.say("Few imputations: " + m + ", while up to " + percent(most, 0) +
                              " of the information is missing. As many imputations as percent "
                              "missing are wanted (White, Royston & Wood 2011).",
                          "插补次数偏少：共 " + m + " 次，而缺失信息最高达 " + percent(most, 0) +
                              "。插补次数宜不少于缺失信息的百分数（White、Royston 和 Wood 2011）。")
             : speech.say("Imputations: " + m +
                              ", at least as many as percent of the information "
                              "missing (" +
                              percent(most, 0) + ").",
                          "插补次数：" + m + " 次，不少于缺失信息的百分数（" + percent(most, 0) +
                              "）。")});
    if (const auto& seed = at(whole, "seed"); !seed.is_null())
        out.checks.push_back(
            {Verdict::Note, speech.say("Seed of the imputation: ", "插补的随机种子：") +
                                count(seed) + speech.say(".", "。")});
    return out;
}

}  // namespace breather::study_reports
