// What a reader should know before believing, and a test of its own cannot see.
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "engines/statistics/contingency.h"
#include "engines/statistics/linear_model.h"
#include "features/study_reports/report.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

/// Categories in an order: all of them numbers, three or more.
bool is_ordered(const json::array& levels) {
    if (levels.size() < 3) return false;
    for (const auto& each : levels) {
        if (each.is_number()) continue;
        const std::string text(each.as_string());
        if (text.empty() || text.find_first_not_of("0123456789.-") != std::string::npos)
            return false;
    }
    return true;
}

Eigen::MatrixXd counts_of(const json::array& rows) {
    Eigen::MatrixXd out(Eigen::Index(rows.size()), Eigen::Index(rows[0].as_array().size()));
    for (Eigen::Index r = 0; r < out.rows(); ++r)
        for (Eigen::Index c = 0; c < out.cols(); ++c)
            out(r, c) = real(rows[std::size_t(r)].as_array()[std::size_t(c)]).value_or(0);
    return out;
}

/// Two groups that agree far better once the scale of one is turned round: less than 0.4 of χ².
bool looks_reversed(const Eigen::MatrixXd& counts) {
    const auto as_it_is = statistics::association(counts);
    Eigen::MatrixXd turned = counts;
    turned.row(1) = counts.row(1).reverse().eval();
    const auto reversed = statistics::association(turned);
    return as_it_is && reversed && as_it_is->pearson.p < 0.05 &&
           reversed->pearson.chi2 < 0.4 * as_it_is->pearson.chi2;
}

/// Groups in rows, an ordered scale in columns; `item` is the scale's column.
struct Coded {
    Eigen::MatrixXd counts;
    std::string item;
};

std::optional<Coded> of_cross(const Answered& answered) {
    const json::value whole = answered.answer;
    const auto* rows = at(whole, "table/rows").if_array();
    const auto* columns = at(whole, "table/cols").if_array();
    const auto* counts = at(whole, "table/counts").if_array();
    if (!rows || !columns || !counts || counts->empty()) return {};
    if (is_ordered(*columns) && !is_ordered(*rows))
        return Coded{counts_of(*counts), field(answered.question, "column")};
    if (is_ordered(*rows) && !is_ordered(*columns))
        return Coded{counts_of(*counts).transpose(), field(answered.question, "row")};
    return {};
}

/// An outcome of a few whole numbers that was compared between groups.
std::optional<Coded> of_groups(const Report& report, const Answered& answered) {
    const std::string outcome = field(answered.question, "outcome"),
                      group = field(answered.question, "group");
    const auto *scale = report.table.find(outcome), *groups = report.table.find(group);
    if (!scale || !groups || answered.question.files.front() != report.data_name) return {};
    const auto rows = analysis::complete(
        report.table, analysis::chosen(report.table, answered.question.spec), {outcome, group});
    const auto levels = analysis::levels_of(*scale, rows),
               names = analysis::levels_of(*groups, rows);
    if (levels.size() > 11 || !is_ordered(json::array(levels.begin(), levels.end()))) return {};
    const auto level = analysis::codes(*scale, rows, levels),
               name = analysis::codes(*groups, rows, names);
    Coded out{Eigen::MatrixXd::Zero(Eigen::Index(names.size()), Eigen::Index(levels.size())),
              outcome};
    for (std::size_t row = 0; row < rows.size(); ++row) ++out.counts(name[row], level[row]);
    return out;
}

/// Each group against all the others together.
bool coded_in_opposite_directions(const Coded& scale) {
    for (Eigen::Index group = 0; group < scale.counts.rows() && scale.counts.rows() > 1; ++group) {
        Eigen::MatrixXd two(2, scale.counts.cols());
        two.row(0) = scale.counts.colwise().sum() - scale.counts.row(group);
        two.row(1) = scale.counts.row(group);
        if (looks_reversed(two)) return true;
    }
    return false;
}

std::optional<Coded> scale_of(const Report& report, const Answered& answered) {
    const auto& method = answered.question.method;
    if (method == "chi_square") return of_cross(answered);
    if (method == "mann_whitney" || method == "kruskal_wallis" || method == "t_test" ||
        method == "anova_oneway")
        return of_groups(report, answered);
    return {};
}

}  // namespace

std::vector<double> adjusted(const std::vector<Section>& sections) {
    std::vector<double> known;
    for (const auto& each : sections)
        if (each.p) known.push_back(*each.p);
    const auto by_holm = statistics::holm(known);
    std::vector<double> out;
    std::size_t at = 0;
    for (const auto& each : sections)
        out.push_back(each.p ? by_holm[at++] : std::numeric_limits<double>::quiet_NaN());
    return out;
}

std::vector<std::string> warnings(const Report& report, const std::vector<Section>& sections,
                                  const Speech& speech) {
    std::vector<std::string> out;
    std::size_t tests = 0, clear = 0, still = 0;
    const auto by_holm = adjusted(sections);
    for (std::size_t i = 0; i < sections.size(); ++i) {
        if (!sections[i].p) continue;
        ++tests;
        clear += *sections[i].p < 0.05;
        still += by_holm[i] < 0.05;
    }
    const std::string n = std::to_string(tests), before = std::to_string(clear),
                      after = std::to_string(still);
    if (tests > 1)
        out.push_back(speech.say(
            "Several tests: " + n +
                " tests stand here, and the P values of the texts are not adjusted for that. " +
                before + " are below .05; by Holm's method " + after +
                " of them remain. Both stand in the overview. The terms within a model are not "
                "counted. Say which questions were planned before the data were seen.",
            "多重检验：本报告共有 " + n + " 个检验，正文中的 P 值未作校正。其中 " + before +
                " 个小于 0.05，按 Holm 法校正后剩 " + after +
                " 个，两者均列于总览表；模型内各变量的检验未计入。请说明哪些问题是在看到数据之前计"
                "划的。"));
    std::set<std::string> told;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const auto scale = scale_of(report, report.answered[i]);
        if (!scale || !coded_in_opposite_directions(*scale) || !told.insert(scale->item).second)
            continue;
        const std::string what = speech.column(scale->item);
        out.push_back(
            speech.say("Opposite coding? The groups agree far better on “" + what +
                           "” when the scale of one of them is turned round. Look whether all "
                           "coded it in the same direction before you interpret it.",
                       "编码方向相反？把其中一组的“" + what +
                           "”量表方向反转后，各组的分布接近得多。解读之前，请核对各组的编码方向"
                           "是否一致。"));
    }
    for (std::size_t i = 0; i < sections.size(); ++i)
        for (const auto& check : sections[i].checks)
            if (check.verdict == Verdict::Failed)
                out.push_back(speech.say("Analysis ", "分析 ") + std::to_string(i + 1) +
                              speech.say(": ", "：") + check.text);
    return out;
}

}  // namespace breather::study_reports
