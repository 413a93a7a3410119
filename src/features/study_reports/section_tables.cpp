// Columns described, shares, columns crossed.
#include <algorithm>

#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

/// Once for everybody, or for each group.
std::vector<std::pair<std::string, const json::value*>> by_group(const Answered& answered,
                                                                 const json::value& whole) {
    std::vector<std::pair<std::string, const json::value*>> out;
    if (field(answered.question, "by").empty()) return {{"", &whole}};
    for (const auto& each : whole.as_object()) out.emplace_back(each.key(), &each.value());
    return out;
}

/// A group by its value; "Has sought help: yes" where the value alone would say too little.
std::string group_name(const Answered& answered, const std::string& level, const Speech& speech) {
    const std::string row = field(answered.question, "row");
    const std::string own = speech.value(row, level);
    if (level != "0" && level != "1" && level != "yes" && level != "no") return own;
    return speech.column(row) + speech.say(": ", "：") + own;
}

double sum(const json::value& row) {
    double out = 0;
    for (const auto& each : row.as_array()) out += real(each).value_or(0);
    return out;
}

std::string of_all(double part, double all, const Speech& speech) {
    if (all == 0) return "0";
    return count(part) + speech.say(" (", "（") + percent(part / all) + speech.say(")", "）");
}

void add_cross(Section& out, const Answered& answered, const Speech& speech) {
    const json::value whole = answered.answer;
    const std::string row = field(answered.question, "row"),
                      col = field(answered.question, "column");
    const auto rows = texts_in(at(whole, "table/rows")),
               columns = texts_in(at(whole, "table/cols"));
    if (!at(whole, "table/counts").is_array()) return;
    const auto& counts = at(whole, "table/counts").as_array();
    Grid grid(1);
    grid[0] = {speech.column(row)};
    for (const auto& each : columns) grid[0].push_back(speech.value(col, each));
    grid[0].push_back(speech.say("All", "合计"));
    std::vector<double> totals(columns.size());
    double everybody = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const double all = sum(counts[r]);
        auto& line = grid.emplace_back();
        line.push_back(speech.value(row, rows[r]));
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const double own = real(counts[r].as_array()[c]).value_or(0);
            totals[c] += own;
            line.push_back(of_all(own, all, speech));
        }
        line.push_back(count(all));
        everybody += all;
    }
    auto& last = grid.emplace_back();
    last.push_back(speech.say("All", "合计"));
    for (const double total : totals) last.push_back(of_all(total, everybody, speech));
    last.push_back(count(everybody));
    out.tables.push_back({"counts",
                          speech.say("Counts, and percentages of each row: ", "人数及行百分比：") +
                              speech.column(col) + speech.say(" by ", " × ") + speech.column(row),
                          std::move(grid)});
}

std::string points(const json::value& share) {
    const auto number = real(share);
    return number ? fixed(*number * 100, 1) : "–";
}

/// Of a table of two rows and two columns, once empty ones are left out, as its sizes are.
struct Compared {
    std::string first, second, event;
};

Compared compared_in(const Answered& answered, const Speech& speech) {
    const json::value whole = answered.answer;
    const auto rows = texts_in(at(whole, "table/rows")),
               columns = texts_in(at(whole, "table/cols"));
    const auto& counts = at(whole, "table/counts").as_array();
    std::vector<std::string> used;
    for (std::size_t r = 0; r < rows.size(); ++r)
        if (sum(counts[r]) > 0) used.push_back(group_name(answered, rows[r], speech));
    used.resize(2);
    const std::string column = field(answered.question, "column");
    for (std::size_t c = 0; c < columns.size(); ++c)
        for (const auto& row : counts)
            if (real(row.as_array()[c]).value_or(0) > 0)
                return {used[0], used[1],
                        speech.column(column) + speech.say(": ", "：") +
                            speech.value(column, columns[c])};
    return {used[0], used[1], speech.column(column)};
}

