// A trial: who went where, who they were, how far the arms are apart, who changed reliably.
#include <algorithm>

#include "features/analysis/described.h"
#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

struct Arm {
    std::string name;
    const json::value* own;
};

std::vector<Arm> arms_of(const json::value& by_arm, const std::string& arm, const Speech& speech) {
    std::vector<Arm> out;
    if (const auto* all = by_arm.if_object())
        for (const auto& each : *all)
            out.push_back({speech.value(arm, std::string(each.key())), &each.value()});
    return out;
}

/// "outcome_week8" as "Measured at week 8"; fields of an arm in the words of a flow.
std::string step_words(const std::string& field, const Speech& speech) {
    if (field == "allocated") return speech.say("Allocated", "分配");
    if (field == "started") return speech.say("Began the programme", "开始使用");
    if (field == "never_started") return speech.say("Never began", "从未使用");
    if (field == "any_post_baseline")
        return speech.say("Measured at least once after baseline", "基线后至少测量一次");
    const bool lost = field.starts_with("lost_");
    if (!lost && !field.starts_with("outcome_")) return field;
    const std::string rest = field.substr(lost ? 5 : 8);
    const auto digit = rest.find_first_of("0123456789");
    const std::string when = digit == std::string::npos || digit == 0
                                 ? rest
                                 : visit(rest.substr(0, digit), rest.substr(digit), speech);
    return lost ? speech.say("Not measured at ", "未测量：") + when
                : speech.say("Measured at ", "已测量：") + when;
}

/// The flow as a drawing: until randomisation in the middle, then each arm by itself.
PlotView flow_drawn(const json::value& whole, const std::vector<Arm>& arms,
                    const std::string& exclusion, const Speech& speech) {
    FlowChart chart;
    Grid data{{"arm", "step", "n"}};
    const auto box = [&](const std::string& arm, const std::string& words, const json::value& n) {
        data.push_back({arm, words, count(n)});
        return with_n(words, count(n), speech);
    };
    chart.trunk.push_back({box("", speech.say("Assessed", "评估"), at(whole, "screened"))});
    double excluded = 0;
    FlowBox out;
    for (const auto& each : at(whole, "excluded").as_object()) {
        const std::string reason = speech.value(exclusion, std::string(each.key()));
        excluded += real(each.value()).value_or(0);
        box("", speech.say("Excluded: ", "排除：") + reason, each.value());
        out.lines.push_back(with_n(reason, count(each.value()), speech));
    }
    out.head = with_n(speech.say("Excluded", "排除"), count(excluded), speech);
    if (excluded > 0) chart.aside.push_back(std::move(out));
    chart.trunk.push_back({box("", speech.say("Randomised", "随机分组"), at(whole, "randomised"))});
    for (const auto& arm : arms) {
        auto& boxes = chart.groups.emplace_back();
        boxes.push_back({arm.name});
        for (const auto& step : arm.own->as_object()) {
            if (step.value().is_null()) continue;
            const std::string name(step.key());
            if (name.starts_with("outcome_") || name == "any_post_baseline") boxes.emplace_back();
            auto& own = boxes.back();
            const std::string words = box(arm.name, step_words(name, speech), step.value());
            own.head.empty() ? own.head = words : own.lines.emplace_back(words);
        }
    }
    chart.title = speech.say("Flow of participants", "受试者流程图");
    for (std::size_t i = 1; i < data.size(); ++i)
        chart.says += (i > 1 ? "; " : "") + data[i][0] + " " + data[i][1] + " " + data[i][2];
    return {chart.title, flow_chart(chart, std::move(data))};
}

std::string share_of(double part, double all, const Speech& speech) {
    return count(part) +
           (all > 0 ? speech.say(" (", "（") + percent(part / all) + speech.say(")", "）") : "");
}

