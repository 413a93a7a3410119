#include "features/analysis/printed_columns.h"

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
    static const Word words[] = {
        {R"(^p\b(?!er)|\bp[- ]?values?\b|^sig)", Role::P},
        {R"(odds ratio|hazard ratio|risk ratio|rate ratio|exp ?\(|^a?(or|hr|rr|irr)\b)",
         Role::Ratio},
        {R"(lower)", Role::Low},
        {R"(upper)", Role::High},
        {R"(\bci\b|confidence interval)", Role::Interval},
        {R"(χ|chi[- ]?squared?|^t\b|\bt[- ]?(test|value|statistic)|^(test )?statistics?\b)",
         Role::Statistic},
        {R"(wald)", Role::Wald},
        {R"(^df$|degrees of freedom)", Role::Df},
        {R"(^z\b)", Role::Z},
        {R"(^s\.?e\.?$|standard error|^se\b)", Role::Se},
        {R"(^b\b)", Role::B},
        {R"(β|^beta|^coef|^estimate)", Role::Beta}};
    for (const auto& one : words)
        if (says(text, one.pattern)) return one.role;
    return Role::None;
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

Heading heading_of(const HtmlTable& table, std::size_t column, std::size_t head) {
    Heading out;
    for (std::size_t back = head; back > 0; --back) {
        const auto& row = table.rows[back - 1];
        if (column >= row.size()) continue;
        const std::string text = with_plain_signs(row[column]);
        out.text += " " + text;
        if (out.role == Role::None) out.role = role_of(text);
    }
    out.chi = says(out.text, R"(χ|chi[- ]?squared?|statistic)");
    out.t = says(out.text, R"((^|[^a-z])t([^a-z]|$)|statistic)");
    out.ratio_with_interval = out.role == Role::Ratio && says(out.text, R"(\bci\b|confidence)");
    out.b_with_se = (out.role == Role::B || out.role == Role::Beta) && says(out.text, R"(\bse\b)");
    out.all = says(out.text, R"(\b(total|all|overall|both|combined)\b)");
    std::smatch n;
    static const std::regex people(R"([nN] ?= ?(\d{1,3}(?:,\d{3}){1,3}|\d{1,9}))");
    if (std::regex_search(out.text, n, people)) out.n = statistics::read_printed(n.str(1))->value;
    return out;
}

std::optional<Pair> pair_of(const std::string& cell) {
    const std::string text = with_plain_signs(cell);
    const auto open = text.find('(');
    const auto first = statistics::read_printed(text.substr(0, open));
    if (!first) return std::nullopt;
    Pair out{*first, std::nullopt};
    if (open == std::string::npos) return out;
    const auto close = text.find(')', open);
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
    const std::string text = with_plain_signs(cell);
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