void add_tests(Section& out, const json::value& whole, const Speech& speech) {
    Grid grid{{speech.say("Test", "检验"), "χ²", "df", "P"}};
    const auto add = [&](const std::string& name, const char* field) {
        const auto& test = at(whole, field);
        if (!test.is_null())
            grid.push_back({name, fixed(at(test, "chi2")), count(at(test, "df")),
                            speech.p_bare(at(test, "p"))});
    };
    add(speech.say("Pearson (reported)", "Pearson（本报告采用）"), "pearson");
    add(speech.say("Yates' correction", "Yates 校正"), "yates");
    add(speech.say("Likelihood ratio", "似然比"), "likelihood_ratio");
    add(speech.say("Linear by linear", "线性趋势"), "linear_by_linear");
    if (const auto& exact = at(whole, "fisher/p_two_sided"); !exact.is_null())
        grid.push_back({speech.say("Fisher's exact, two-sided", "Fisher 精确检验（双侧）"), "", "",
                        speech.p_bare(exact)});
    out.tables.push_back({"tests", speech.say("Tests", "检验结果"), std::move(grid)});
}

void add_sizes(Section& out, const Answered& answered, const Speech& speech) {
    const json::value whole = answered.answer;
    if (at(whole, "odds_ratio").is_null() && at(whole, "risk_difference").is_null()) return;
    Grid grid{{speech.say("Size", "效应量"), speech.say("Value", "数值"), "95% CI"}};
    const auto add = [&](const std::string& name, const char* of, const char* value) {
        const auto& own = at(whole, of);
        if (!own.is_null())
            grid.push_back({name, size(at(own, value)),
                            "[" + size(at(own, "low")) + ", " + size(at(own, "high")) + "]"});
    };
    add(speech.say("Odds ratio (Woolf)", "比值比 OR（Woolf）"), "odds_ratio", "or");
    add(speech.say("Risk ratio (Katz)", "相对危险度 RR（Katz）"), "risk_ratio", "rr");
    const auto& rd = at(whole, "risk_difference");
    if (!rd.is_null())
        grid.push_back(
            {speech.say("Difference, percentage points (Newcombe)", "率差，百分点（Newcombe）"),
             points(at(rd, "rd")),
             "[" + points(at(rd, "low")) + ", " + points(at(rd, "high")) + "]"});
    const Compared names = compared_in(answered, speech);
    const std::string &event = names.event, &first = names.first, &second = names.second;
    out.tables.push_back(
        {"sizes",
         speech.say("How large: ", "效应大小：") + first + speech.say(" compared with ", " 与 ") +
             second +
             speech.say(", the event being “" + event + "”", " 相比，事件为“" + event + "”"),
         std::move(grid)});
}

void add_chi_square_checks(Section& out, const json::value& whole, const Speech& speech) {
    const double low = real(at(whole, "cells_expected_lt5")).value_or(0);
    const double cells = real(at(whole, "cells")).value_or(1);
    const auto& least = at(whole, "min_expected");
    const bool fails = low / cells > 0.2 || real(least).value_or(5) < 1;
    const std::string smallest = fixed(least);
    std::string text =
        speech.say(count(low) + " of " + count(cells) +
                       " cells have an expected count below 5; the smallest is " + smallest + ".",
                   count(cells) + " 个格子中有 " + count(low) + " 个期望频数小于 5，最小为 " +
                       smallest + "。");
    if (fails)
        text +=
            speech.say(" That is too few for χ² (Cochran's rule): rely on Fisher's exact test, ",
                       "按 Cochran 规则，χ² 检验不可靠，请以 Fisher 精确检验为准：") +
            speech.p(at(whole, "fisher/p_two_sided")) + speech.say(".", "。");
    out.checks.push_back({fails ? Verdict::Failed : Verdict::Met, std::move(text)});
}

void add_bars(Section& out, const Answered& answered, const Speech& speech) {
    const std::string row = field(answered.question, "row"),
                      col = field(answered.question, "column");
    std::vector<Bar> all;
    const bool two = answered.more.size() == 1;  // yes and no: one of them says it all
    for (const auto& [event, shares] : answered.more)
        for (const auto& each : shares) {
            const auto p = real(at(each.value(), "p"));
            if (!p) continue;
            const std::string level = group_name(answered, std::string(each.key()), speech);
            all.push_back({two ? level : speech.value(col, event) + speech.say(", ", "，") + level,
                           count(at(each.value(), "k")) + " / " + count(at(each.value(), "n")) +
                               speech.say(", ", "，") + percent(at(each.value(), "p")),
                           *p, real(at(each.value(), "wilson/low")).value_or(*p),
                           real(at(each.value(), "wilson/high")).value_or(*p)});
        }
    if (all.empty()) return;
    const std::string axis = two ? speech.column(col) + speech.say(": ", "：") +
                                       speech.value(col, answered.more.begin()->first)
                                 : speech.column(col);
    out.plots.push_back(
        {speech.say("Shares with 95% intervals (Wilson)", "比例及 95% 置信区间（Wilson）"),
         bars(speech.column(col) + speech.say(" by ", " × ") + speech.column(row), axis, all)});
}

