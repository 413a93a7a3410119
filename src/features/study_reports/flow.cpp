// Who is in a report: the steps of the plan's flow, and the groups that are described.
#include <algorithm>
#include <numeric>

#include "features/study_reports/report.h"

namespace breather::study_reports {
namespace {

constexpr std::size_t reasons_drawn = 8;

struct Counted {
    std::string words;
    std::size_t n;
};

std::string in_box(const Counted& of, const Speech& speech) {
    return with_n(of.words, std::to_string(of.n), speech);
}

std::string everybody(const Report& report, const Speech& speech) {
    const std::string own = report.flow.front().why.in(speech.lang);
    return own.empty() ? speech.say("All rows of the table", "表中全部记录") : own;
}

Counted left_out(const Stayed& step, const Speech& speech) {
    return {speech.say("Left out: ", "排除：") + step.why.in(speech.lang), step.left};
}

Counted who_stay(const Report& report, std::size_t step, const Speech& speech) {
    if (step == 0) return {everybody(report, speech), report.flow[0].stay};
    return {step + 1 < report.flow.size() ? speech.say("Stay", "剩余")
                                          : speech.say("In this report", "纳入本报告"),
            report.flow[step].stay};
}

std::vector<Counted> reasons_of(const Stayed& step, const Speech& speech) {
    std::vector<Counted> out;
    std::size_t told = 0;
    for (const auto& [level, n] : step.reasons) {
        out.push_back({speech.value(step.column, level), n});
        told += n;
    }
    if (!out.empty() && told < step.left)
        out.push_back({speech.say("no reason given", "未说明原因"), step.left - told});
    return out;
}

/// The groups of the descriptive table, where there are a few of them.
std::vector<Counted> groups_of(const Report& report, const Speech& speech) {
    const auto* by = report.table.find(report.plan.described_by);
    if (!by) return {};
    std::vector<Counted> out;
    std::size_t told = 0;
    const auto levels = analysis::levels_of(*by, report.rows);
    if (levels.size() < 2 || levels.size() > 6) return {};
    for (const auto& level : levels) {
        const auto n = std::size_t(std::count_if(report.rows.begin(), report.rows.end(),
                                                 [&](auto row) { return by->is(row, level); }));
        out.push_back({speech.value(by->name, level), n});
        told += n;
    }
    const std::string what = speech.column(by->name);
    if (told < report.rows.size())
        out.push_back({speech.say("“" + what + "” is empty", "“" + what + "”缺失"),
                       report.rows.size() - told});
    return out;
}

}  // namespace

std::string with_n(const std::string& words, const std::string& n, const Speech& speech) {
    const std::string stays = "\u00a0=\u00a0";  // no line ends within it
    return words + speech.say(" (n" + stays + n + ")", "（n" + stays + n + "）");
}

TableView flow_table(const Report& report, const Speech& speech) {
    Grid grid{{speech.say("Step", "步骤"), speech.say("People", "人数")}};
    const auto add = [&](const Counted& own, const std::string& before = "") {
        grid.push_back({before + own.words, std::to_string(own.n)});
    };
    for (std::size_t i = 0; i < report.flow.size(); ++i) {
        if (i > 0) {
            const auto out = left_out(report.flow[i], speech);
            add(out);
            for (const auto& reason : reasons_of(report.flow[i], speech))
                add(reason, out.words + speech.say(": ", "："));
        }
        add(who_stay(report, i, speech));
    }
    for (const auto& group : groups_of(report, speech))
        add(group, speech.column(report.plan.described_by) + speech.say(": ", "："));
    return {"flow", speech.say("Who is in it", "纳入对象"), std::move(grid)};
}

PlotView flow_picture(const Report& report, const Speech& speech) {
    FlowChart chart;
    for (std::size_t i = 0; i < report.flow.size(); ++i) {
        chart.trunk.push_back({in_box(who_stay(report, i, speech), speech)});
        if (i == 0) continue;
        auto& out = chart.aside.emplace_back();
        out.head = in_box(left_out(report.flow[i], speech), speech);
        auto reasons = reasons_of(report.flow[i], speech);
        if (reasons.size() > reasons_drawn) {
            std::stable_sort(reasons.begin(), reasons.end(),
                             [](const Counted& a, const Counted& b) { return a.n > b.n; });
            const auto rest = reasons.begin() + reasons_drawn;
            const Counted others{
                speech.say("other reasons", "其他原因"),
                std::accumulate(rest, reasons.end(), std::size_t{0},
                                [](std::size_t sum, const Counted& own) { return sum + own.n; })};
            reasons.erase(rest, reasons.end());
            reasons.push_back(others);
        }
        for (const auto& reason : reasons) out.lines.push_back(in_box(reason, speech));
    }
    for (const auto& group : groups_of(report, speech))
        chart.groups.push_back({{in_box(group, speech)}});
    const TableView table = flow_table(report, speech);
    if (table.rows.size() == 2) return {table.caption, {}};
    chart.title = speech.say("How many came, were left out, and stayed", "纳入与排除流程");
    for (std::size_t i = 1; i < table.rows.size(); ++i)
        chart.says += (i > 1 ? "; " : "") + table.rows[i][0] + " " + table.rows[i][1];
    return {chart.title, flow_chart(chart, table.rows)};
}

}  // namespace breather::study_reports
