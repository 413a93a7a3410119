#include "features/study_reports/section.h"

#include <cmath>

#include "features/study_reports/no_answer.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

struct Known {
    std::string_view method, en, zh;
    Section (*write)(const Answered&, const Speech&);
};

constexpr Known known[] = {
    {"describe", "Description", "描述统计", describe_section},
    {"proportion", "Proportion with intervals", "比例及置信区间", proportion_section},
    {"chi_square", "Chi-square test of independence", "卡方独立性检验", chi_square_section},
    {"t_test", "t test of two groups", "两组 t 检验", t_test_section},
    {"anova_oneway", "One-way analysis of variance", "单因素方差分析", anova_section},
    {"kruskal_wallis", "Kruskal-Wallis test", "Kruskal-Wallis 检验", rank_section},
    {"mann_whitney", "Mann-Whitney test", "Mann-Whitney 检验", rank_section},
    {"paired_t_test", "Paired t test", "配对 t 检验", pairs_section},
    {"wilcoxon_signed_rank", "Wilcoxon signed-rank test", "Wilcoxon 符号秩检验", pairs_section},
    {"mcnemar", "McNemar's test", "McNemar 检验", pairs_section},
    {"cochran_armitage", "Cochran-Armitage test for trend", "Cochran-Armitage 趋势检验",
     trend_section},
    {"cohen_kappa", "Cohen's kappa", "Cohen κ 系数", kappa_section},
    {"agreement", "Agreement of two coders", "两位编码者的一致性", agreement_section},
    {"fleiss_kappa", "Fleiss' kappa", "Fleiss κ 系数", raters_section},
    {"krippendorff_alpha", "Krippendorff's alpha", "Krippendorff α 系数", raters_section},
    {"icc", "Intraclass correlation", "组内相关系数 ICC", icc_section},
    {"scale_score", "Score of a scale", "量表得分", scale_score_section},
    {"cronbach_alpha", "Cronbach's alpha", "Cronbach α 系数", alpha_section},
    {"mcdonald_omega", "McDonald's omega", "McDonald ω 系数", omega_section},
    {"consort_flow", "Flow of participants", "受试者流程", flow_section},
    {"baseline_table", "Baseline table", "基线特征表", baseline_section},
    {"effect_size", "Standardised differences", "标准化差值", effect_section},
    {"reliable_change", "Reliable change", "可靠变化指数", change_section},
    {"ancova", "Analysis of covariance", "协方差分析", ancova_section},
    {"mmrm", "Mixed model for repeated measures (REML)", "重复测量混合模型（REML）", mixed_section},
    {"linear_mixed_model", "Linear mixed model with a random intercept (REML)",
     "随机截距线性混合模型（REML）", mixed_section},
    {"wcls", "Weighted and centred least squares", "加权中心化最小二乘", wcls_section},
    {"mi_pool", "Linear regression, pooled over imputations", "多重插补后合并的线性回归",
     pooled_section},
    {"multiple_imputation", "Linear regression after multiple imputation", "多重插补后的线性回归",
     pooled_section},
    {"count_models", "Poisson and negative binomial regression", "Poisson 与负二项回归",
     count_models_section},
    {"engagement_summary", "Use over time", "使用情况", engagement_section},
    {"correlation", "Correlation", "相关分析", correlation_section},
    {"logistic_regression", "Logistic regression", "Logistic 回归", model_section},
    {"firth_logistic", "Logistic regression with Firth's penalty", "Firth 惩罚 Logistic 回归",
     model_section},
    {"linear_regression", "Linear regression", "线性回归", model_section},
    {"poisson_regression", "Poisson regression", "Poisson 回归", model_section},
    {"negative_binomial_regression", "Negative binomial regression", "负二项回归", model_section},
    {"cox", "Cox's proportional hazards model", "Cox 比例风险模型", model_section},
    {"kaplan_meier", "Kaplan-Meier estimate", "Kaplan-Meier 估计", kaplan_meier_section},
    {"log_rank", "Log-rank test", "Log-rank 检验", log_rank_section},
};

std::string plain(const json::value& value, std::string_view name, const Speech& speech) {
    if (value.is_string()) return std::string(value.as_string());
    if (value.is_bool()) return value.as_bool() ? speech.say("yes", "是") : speech.say("no", "否");
    const auto number = real(value);
    if (!number) return "–";
    if (name == "p" || name.starts_with("p_") || name.ends_with("_p")) return speech.p_bare(value);
    return std::nearbyint(*number) == *number ? count(value) : size(value);
}

/// Fields with their values, one line each; "a/b" for what lies inside another.
void flatten(const json::value& value, const std::string& name, Grid& grid, const Speech& speech) {
    const std::string before = name.empty() ? "" : name + " / ";
    if (const auto* table = value.if_object()) {
        for (const auto& each : *table)
            flatten(each.value(), before + std::string(each.key()), grid, speech);
    } else if (const auto* list = value.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i)
            flatten((*list)[i], before + std::to_string(i + 1), grid, speech);
    } else {
        const auto cut = name.rfind(" / ");
        grid.push_back(
            {name, plain(value, cut == std::string::npos ? name : name.substr(cut + 3), speech)});
    }
}

}  // namespace

Section section_of(const Answered& answered, const Speech& speech) {
    for (const auto& each : known)
        if (each.method == answered.question.method) {
            Section out = each.write(answered, speech);
            out.method = speech.say(each.en, each.zh);
            return out;
        }
    Section out = other_section(answered, speech);
    out.method = answered.question.method;
    return out;
}

Section other_section(const Answered& answered, const Speech& speech) {
    Section out;
    Grid grid{{speech.say("Field", "字段"), speech.say("Value", "数值")}};
    flatten(answered.answer, "", grid, speech);
    for (std::size_t i = 1; i < grid.size() && i <= 6; ++i)
        out.to_paste += (i > 1 ? "; " : "") + grid[i][0] + " = " + grid[i][1];
    out.tables.push_back(
        {"fields", speech.say("All fields of the answer", "结果的全部字段"), std::move(grid)});
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer;
    if (const auto& p = at(whole, "p"); !p.is_null()) {
        out.p = real(p);
        out.sentence = judged(p, speech);
    } else {
        out.sentence = speech.say("The answer stands in the table.", "结果见下表。");
    }
    return out;
}

std::string judged(const json::value& p, const Speech& speech) {
    const auto number = real(p);
    if (!number) return speech.say("No P value is defined here.", "此处 P 值无定义。");
    return *number < 0.05 ? speech.say(
                                "A difference or relation this large would be rare if in truth "
                                "there were none (",
                                "若实际并无差异或关联，如此大的结果很少见（") +
                                speech.p(p) + speech.say(").", "）。")
                          : speech.say("This is within what chance alone can bring (",
                                       "这在随机波动的范围之内（") +
                                speech.p(p) +
                                speech.say("), which does not show that there is no difference.",
                                           "），但并不能证明没有差异。");
}

bool put_undefined(Section& section, const Answered& answered, const Speech& speech) {
    const json::value whole = answered.answer;
    if (const auto& flag = at(whole, "undefined"); !flag.is_bool() || !flag.as_bool()) return false;
    section.sentence = no_answer(answered, speech);
    section.to_paste = speech.say("Not estimable.", "无法估计。");
    section.checks.push_back({Verdict::Failed, section.sentence});
    return true;
}

std::string field(const analysis::Case& question, std::string_view name) {
    const auto* found = question.spec.if_contains(name);
    return found && found->is_string() ? std::string(found->as_string()) : "";
}

}  // namespace breather::study_reports