std::string shares_in_words(const Answered& answered, const Speech& speech) {
    const json::value whole = answered.answer;
    const std::string row = field(answered.question, "row"),
                      col = field(answered.question, "column");
    const auto rows = texts_in(at(whole, "table/rows")),
               columns = texts_in(at(whole, "table/cols"));
    const auto& counts = at(whole, "table/counts").as_array();
    std::string out;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const double all = sum(counts[r]), own = real(counts[r].as_array()[0]).value_or(0);
        const std::string share = all > 0 ? percent(own / all) : "–";
        const std::string name = group_name(answered, rows[r], speech);
        if (r > 0) out += speech.say(r + 1 == rows.size() ? " and " : ", ", "，");
        out +=
            speech.say(share + " (" + count(own) + " of " + count(all) + ") in " + name,
                       name + "为 " + share + "（" + count(all) + " 人中 " + count(own) + " 人）");
    }
    const std::string what =
        "“" + speech.column(col) + speech.say(": ", "：") + speech.value(col, columns.at(0)) + "”";
    return speech.say(what + " holds for " + out, what + "的比例：" + out);
}

}  // namespace

Section describe_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer;
    const std::string name = speech.column(field(answered.question, "column"));
    const std::string by = field(answered.question, "by");
    Grid grid{{by.empty() ? "" : speech.column(by), speech.say("n", "人数"),
               speech.say("Missing", "缺失"), speech.say("Mean", "均值"),
               speech.say("SD", "标准差"), speech.say("95% CI of the mean", "均值的 95% CI"),
               speech.say("Median", "中位数"), speech.say("Quartiles", "四分位数"),
               speech.say("Least to most", "最小至最大")}};
    for (const auto& [group, own] : by_group(answered, whole)) {
        const std::string level =
            group.empty() ? speech.say("All", "全部") : speech.value(by, group);
        grid.push_back(
            {level, count(at(*own, "n")), count(at(*own, "missing")), fixed(at(*own, "mean")),
             fixed(at(*own, "sd")),
             "[" + fixed(at(*own, "ci95/low")) + ", " + fixed(at(*own, "ci95/high")) + "]",
             fixed(at(*own, "median"), 1),
             fixed(at(*own, "q1_type7"), 1) + "–" + fixed(at(*own, "q3_type7"), 1),
             fixed(at(*own, "min"), 1) + "–" + fixed(at(*own, "max"), 1)});
        const std::string mean = fixed(at(*own, "mean")), sd = fixed(at(*own, "sd")),
                          n = count(at(*own, "n"));
        out.sentence +=
            (out.sentence.empty() ? "" : speech.say(" ", "")) +
            speech.say((group.empty() ? "" : level + ": ") + name + " has a mean of " + mean +
                           " (SD " + sd + ") and a median of " + fixed(at(*own, "median"), 1) +
                           " in " + n + " people; " + count(at(*own, "missing")) + " gave none.",
                       (group.empty() ? "" : level + "：") + name + "均值为 " + mean + "（标准差 " +
                           sd + "），中位数为 " + fixed(at(*own, "median"), 1) + "，共 " + n +
                           " 人；" + count(at(*own, "missing")) + " 人未填。");
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + (group.empty() ? "" : level + ": ") +
                        "M = " + mean + ", SD = " + sd + ", n = " + n;
    }
    out.tables.push_back({"described", name, std::move(grid),
                          speech.say("Quartiles of R's type 7.", "四分位数按 R 的第 7 类算法。")});
    return out;
}