/// Of the levels of a categorical column, those that the answer counts.
std::vector<std::string> levels_in(const json::value& own, const json::value& spec) {
    if (const auto listed = texts_in(at(spec, "levels")); !listed.empty()) return listed;
    std::vector<std::string> out;
    const bool two = !at(own, "k").is_null() || !at(own, "percent").is_null();
    for (const auto& each : own.as_object())
        if (!two || (each.key() != "n" && each.key() != "k" && each.key() != "percent"))
            out.emplace_back(each.key());
    return out;
}

}  // namespace

Section flow_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer;
    const std::string arm = arm_in(answered.question),
                      reason = field(answered.question, "exclusion"),
                      exclusion = reason.empty() ? "exclusion" : reason;
    Grid grid{{speech.say("Step", "步骤"), speech.say("People", "人数")}};
    grid.push_back({speech.say("Assessed", "评估"), count(at(whole, "screened"))});
    double excluded = 0;
    for (const auto& each : at(whole, "excluded").as_object()) {
        excluded += real(each.value()).value_or(0);
        grid.push_back(
            {speech.say("Excluded: ", "排除：") + speech.value(exclusion, std::string(each.key())),
             count(each.value())});
    }
    grid.push_back({speech.say("Randomised", "随机分组"), count(at(whole, "randomised"))});
    out.tables.push_back({"flow", speech.say("Until randomisation", "随机分组之前"), grid});
    const auto arms = arms_of(at(whole, "by_arm"), arm, speech);
    Grid by(1, {""});
    std::string each_arm;
    for (const auto& one : arms) {
        by[0].push_back(one.name);
        each_arm += (each_arm.empty() ? "" : speech.say(", ", "、")) + one.name + " " +
                    count(at(*one.own, "allocated"));
    }
    if (!arms.empty())
        for (const auto& step : arms.front().own->as_object()) {
            auto& row =
                by.emplace_back(Grid::value_type{step_words(std::string(step.key()), speech)});
            for (const auto& one : arms)
                row.push_back(share_of(real(at(*one.own, step.key())).value_or(0),
                                       real(at(*one.own, "allocated")).value_or(0), speech));
            for (std::size_t a = 0; a < arms.size(); ++a)
                if (at(*arms[a].own, step.key()).is_null()) row[a + 1] = "–";
        }
    out.tables.push_back(
        {"arms", speech.say("After randomisation", "随机分组之后"), std::move(by)});
    out.plots.push_back(flow_drawn(whole, arms, exclusion, speech));
    const std::string n = count(at(whole, "screened")), r = count(at(whole, "randomised"));
    out.sentence = speech.say("Of " + n + " people assessed, " + count(excluded) +
                                  " were excluded and " + r + " randomised (" + each_arm + ").",
                              "评估 " + n + " 人，排除 " + count(excluded) + " 人，随机分组 " + r +
                                  " 人（" + each_arm + "）。");
    out.to_paste = out.sentence;
    const double lost = real(at(whole, "screened")).value_or(0) - excluded -
                        real(at(whole, "randomised")).value_or(0);
    out.checks.push_back(
        {lost == 0 ? Verdict::Met : Verdict::Failed,
         lost == 0
             ? speech.say("Everybody assessed is accounted for.", "所有接受评估者均有去向。")
             : speech.say(count(lost) + " of those assessed are neither excluded for a "
                                        "reason nor randomised.",
                          "有 " + count(lost) + " 名接受评估者既无排除原因，也未随机分组。")});
    return out;
}

