// Coders and raters: how far they agree.
#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

/// Landis & Koch (1977) Biometrics 33:159.
std::string strength(const json::value& kappa, const Speech& speech) {
    const auto number = real(kappa);
    if (!number) return "";
    const std::pair<double, std::pair<const char*, const char*>> steps[] = {
        {0, {"poor", "极差"}},          {0.2, {"slight", "轻微"}},
        {0.4, {"fair", "一般"}},        {0.6, {"moderate", "中等"}},
        {0.8, {"substantial", "较高"}}, {1.01, {"almost perfect", "极高"}}};
    for (const auto& [to, words] : steps)
        if (*number <= to || (to == 0 && *number < 0))
            return speech.say(
                std::string(" On the scale of Landis and Koch that is ") + words.first + ".",
                std::string("按 Landis 和 Koch 的标准，属于“") + words.second + "”。");
    return "";
}

}  // namespace

void put_crossed(Section& out, const json::value& whole, const std::string& a, const std::string& b,
                 const std::string& caption, const Speech& speech) {
    const auto levels = texts_in(at(whole, "table/rows"));
    const auto* counts = at(whole, "table/counts").if_array();
    if (!counts || levels.empty() || levels.size() > 12) return;
    Heat about{speech.say("How many gave which pair; framed where both are the same",
                          "各组合的数量；加框处为两者相同"),
               speech.column(a),
               speech.column(b),
               {},
               {}};
    Grid grid{{speech.column(a) + " \\ " + speech.column(b)}};
    for (const auto& each : levels) grid[0].push_back(speech.value(b, each));
    for (std::size_t r = 0; r < levels.size(); ++r) {
        auto& row = grid.emplace_back(Grid::value_type{speech.value(a, levels[r])});
        about.levels.push_back(speech.value(a, levels[r]));
        about.counts.emplace_back();
        for (const auto& each : (*counts)[r].as_array()) {
            row.push_back(count(each));
            about.counts.back().push_back(real(each).value_or(0));
        }
    }
    out.tables.push_back({"counts", caption, std::move(grid)});
    out.plots.push_back({about.title, heat(about)});
}

namespace {

void put_coded(Section& out, const Answered& answered, const json::value& from,
               const Speech& speech) {
    put_crossed(out, from, field(answered.question, "a"), field(answered.question, "b"),
                speech.say("What both gave", "编码交叉表"), speech);
}

}  // namespace

Section kappa_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    put_coded(out, answered, whole, speech);
    if (put_undefined(out, answered, speech)) return out;
    const std::string weights = field(answered.question, "weights");
    const bool weighted = weights == "linear" || weights == "quadratic";
    const std::string kappa = speech.share(at(whole, "kappa")),
                      low = speech.share(at(whole, "ci95/low")),
                      high = speech.share(at(whole, "ci95/high")), n = count(at(whole, "n")),
                      po = percent(at(whole, "po"));
    const std::string sign = !weighted ? "κ"
                             : weights == "linear"
                                 ? speech.say("κ (linear weights)", "κ（线性加权）")
                                 : speech.say("κ (quadratic weights)", "κ（二次加权）");
    out.tables.insert(
        out.tables.begin(),
        {"kappa",
         speech.say("Agreement", "一致性"),
         {{"n", speech.say("Agreement seen", "实际一致"), speech.say("By chance", "偶然一致"), sign,
           "SE", "95% CI", speech.say("z against 0", "z（与 0 比较）"), "P"},
          {n, po, percent(at(whole, "pe")), kappa, speech.share(at(whole, "se"), 3),
           "[" + low + ", " + high + "]", fixed(at(whole, "z")), speech.p_bare(at(whole, "p"))}}});
    out.sentence = speech.say(
        weighted ? "Both coders rated " + n + " units; near misses count in part. Agreement is " +
                       po + ", and beyond what chance would bring, " + sign + " is " + kappa + "."
                 : "The two coders gave the same code to " + po + " of " + n +
                       " units; beyond what chance would bring, κ is " + kappa + ".",
        weighted ? "两位编码者评定了 " + n + " 个单元，相近的评定按部分一致计算；一致性为 " + po +
                       "，扣除偶然一致后，" + sign + " 为 " + kappa + "。"
                 : "两位编码者对 " + n + " 个单元的编码有 " + po + " 相同；扣除偶然一致后，κ 为 " +
                       kappa + "。");
    out.sentence += strength(at(whole, "kappa"), speech);
    out.to_paste = sign + " = " + kappa + ", " + speech.ci(low, high) + ", n = " + n;
    return out;  // without P: that two coders agree better than by chance is no question
}

Section agreement_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    const std::string n = count(at(whole, "n")),
                      same = fixed(at(whole, "percent_agreement"), 1) + "%",
                      ac1 = speech.share(at(whole, "gwet_ac1"));
    out.tables.push_back(
        {"agreement",
         speech.say("Agreement", "一致性"),
         {{"n", speech.say("Agreement seen", "实际一致"), "Gwet AC1", "Scott π", "PABAK"},
          {n, same, ac1, speech.share(at(whole, "scott_pi")), speech.share(at(whole, "pabak"))}}});
    Grid grid{{speech.say("Code", "编码"), "κ", speech.say("Positive agreement", "阳性一致率")}};
    for (const auto& each : at(whole, "per_category").as_array())
        grid.push_back({speech.value(field(answered.question, "a"),
                                     std::string(at(each, "level").as_string())),
                        speech.share(at(each, "kappa")), percent(at(each, "positive_agreement"))});
    out.tables.push_back({"codes",
                          speech.say("Each code against all others", "各编码与其余编码相比"),
                          std::move(grid)});
    if (const auto crossed = answered.more.find("crossed"); crossed != answered.more.end())
        put_coded(out, answered, crossed->second, speech);
    out.sentence = speech.say(
        "The two coders gave the same code to " + same + " of " + n + " units; Gwet's AC1 is " +
            ac1 + ".",
        "两位编码者对 " + n + " 个单元的编码有 " + same + " 相同；Gwet AC1 为 " + ac1 + "。");
    out.to_paste = speech.say("agreement ", "一致率 ") + same + ", AC1 = " + ac1 +
                   ", π = " + speech.share(at(whole, "scott_pi")) +
                   ", PABAK = " + speech.share(at(whole, "pabak")) + ", n = " + n;
    return out;
}

