// The same people twice, a trend over ordered groups, two coders, a scale's items.
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
        out.sentence = speech.say("In " + n + " people “" + first + "” is on average " + mean +
                                      " above “" + second + "” (95% CI " +
                                      limits(at(whole, "ci95")) + "; below, where negative). ",
                                  n + " 人中，“" + first + "”平均比“" + second + "”高 " + mean +
                                      "（95% CI " + limits(at(whole, "ci95")) + "；负值表示低）。");
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
    const bool up = real(at(whole, "z")).value_or(0) >= 0;
    const std::string group = speech.column(field(answered.question, "group"));
    const std::string outcome = speech.column(field(answered.question, "outcome"));
    out.sentence = speech.say(
        "Over the groups of “" + group + "” in their order, the share with “" + outcome + "” " +
            (up ? "rises" : "falls") + ". ",
        "按“" + group + "”的顺序，“" + outcome + "”的比例" + (up ? "上升" : "下降") + "。");
    out.to_paste = "Cochran-Armitage z = " + fixed(at(whole, "z"));
    judge(out, at(whole, "p"), speech);
    return out;
}

Section kappa_section(const Answered& answered, const Speech& speech) {
    Section out = other_section(answered, speech);
    const json::value whole = answered.answer;
    if (at(whole, "kappa").is_null()) return out;
    out.p.reset();  // that two coders agree better than by chance is no question
    const std::string ci =
        speech.ci(speech.share(at(whole, "ci95/low")), speech.share(at(whole, "ci95/high")));
    out.tables.insert(out.tables.begin(),
                      {"kappa",
                       speech.say("Agreement", "一致性"),
                       {{"n", speech.say("Alike", "一致比例"), "κ", "SE", "95% CI"},
                        {count(at(whole, "n")), percent(at(whole, "po")),
                         speech.share(at(whole, "kappa")), speech.share(at(whole, "se"), 3),
                         "[" + speech.share(at(whole, "ci95/low")) + ", " +
                             speech.share(at(whole, "ci95/high")) + "]"}}});
    out.sentence = speech.say(
        "The two coders gave the same code to " + percent(at(whole, "po")) + " of " +
            count(at(whole, "n")) + " units; beyond what chance would bring, κ is " +
            speech.share(at(whole, "kappa")) + ".",
        "两位编码者对 " + count(at(whole, "n")) + " 个单元的编码有 " + percent(at(whole, "po")) +
            " 相同；扣除偶然一致后，κ 为 " + speech.share(at(whole, "kappa")) + "。");
    out.to_paste =
        "κ = " + speech.share(at(whole, "kappa")) + ", " + ci + ", n = " + count(at(whole, "n"));
    return out;
}

}  // namespace breather::study_reports
