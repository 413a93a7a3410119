#include "features/analysis/printed_columns.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <regex>

#include "features/analysis/printed_html.h"

namespace breather::analysis {
namespace {

Role role_of(const std::string& text) {
    struct Word {
        const char* pattern;
        Role role;
    };
    // Abbreviations whose case tells them from words come first.
    static const std::regex ratio(R"(\b[aAcCu]?(OR|HR|RR|IRR|PR)\b)"), letter(R"(^[FUHQ]\b)"),
        group(R"(^[A-Z]\b.{0,60}\b[nN] ?= ?\d)");
    static const Word words[] = {
        {R"(\bp[- ]?(values?)? ?(for|of) |\bp[- ]?(values? )?(trend|interaction|het)|(adjust|corrected|bonferroni|fdr|exact).{0,40}\bp\b|^q[- ]?values?)",
         Role::Other},
        {R"(^p\b(?!er)|\bp[- ]?values?\b|^sig|显著性)", Role::P},
        {R"(odds ratio|hazard ratio|risk ratio|rate ratio|exp ?\(|^a?(or|hr|rr|irr)\b|比值比|风险比)",
         Role::Ratio},
        {R"(lower|^ll\b|下限)", Role::Low},
        {R"(upper|^ul\b|上限)", Role::High},
        {R"(\bci\b|confidence interval|置信区间|可信区间)", Role::Interval},
        {R"(wald)", Role::Wald},
        {R"(effect size|cohen|hedges|φ|\bphi\b|cram[eé]r|η|\bsmd\b|standardi[sz]ed|效应量)",
         Role::Other},
        {R"(χ|chi[- ]?squared?|^t\b|\bt[- ]?(test|value|statistic)|^(test )?statistics?\b|统计量|卡方)",
         Role::Statistic},
        {R"(^df$|degrees of freedom|自由度)", Role::Df},
        {R"(^z\b)", Role::Z},
        {R"(^s\.?e\.?$|standard error|^se\b|标准误)", Role::Se},
        {R"(^b\b)", Role::B},
        {R"(β|^beta|^coef|^estimate)", Role::Beta}};
    if (std::regex_search(text, group)) return Role::None;  // "B (n = 25)"
    if (std::regex_search(text, letter)) return Role::Statistic;
    for (const auto& one : words) {
        if (one.role == Role::Low && std::regex_search(text, ratio)) return Role::Ratio;
        if (says(text, one.pattern)) return one.role;
    }
    return Role::None;
}

/// A cell that a row of headings would not have.
bool has_figure(const std::string& cell) {
    return pair_of(cell) || numbers_of(cell).size() > 1 ||
           says(with_plain_signs(cell), "^[<>] ?0?\\.");
}

}  // namespace

bool says(const std::string& text, const char* pattern) {
    // Made once: making one takes longer than looking with it.
    thread_local std::map<std::string_view, std::regex> made;
    auto found = made.find(pattern);
    if (found == made.end())
        found = made.emplace(pattern, std::regex(pattern, std::regex::icase)).first;
    return std::regex_search(text, found->second);
}

Measure measure_in(const std::string& text) {
    if (says(
            text,
            R"(median|\biqr\b|range|interquartile|\bse\b|\bsem\b|standard error|中位|四分位|标准误)"))
        return Measure::Other;
    if (says(text, R"(\bmeans?\b|\(sd\)|\[sd\]|± ?(sd|s\b)|\bm \(|均数|均值|平均|标准差|x̄|±s)"))
        return Measure::Means;
    if (says(text, R"(\bn ?[(,\[] ?%|no\.? ?\(%|%|number \(|例)")) return Measure::Counts;
    return Measure::Unsaid;
}

std::size_t head_rows(const HtmlTable& table) {
    std::size_t head = std::clamp<std::size_t>(table.head, 1, table.rows.size() - 1);
    if (table.head > 0) return head;
    for (; head + 1 < table.rows.size(); ++head) {
        const auto& row = table.rows[head];
        const bool one_cell = std::all_of(row.begin(), row.end(),
                                          [&](const std::string& cell) { return cell == row[0]; });
        const auto filled = std::count_if(row.begin() + (row.empty() ? 0 : 1), row.end(),
                                          [](const std::string& cell) { return !cell.empty(); });
        if (one_cell || filled == 0 ||
            std::any_of(row.begin() + 1, row.end(),
                        [](const std::string& cell) { return has_figure(cell); }))
            break;
    }
    return head;
}

Heading heading_of(const HtmlTable& table, std::size_t column, std::size_t head) {
    Heading out;
    std::string last;
    for (std::size_t back = head; back > 0; --back) {
        const auto& row = table.rows[back - 1];
        if (column >= row.size() || row[column] == last) continue;
        last = row[column];
        const std::string text = with_plain_signs(last);
        out.text += " " + text;
        if (out.role == Role::None) out.role = role_of(text);
    }
    const bool plain = !says(
        out.text,
        R"(mcnemar|wilcoxon|kruskal|mann|cochran|mantel|friedman|gee|paired|adjusted|weighted|配对|秩和)");
    out.chi = plain && says(out.text, R"(χ|chi[- ]?squared?|statistic|统计量|卡方)");
    out.t = plain && says(out.text, R"((^|[^a-z])t([^a-z]|$)|statistic|统计量)");
    out.b_with_se = (out.role == Role::B || out.role == Role::Beta) && says(out.text, R"(\bse\b)");
    out.percent_first = says(out.text, R"(% ?[(\[] ?(n|no)\b)");
    out.all = says(out.text, R"(\b(total|all|overall|both|combined)\b|合计|总计|总体)");
    out.moment = says(out.text,
                      R"(\b(before|after|pre|post|baseline|follow|week|month|time|day|t\d)|前|后)");
    std::smatch found;
    static const std::regex level(R"((\d\d(?:\.\d)?) ?% ?(?:CI|conf|置信|可信))"),
        people(R"([nN] ?= ?(\d{1,3}(?:,\d{3}){1,3}|\d{1,9}))");
    if (std::regex_search(out.text, found, level))
        out.confidence = statistics::read_printed(found.str(1))->value;
    if (std::regex_search(out.text, found, people))
        out.n = statistics::read_printed(found.str(1))->value;
    return out;
}

std::optional<Pair> pair_of(const std::string& cell) {
    std::string text = with_plain_signs(cell);
    if (const auto sign = text.find("±"); sign != std::string::npos) {
        const auto mean = statistics::read_printed(text.substr(0, sign)),
                   spread = statistics::read_printed(text.substr(sign + std::strlen("±")));
        return mean && spread ? std::optional(Pair{*mean, spread, true}) : std::nullopt;
    }
    const auto open = text.find_first_of("([");
    const auto first = statistics::read_printed(text.substr(0, open));
    if (!first) return std::nullopt;
    Pair out{*first, std::nullopt};
    if (open == std::string::npos) return out;
    const auto close = text.find_first_of(")]", open);
    if (close == std::string::npos) return std::nullopt;
    out.second = statistics::read_printed(text.substr(open + 1, close - open - 1));
    if (!out.second) return std::nullopt;
    return out;
}

std::optional<Statistic> statistic_of(const std::string& cell) {
    static const std::regex named(
        R"(\s*(χ|t) ?2? ?(?:\((\d{1,9}(?:\.\d{1,9})?)\))? ?2? ?= ?(-?\d{0,9}\.?\d{1,9})\s*)");
    const std::string text = with_plain_signs(cell);
    std::smatch found;
    if (!std::regex_match(text, found, named)) {
        const auto pair = pair_of(cell);
        return pair ? std::optional(Statistic{*pair, '?'}) : std::nullopt;
    }
    const auto value = statistics::read_printed(found.str(3));
    if (!value) return std::nullopt;
    return Statistic{{*value, statistics::read_printed(found.str(2))},
                     found.str(1) == "t" ? 't' : 'c'};
}

std::vector<std::string> numbers_of(const std::string& cell) {
    static const std::regex one(R"((?:^|[^\d.])(-?(?:\d{1,12}(?:\.\d{1,12})?|\.\d{1,12})))");
    static const std::regex level(R"(\d\d(?:\.\d)? ?% ?(?:CI|置信区间|可信区间)\s*[:,=]?)");
    const std::string text = std::regex_replace(with_plain_signs(cell), level, "");
    std::vector<std::string> out;
    for (std::sregex_iterator at(text.begin(), text.end(), one), none; at != none; ++at) {
        std::string number = at->str(1);
        // A dash right behind a number parts a range: no minus.
        const auto start = static_cast<std::size_t>(at->position(1));
        if (number[0] == '-' && start > 0 &&
            std::isdigit(static_cast<unsigned char>(text[start - 1])))
            number.erase(0, 1);
        out.push_back(number);
    }
    return out;
}

}  // namespace breather::analysis