Section baseline_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer, spec = answered.question.spec;
    const std::string arm = arm_in(answered.question);
    Grid grid(1, {""});
    const auto continuous = texts_in(at(spec, "continuous"));
    std::map<std::string, json::value> categorical;
    if (const auto* all = at(spec, "categorical").if_array())
        for (const auto& each : *all)
            categorical[each.is_object() ? std::string(at(each, "name").as_string())
                                         : std::string(each.as_string())] = each;
    for (const auto& each : answered.answer) {
        const std::string name(each.key());
        const auto arms = arms_of(each.value(), arm, speech);
        if (grid[0].size() == 1)
            for (const auto& one : arms) grid[0].push_back(one.name);
        const auto add = [&](const std::string& head, auto&& cell) {
            auto& row = grid.emplace_back(Grid::value_type{head});
            for (const auto& one : arms) row.push_back(cell(*one.own));
        };
        if (!categorical.contains(name)) {
            add(measure(name, speech) + speech.say(", mean (SD)", "，均值（标准差）"),
                [&](const json::value& own) {
                    return fixed(at(own, "mean"), 1) + speech.say(" (", "（") +
                           fixed(at(own, "sd"), 1) + speech.say(")", "）");
                });
            continue;
        }
        const auto levels = arms.empty() ? std::vector<std::string>{}
                                         : levels_in(*arms.front().own, categorical[name]);
        for (const auto& level : levels)
            add(speech.column(name) + speech.say(": ", "：") + speech.value(name, level),
                [&](const json::value& own) {
                    double all = 0;
                    for (const auto& other : levels) all += real(at(own, other)).value_or(0);
                    return share_of(real(at(own, level)).value_or(0), all, speech);
                });
    }
    out.tables.push_back({"baseline",
                          speech.say("By: ", "按") + speech.column(arm) + speech.say("", "分组"),
                          std::move(grid),
                          speech.say("Percentages of those who answered, within each arm.",
                                     "百分比以各组已作答者为分母。")});
    out.sentence = speech.say(
        "Who the arms hold. Differences here came by chance, where people were "
        "randomised, and are not tested (CONSORT 2010, item 15).",
        "各组的基线特征。若为随机分组，组间差异即为偶然，不作检验（CONSORT 2010 第 15 "
        "条）。");
    out.to_paste = speech.say("Baseline characteristics are given in the table.", "基线特征见表。");
    return out;
}

Section effect_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const std::string arm = arm_in(answered.question),
                      outcome = measure(field(answered.question, "outcome"), speech);
    Grid grid{{speech.say("Difference", "差值"), speech.say("Estimate", "估计值"),
               speech.say("95% CI (Welch)", "95% CI（Welch）"), "P", "Hedges g", "95% CI"}};
    Grid described{
        {speech.column(arm), "n", speech.say("Mean", "均值"), speech.say("SD", "标准差")}};
    std::vector<Estimate> drawn;
    for (const auto& each : answered.answer) {
        const auto& own = each.value();
        const auto groups = texts_in(at(own, "groups"));
        if (groups.size() != 2 || at(own, "hedges_g").is_null()) {
            out.checks.push_back({Verdict::Failed, speech.value(arm, std::string(each.key())) +
                                                       speech.say(": these rows give no answer.",
                                                                  "：这些数据无法给出结果。")});
            continue;
        }
        for (std::size_t g = 0; g < 2; ++g) {
            const auto of = [&](const char* field, int digits) {
                return fixed(at(own, field).as_array()[g], digits);
            };
            std::vector<std::string> row{speech.value(arm, groups[g]), of("n", 0), of("mean", 2),
                                         of("sd", 2)};
            if (std::find(described.begin(), described.end(), row) == described.end())
                described.push_back(std::move(row));
        }
        const std::string name =
            speech.value(arm, groups[0]) + " − " + speech.value(arm, groups[1]);
        const std::string g = fixed(at(own, "hedges_g/g")), ci = within(at(own, "hedges_g"));
        grid.push_back({name, fixed(at(own, "difference")), within(at(own, "welch/ci95")),
                        speech.p_bare(at(own, "welch/p")), g, ci});
        add_estimate(drawn, name, at(own, "hedges_g"), "g");
        const std::string said = name + speech.say(": difference ", "：差值 ") +
                                 fixed(at(own, "difference")) + ", 95% CI " +
                                 within(at(own, "welch/ci95")) + ", g = " + g + ", 95% CI " + ci;
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + said;
    }
    out.tables.push_back({"groups", outcome, std::move(described)});
    out.tables.push_back({"effects", speech.say("How far apart they are", "组间差异"),
                          std::move(grid),
                          speech.say("Not adjusted for anything.", "未作任何校正。")});
    put_forest(out, speech.say("Hedges g, 95% interval", "Hedges g，95% 置信区间"), drawn,
               speech.say("lower", "更低"), speech.say("higher", "更高"));
    if (out.to_paste.empty()) out.to_paste = speech.say("Not estimable", "无法估计");
    out.sentence = outcome + speech.say(": ", "：") + out.to_paste + speech.say(".", "。");
    return out;
}