Section raters_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    if (answered.question.method == "fleiss_kappa") {
        const std::string n = count(at(whole, "n_units")), raters = count(at(whole, "raters")),
                          kappa = speech.share(at(whole, "kappa"));
        out.tables.push_back({"kappa",
                              speech.say("Agreement", "一致性"),
                              {{speech.say("Units", "单元数"), speech.say("Raters", "评定者"), "κ",
                                speech.say("SE (if κ = 0)", "SE（κ = 0 时）"), "z", "P"},
                               {n, raters, kappa, speech.share(at(whole, "se0"), 3),
                                fixed(at(whole, "z")), speech.p_bare(at(whole, "p"))}}});
        out.sentence =
            speech.say(raters + " raters coded " + n + " units; Fleiss' κ is " + kappa + ".",
                       raters + " 名评定者对 " + n + " 个单元编码，Fleiss κ 为 " + kappa + "。") +
            strength(at(whole, "kappa"), speech);
        out.to_paste = speech.say("Fleiss' κ = ", "Fleiss κ = ") + kappa +
                       ", z = " + fixed(at(whole, "z")) + ", " + speech.p(at(whole, "p")) + ", " +
                       n + speech.say(" units, ", " 个单元，") + raters +
                       speech.say(" raters", " 名评定者");
        return out;
    }
    Grid grid{{speech.say("Level of measurement", "测量水平"), "α"}};
    const std::pair<const char*, const char*> metrics[] = {
        {"nominal", "名义"}, {"ordinal", "顺序"}, {"interval", "间距"}, {"ratio", "比率"}};
    for (const auto& [en, zh] : metrics)
        if (answered.answer.contains(en)) {
            grid.push_back({speech.say(en, zh), speech.share(at(whole, en))});
            out.to_paste += (out.to_paste.empty() ? "" : ", ") + std::string("α") +
                            speech.say(" (", "（") + speech.say(en, zh) +
                            speech.say(") = ", "）= ") + speech.share(at(whole, en));
        }
    out.tables.push_back(
        {"alpha", speech.say("Krippendorff's α", "Krippendorff α 系数"), std::move(grid)});
    const std::string units = count(at(whole, "units_pairable"));
    out.sentence =
        speech.say("From " + units + " units that at least two raters coded: " + out.to_paste +
                       ". Krippendorff asks for .80, and for .667 at least.",
                   "由至少两名评定者编码的 " + units + " 个单元得出：" + out.to_paste +
                       "。Krippendorff 建议不低于 0.80，至少 0.667。");
    const double lost =
        real(at(whole, "units")).value_or(0) - real(at(whole, "units_pairable")).value_or(0);
    if (lost > 0)
        out.checks.push_back(
            {Verdict::Note, speech.say(count(lost) + " units with fewer than two values are not "
                                                     "in it.",
                                       "有 " + count(lost) + " 个单元的取值不足两个，未计入。")});
    return out;
}

Section icc_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    Grid grid{{speech.say("Form", "形式"), speech.say("One rater", "单个评定者"),
               speech.say("Mean of all", "评定者均值")}};
    const auto add = [&](const std::string& name, const char* one, const char* mean) {
        grid.push_back({name, speech.share(at(whole, one)), speech.share(at(whole, mean))});
    };
    add(speech.say("ICC(1): each unit has raters of its own", "ICC(1)：各单元由不同评定者评定"),
        "icc_1_1", "icc_1_k");
    add(speech.say("ICC(2): raters drawn at random, agreement", "ICC(2)：随机评定者，绝对一致"),
        "icc_2_1", "icc_2_k");
    add(speech.say("ICC(3): these raters only, consistency", "ICC(3)：固定评定者，一致性"),
        "icc_3_1", "icc_3_k");
    out.tables.push_back({"icc",
                          speech.say("Intraclass correlation (Shrout & Fleiss 1979)",
                                     "组内相关系数（Shrout 和 Fleiss 1979）"),
                          std::move(grid)});
    const std::string n = count(at(whole, "n")), k = count(at(whole, "k")),
                      two = speech.share(at(whole, "icc_2_1"));
    out.sentence = speech.say(
        k + " raters rated " + n + " units; of the variation of a rating, " +
            percent(at(whole, "icc_2_1"), 0) + " is between units (ICC(2,1) = " + two + ").",
        k + " 名评定者评定了 " + n + " 个单元；评分变异中有 " + percent(at(whole, "icc_2_1"), 0) +
            " 来自单元之间（ICC(2,1) = " + two + "）。");
    out.to_paste = "ICC(2,1) = " + two + ", ICC(2,k) = " + speech.share(at(whole, "icc_2_k")) +
                   ", n = " + n + ", k = " + k;
    return out;
}

}  // namespace breather::study_reports
