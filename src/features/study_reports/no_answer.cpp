#include "features/study_reports/no_answer.h"

#include <span>
#include <sstream>

namespace breather::study_reports {
namespace {

namespace json = boost::json;

struct Words {
    std::string_view of, en, zh;
};

/// What an engine names that is no column.
constexpr Words things[] = {
    {"people", "people", "人数"},
    {"rows", "rows", "数据行"},
    {"groups", "groups", "组"},
    {"arms", "arms", "组"},
    {"pairs", "pairs", "配对"},
    {"raters", "raters", "评定者"},
    {"items", "items", "条目"},
    {"units", "units that were rated", "被评定的对象"},
    {"units with two values", "units that two people rated", "有两人评定的对象"},
    {"events", "events", "事件"},
    {"imputations", "imputations", "填补数据集"},
    {"measurements", "measurements", "测量次数"},
    {"groups at risk", "groups with somebody still followed", "仍有人在随访的组"},
    {"outcome", "the outcome", "结局"},
    {"weights", "the weights", "权重"},
    {"values", "the values", "数值"},
    {"counts", "the counts", "频数"},
    {"scores", "the scores", "得分"},
    {"offset", "the offset", "偏移量"},
    {"difference", "the difference", "差值"},
    {"residuals", "what the model leaves unexplained", "模型未解释的部分"},
    {"variance", "the variance", "方差"},
    {"total", "the total score", "总分"},
};

/// Whole sentences, where the pieces would not say it.
struct Told {
    std::string_view why, what, en, zh;
};
constexpr Told told[] = {
    {"nothing", "every difference is 0", "Every difference is 0, so there is nothing to rank.",
     "所有差值均为 0，无从排秩。"},
    {"too_few", "nobody changed", "Nobody changed, so there is nothing to compare.",
     "没有人发生变化，无从比较。"},
    {"too_few", "rows of one person",
     "Nobody was measured twice, so people cannot be told from chance.",
     "没有人被测量两次，无法区分个体差异与随机波动。"},
    {"too_few", "people with several visits", "Nobody was measured at more than one visit.",
     "没有人有一次以上的测量。"},
    {"no_convergence", "covariance",
     "How visits go together cannot be told from these rows: one visit says what others say, or "
     "too "
     "few people have too many visits. A random intercept asks for less.",
     "这些数据无法确定各次测量之间的关系：某次测量可由其他各次推出，或人数太少而测量次数太多。"
     "随机截距模型要求较低。"},
    {"no_convergence", "too many tables",
     "There are too many tables to go through for an exact P; the chi-square test does without.",
     "可能的列联表太多，无法计算精确 P 值；可改用卡方检验。"},
    {"out_of_range", "two rows of one person at one visit",
     "One person has two rows at the same visit. Keep one of them.",
     "同一人在同一次测量中有两行数据，请只保留一行。"},
};

/// Where nothing is named.
constexpr Words reasons[] = {
    {"nothing",
     "No row is left: each lacks one of the columns asked for, or the filter lets none pass.",
     "没有可用的数据行：每一行都缺少所需的某一列，或筛选条件未选中任何行。"},
    {"too_few", "There is too little in these rows for this method.", "数据太少，无法使用此方法。"},
    {"constant", "Everything is the same here, and the method compares by how much things differ.",
     "数值完全相同，而此方法依赖数值之间的差异。"},
    {"collinear", "One column says what others say already. Leave it out.",
     "有一列的信息已包含在其他列中，请将其去掉。"},
    {"separated",
     "One group has no event at all, so its rate has no estimate. Join it with another, or leave "
     "it "
     "out.",
     "有一组没有任何事件，其发生率无法估计。请将其与其他组合并，或去掉。"},
    {"no_convergence", "The search for the best fit did not settle.", "最优拟合的搜索未能收敛。"},
    {"out_of_range", "There is a value that this method cannot take.", "有此方法无法处理的数值。"},
};

const Words* found(std::span<const Words> among, std::string_view of) {
    for (const Words& each : among)
        if (each.of == of) return &each;
    return nullptr;
}

/// A column by its name, also where the engine names its part ("row", "outcome").
std::string named(const std::string& what, const Answered& answered, const Speech& speech) {
    const std::string column = field(answered.question, what);
    const Words* thing = found(things, what);
    if (column.empty() && thing) return speech.say(thing->en, thing->zh);
    if (!column.empty()) return "“" + speech.column(column) + "”";
    std::string out;
    std::stringstream terms(what);  // one, or several with commas between
    for (std::string term; std::getline(terms, term, ',');) {
        term.erase(0, term.find_first_not_of(' '));
        if (term == "(Intercept)") continue;
        out += (out.empty() ? "" : speech.say(", ", "、")) + "“" + speech.term(term) + "”";
    }
    return out;
}

std::string about(const std::string& why, const std::string& what, const Answered& answered,
                  const Speech& speech) {
    const std::string it = named(what, answered, speech);
    if (why == "too_few" && found(things, what))
        return speech.say("There are too few " + it + " for this method.",
                          it + "太少，无法使用此方法。");
    if (why == "too_few")
        return speech.say("There is too little in these rows for this method: " + it + ".",
                          "数据太少，无法使用此方法：" + it + "。");
    if (why == "constant")
        return speech.say(
            "Nothing varies in " + it + ", and the method compares by how much it does.",
            it + "没有差异，而此方法依赖数值之间的差异。");
    if (why == "collinear")
        return speech.say("The other columns say already what " + it + " says. Leave it out.",
                          it + "的信息已包含在其他列中，请将其去掉。");
    if (why == "separated")
        return speech.say(
            "By " + it +
                " some people have no event at all, so no rate can be estimated for "
                "them. Join groups, or leave it out.",
            "按" + it + "划分，有一部分人没有任何事件，其发生率无法估计。请合并分组，或去掉。");
    if (why == "out_of_range")
        return speech.say("There is a value in " + it + " that this method cannot take.",
                          it + "中有此方法无法处理的数值。");
    const Words* reason = found(reasons, why);
    return reason ? speech.say(reason->en, reason->zh) : "";
}

std::string reason(const Answered& answered, const Speech& speech) {
    const json::value whole = answered.answer;
    const auto text = [&](std::string_view name) {
        const auto& field = at(whole, name);
        return field.is_string() ? std::string(field.as_string()) : std::string();
    };
    const std::string why = text("why"), what = text("what");
    const auto is_visits = why == "too_few" && answered.question.method == "mmrm" &&
                           what.find(", ") != std::string::npos;
    if (is_visits)
        return speech.say("Nobody was measured at both of these visits: " + what + ".",
                          "没有人在以下两次均被测量：" + what + "。");
    for (const Told& each : told)
        if (each.why == why && each.what == what) return speech.say(each.en, each.zh);
    if (!what.empty() && what != "(Intercept)") return about(why, what, answered, speech);
    const Words* plain = found(reasons, why);
    return plain ? speech.say(plain->en, plain->zh) : "";
}

}  // namespace

std::string no_answer(const Answered& answered, const Speech& speech) {
    const std::string why = reason(answered, speech);
    return speech.say(why + (why.empty() ? "" : " ") + "So no number is printed.",
                      why + "因此不列数值。");
}

}  // namespace breather::study_reports