Section change_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string arm = arm_in(answered.question);
    const bool flat = answered.answer.contains("s_diff");
    const auto arms =
        flat ? std::vector<Arm>{{speech.say("All", "全部"), &whole}} : arms_of(whole, arm, speech);
    Grid grid{{flat ? "" : speech.column(arm), "n", speech.say("Reliably improved", "可靠改善"),
               speech.say("No reliable change", "无可靠变化"),
               speech.say("Reliably worse", "可靠恶化"),
               speech.say("Clinically significant", "临床显著改善")}};
    std::vector<Bar> drawn;
    std::string rule;
    for (const auto& [name, own] : arms) {
        const double n = real(at(*own, "n")).value_or(0);
        if (at(*own, "s_diff").is_null()) {
            out.checks.push_back({Verdict::Failed, name + speech.say(": these rows give no answer.",
                                                                     "：这些数据无法给出结果。")});
            continue;
        }
        const auto of = [&, &own = own](const char* name_of) {
            return at(*own, name_of).is_null()
                       ? "–"
                       : share_of(real(at(*own, name_of)).value_or(0), n, speech);
        };
        grid.push_back({name, count(n), of("reliably_improved"), of("no_reliable_change"),
                        of("reliably_deteriorated"), of("clinically_significant")});
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + name +
                        speech.say(": reliably improved ", "：可靠改善 ") +
                        of("reliably_improved") + speech.say(", reliably worse ", "，可靠恶化 ") +
                        of("reliably_deteriorated");
        rule = speech.say("A change counts as reliable from " +
                              fixed(at(*own, "reliable_change_points")) +
                              " points on (Jacobson & Truax 1991; SD " + fixed(at(*own, "sd_pre")) +
                              "). Below " + fixed(at(*own, "cutoff_c")) +
                              " at the end and reliably improved: clinically significant.",
                          "变化达到 " + fixed(at(*own, "reliable_change_points")) +
                              " 分即为可靠变化（Jacobson & Truax 1991；标准差 " +
                              fixed(at(*own, "sd_pre")) + "）。可靠改善且末次得分越过 " +
                              fixed(at(*own, "cutoff_c")) + " 者为临床显著改善。");
        const json::value share = analysis::proportion_of(
            static_cast<std::size_t>(real(at(*own, "reliably_improved")).value_or(0)),
            static_cast<std::size_t>(n));
        if (const auto p = real(at(share, "p")))
            drawn.push_back({name, of("reliably_improved"), *p,
                             real(at(share, "wilson/low")).value_or(*p),
                             real(at(share, "wilson/high")).value_or(*p)});
    }
    const std::string pre = measure(field(answered.question, "pre"), speech),
                      post = measure(field(answered.question, "post"), speech);
    out.tables.push_back({"change", pre + " → " + post, std::move(grid), rule});
    const std::string caption = speech.say("Reliably improved, with 95% intervals (Wilson)",
                                           "可靠改善的比例及 95% 置信区间（Wilson）");
    if (!drawn.empty())
        out.plots.push_back({caption, bars(caption, speech.say("Share", "比例"), drawn)});
    out.sentence = out.to_paste + speech.say(". ", "。") + rule;
    return out;
}

}  // namespace breather::study_reports