Section proportion_section(const Answered& answered, const Speech& speech) {
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const json::value whole = answered.answer;
    const std::string column = field(answered.question, "column"),
                      by = field(answered.question, "by");
    const std::string what = speech.column(column) + speech.say(": ", "：") +
                             speech.value(column, field(answered.question, "event"));
    Grid grid{{by.empty() ? "" : speech.column(by), speech.say("With it", "发生人数"),
               speech.say("Of", "总人数"), speech.say("Share", "比例"),
               speech.say("95% CI (Wilson)", "95% CI（Wilson）"),
               speech.say("95% CI (Clopper-Pearson)", "95% CI（Clopper-Pearson）")}};
    std::vector<Bar> all;
    for (const auto& [group, own] : by_group(answered, whole)) {
        const std::string level =
            group.empty() ? speech.say("All", "全部") : speech.value(by, group);
        const auto ci = [&own = own](const std::string& of) {
            return "[" + percent(at(*own, of + "/low")) + ", " + percent(at(*own, of + "/high")) +
                   "]";
        };
        const std::string k = count(at(*own, "k")), n = count(at(*own, "n")),
                          share = percent(at(*own, "p"));
        grid.push_back({level, k, n, share, ci("wilson"), ci("clopper_pearson")});
        out.sentence +=
            (out.sentence.empty() ? "" : speech.say(" ", "")) +
            speech.say((group.empty() ? "" : level + ": ") + "“" + what + "” holds for " + share +
                           " (" + k + " of " + n + "), 95% CI " + ci("wilson") + ".",
                       (group.empty() ? "" : level + "：") + "“" + what + "”的比例为 " + share +
                           "（" + n + " 人中 " + k + " 人），95% CI " + ci("wilson") + "。");
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + (group.empty() ? "" : level + ": ") +
                        k + "/" + n + " (" + share + "), 95% CI " + ci("wilson");
        if (const auto p = real(at(*own, "p")))
            all.push_back({level, k + " / " + n + speech.say(", ", "，") + share, *p,
                           real(at(*own, "wilson/low")).value_or(*p),
                           real(at(*own, "wilson/high")).value_or(*p)});
    }
    out.tables.push_back({"shares", what, std::move(grid)});
    if (!all.empty())
        out.plots.push_back(
            {speech.say("Shares with 95% intervals (Wilson)", "比例及 95% 置信区间（Wilson）"),
             bars(what, what, all)});
    return out;
}

Section chi_square_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    add_cross(out, answered, speech);
    if (put_undefined(out, answered, speech)) return out;
    add_tests(out, whole, speech);
    add_sizes(out, answered, speech);
    add_bars(out, answered, speech);
    add_chi_square_checks(out, whole, speech);
    const auto& test = at(whole, "pearson");
    out.p = real(at(test, "p"));
    const bool two = at(whole, "table/cols").as_array().size() == 2;
    const bool square = !at(whole, "yates").is_null();
    const std::string col = speech.column(field(answered.question, "column")),
                      row = speech.column(field(answered.question, "row"));
    out.sentence = two ? shares_in_words(answered, speech)
                       : speech.say("“" + col + "” was compared between groups of “" + row + "”",
                                    "比较了不同“" + row + "”之间的“" + col + "”分布");
    if (const auto& rd = at(whole, "risk_difference"); !rd.is_null())
        out.sentence += speech.say("; the first less the second is ", "；前者减后者为 ") +
                        points(at(rd, "rd")) +
                        speech.say(" percentage points (95% CI ", " 个百分点（95% CI ") +
                        points(at(rd, "low")) + speech.say(" to ", " 至 ") +
                        points(at(rd, "high")) + speech.say(")", "）");
    out.sentence += speech.say(". ", "。") + judged(at(test, "p"), speech);
    out.to_paste = "χ²(" + count(at(test, "df")) + ", N = " + count(at(whole, "n")) +
                   ") = " + fixed(at(test, "chi2")) + ", " + speech.p(at(test, "p")) +
                   (square ? ", φ = " + speech.share(at(whole, "phi"))
                           : ", V = " + speech.share(at(whole, "cramers_v")));
    if (out.checks.front().verdict == Verdict::Failed)
        out.to_paste += speech.say(", Fisher's exact ", "，Fisher 精确检验 ") +
                        speech.p(at(whole, "fisher/p_two_sided"));
    if (const auto& odds = at(whole, "odds_ratio"); !odds.is_null())
        out.to_paste += ", OR = " + size(at(odds, "or")) + ", " +
                        speech.ci(size(at(odds, "low")), size(at(odds, "high")));
    return out;
}

}  // namespace breather::study_reports
