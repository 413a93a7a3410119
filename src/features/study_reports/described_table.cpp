// Who the people are: means of numbers, shares of the others, for all and for each group.
#include <algorithm>

#include "features/analysis/described.h"
#include "features/study_reports/report.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;
using analysis::Rows;

struct Group {
    std::string name;
    Rows rows;
};

std::vector<Group> groups_of(const Report& report, const Speech& speech) {
    std::vector<Group> out;
    const std::string& by = report.plan.described_by;
    if (!by.empty()) {
        const auto& cells = analysis::column(report.table, by);
        for (const auto& level : analysis::levels_of(cells, report.rows)) {
            Group own{speech.value(by, level), {}};
            for (const auto row : report.rows)
                if (cells.is(row, level)) own.rows.push_back(row);
            out.push_back(std::move(own));
        }
    }
    out.push_back({speech.say("All", "全部"), report.rows});
    return out;
}

}  // namespace

TableView described_table(const Report& report, const Speech& speech) {
    const auto groups = groups_of(report, speech);
    const std::string by = report.plan.described_by;
    TableView out{
        "people",
        by.empty() ? "" : speech.say("By: ", "按") + speech.column(by) + speech.say("", "分组"),
        Grid(1),
        {}};
    out.rows[0].push_back("");
    for (const auto& group : groups)
        out.rows[0].push_back(group.name + " (n = " + std::to_string(group.rows.size()) + ")");
    for (const auto& name : report.plan.described) {
        const auto& cells = analysis::column(report.table, name);
        const auto levels = analysis::levels_of(cells, report.rows);
        const auto words = report.plan.columns.find(name);
        const bool counted = !cells.is_numeric() || levels.size() <= 2 ||
                             (words != report.plan.columns.end() && !words->second.values.empty());
        const auto line = [&](const std::string& head, auto&& cell) {
            auto& row = out.rows.emplace_back(Grid::value_type{head});
            for (const auto& group : groups) row.push_back(cell(group.rows));
        };
        const auto known = [&](const Rows& rows) {
            return analysis::complete(report.table, rows, {name}).size();
        };
        if (!counted) {
            line(speech.column(name) + speech.say(", mean (SD)", "，均值（标准差）"),
                 [&](const Rows& rows) {
                     const json::value own = analysis::described(cells, rows);
                     return fixed(at(own, "mean"), 1) + speech.say(" (", "（") +
                            fixed(at(own, "sd"), 1) + speech.say(")", "）");
                 });
        } else {
            for (const auto& level : levels) {
                if (levels == std::vector<std::string>{"0", "1"} && level == "0")
                    continue;  // the rest
                line(speech.column(name) + speech.say(": ", "：") + speech.value(name, level),
                     [&](const Rows& rows) {
                         const auto own = std::count_if(rows.begin(), rows.end(), [&](auto row) {
                             return cells.is(row, level);
                         });
                         const auto all = known(rows);
                         return std::to_string(own) +
                                (all ? speech.say(" (", "（") + percent(double(own) / double(all)) +
                                           speech.say(")", "）")
                                     : "");
                     });
            }
        }
        if (known(report.rows) < report.rows.size())
            line("  " + speech.column(name) + speech.say(", missing", "，缺失"),
                 [&](const Rows& rows) { return std::to_string(rows.size() - known(rows)); });
    }
    out.note = speech.say("Numbers are people, with percentages of those who answered.",
                          "数值为人数，百分比以已作答者为分母。");
    return out;
}

}  // namespace breather::study_reports
