// Statistics in running text: "χ²(1, N = 438) = 42.67, P < .001", "OR 1.5 (95% CI 1.1-2.0)".
// std::regex goes one call deeper with each character that a loop takes: every loop over what a
// page may hold for long has an end here.
#include <algorithm>
#include <regex>

#include "features/analysis/printed_html.h"

namespace breather::analysis {
namespace {

const std::string plain_number =
    R"((?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,12})?|\d{1,12}(?:\.\d{1,12})?|\.\d{1,12}))";
const std::string number = "-?" + plain_number;

/// To the end of the sentence; at most 160 characters.
std::string sentence_from(const std::string& text, std::size_t at) {
    static const std::regex end(R"(\.\s+[A-Z]|;\s+[A-OQ-Z])");
    const std::string rest = text.substr(at, 160);
    std::smatch found;
    if (!std::regex_search(rest, found, end)) return rest;
    return rest.substr(0, static_cast<std::size_t>(found.position(0)));
}

bool contains(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

/// P, where one follows before the next statistic.
void take_p(const std::string& after, boost::json::object& fields) {
    static const std::regex p(
        R"((?:^|[^A-Za-z])[pP](?:\s*[- ]?values?)?\s*(?:was|of)?\s*([=<>]=?\s*))" + plain_number);
    static const std::regex whole("[=<>]=?\\s*(" + plain_number + ")");
    std::smatch found;
    if (contains(after, {"respectively", "adjusted", "corrected", "Bonferroni", "adj"})) return;
    if (!std::regex_search(after, found, p)) return;
    std::string text = found.str(0);
    text = text.substr(text.find_first_of("=<>"));
    text.erase(std::remove(text.begin() + 1, text.end(), '='), text.end());
    fields["p"] = text;
}

void take_df_and_n(const std::string& inside, boost::json::object& fields) {
    static const std::regex df(R"((?:df\s*=\s*)?()" + plain_number + R"()(?:\s*,\s*()" +
                               plain_number + "))?");
    static const std::regex n(R"([nN]\s*=\s*(\d{1,3}(?:,\d{3}){1,4}|\d{1,12}))");
    std::smatch found;
    if (std::regex_search(inside, found, n)) fields["n"] = found.str(1);
    const std::string before = inside.substr(0, inside.find_first_of("nN"));
    if (!std::regex_search(before, found, df)) return;
    fields["df"] = found.str(1);
    if (found[2].matched) fields["df2"] = found.str(2);
}

/// "Table 1, Age: t(29) = 2.50", without what parted it from the words before it.
std::string place(const std::string& where, std::string found) {
    found.erase(0, found.find_first_not_of(" ([,;:="));
    const auto open = std::count(found.begin(), found.end(), '('),
               closed = std::count(found.begin(), found.end(), ')');
    return where + ": " + found + (open > closed ? ")" : "");
}

/// Every statistic with its df; what follows belongs to it up to the next one.
void statistics_in(const std::string& text, const std::string& where,
                   std::vector<PrintedResult>& out) {
    static const std::regex head(
        R"((?:(χ)\s*2?|(?:^|[^A-Za-z])([tFrzZ]))\s*(?:\(([^()]{1,30})\))?\s*2?\s*=\s*()" + number +
        ")");
    std::vector<std::smatch> heads(std::sregex_iterator(text.begin(), text.end(), head), {});
    const bool one_sided =
        !heads.empty() && contains(text, {"one-tailed", "one-sided", "1-tailed", "1-sided"});
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const auto& one = heads[i];
        const bool chi = one[1].matched;
        const std::string letter = chi                 ? "chi2"
                                   : one.str(2) == "F" ? "f"
                                   : one.str(2) == "Z" ? "z"
                                                       : one.str(2);
        if (letter != "z" && letter != "chi2" && letter != "t" && !one[3].matched) continue;
        PrintedResult result{"test", place(where, one.str(0)), {}};
        result.fields[letter] = one.str(4);
        if (one[3].matched) take_df_and_n(one.str(3), result.fields);
        const auto end = static_cast<std::size_t>(one.position(0) + one.length(0));
        std::string after = sentence_from(text, end);
        if (i + 1 < heads.size())
            after = after.substr(0, static_cast<std::size_t>(heads[i + 1].position(0)) - end);
        static const std::regex df(R"(df\s*=\s*()" + plain_number + ")");
        std::smatch found;
        if (!result.fields.contains("df") && std::regex_search(after, found, df))
            result.fields["df"] = found.str(1);
        if (letter != "f") result.fields.erase("df2");
        if (letter == "f" && !result.fields.contains("df2")) continue;
        if (contains(sentence_from(text, end), {"respectively"})) after.clear();
        take_p(after, result.fields);
        if (one_sided) result.fields["one_sided"] = true;
        if (result.fields.contains("p") || result.fields.contains("n"))
            out.push_back(std::move(result));
    }
}

/// Ratios, and differences, with their interval.
void intervals_in(const std::string& text, const std::string& where, bool likelihood,
                  std::vector<PrintedResult>& out) {
    static const std::regex ratio(
        R"((?:\b[aA]?(?:OR|HR|RR|IRR)|(?:odds|hazard|risk|rate) ratio)\)?\s*(?:of|was|[=:,])?\s*()" +
        plain_number +
        R"()\s*[,;:(\[]{0,3}\s*(\d\d(?:\.\d)?)%\s*(?:CI|confidence interval)\)?\s*(?:of|[:,=])?\s*[(\[]?\s*()" +
        plain_number + R"()\s*(?:-|to|,|;)\s*()" + plain_number + ")");
    for (std::sregex_iterator one(text.begin(), text.end(), ratio), none; one != none; ++one) {
        PrintedResult result{"term", place(where, one->str(0)), {}};
        result.fields = {{"ratio", one->str(1)},
                         {"confidence", one->str(2)},
                         {"low", one->str(3)},
                         {"high", one->str(4)},
                         {"likelihood", likelihood}};
        const auto end = static_cast<std::size_t>(one->position(0) + one->length(0));
        std::string after = sentence_from(text, end);
        static const std::regex next(R"(\b(?:OR|HR|RR|IRR|ratio)\b)");
        std::smatch found;
        if (std::regex_search(after, found, next))
            after = after.substr(0, static_cast<std::size_t>(found.position(0)));
        take_p(after, result.fields);
        out.push_back(std::move(result));
    }
}

/// "107/220 (48.6%)", "107 of 220 (48.6%)", "107 of the 220 people (49%)", "25/438, 5.7%".
void shares_in(const std::string& text, const std::string& where, std::vector<PrintedResult>& out) {
    const std::string whole = R"((\d{1,3}(?:,\d{3}){1,4}|\d{1,12}))";
    static const std::regex share(
        R"((?:^|[^\d./-]))" + whole + R"(\s*(?:/|(?:out )?of(?: the| all)?)\s*)" + whole +
        R"((?: [a-z]{1,20}){0,2}\s*[,;(\[]{1,3}\s*()" + plain_number + R"()\s*%)");
    for (std::sregex_iterator one(text.begin(), text.end(), share), none; one != none; ++one) {
        PrintedResult result{"percent", place(where, one->str(0)), {}};
        result.fields = {{"count", one->str(1)}, {"total", one->str(2)}, {"percent", one->str(3)}};
        out.push_back(std::move(result));
    }
}

}  // namespace

std::string with_plain_signs(std::string text) {
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
            text.replace(at, from.size(), to);
    };
    for (const std::string_view minus : {"\u2212", "\u2013", "\u2012", "\u2010", "\u2011"})
        replace(minus, "-");
    for (const std::string_view chi :
         {"\U0001D712", "\U0001D6D8", "\U0001D74C", "Χ", "X²", "X2 (", "X2("})
        replace(chi, chi.starts_with("X2") ? "χ2(" : "χ");
    for (const std::string_view chi : {"chi-squared", "chi-square", "Chi-squared", "Chi-square"}) {
        replace(std::string(chi) + " (", "χ(");
        replace(std::string(chi) + "(", "χ(");
        replace(std::string(chi) + " =", "χ =");
    }
    replace("²", "2");
    replace("≤", "<");
    replace("≥", ">");
    replace("＝", "=");
    replace("＜", "<");
    replace("，", ", ");
    replace("（", "(");
    replace("）", ")");
    for (const char digit : {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'})
        replace("\u00B7" + std::string(1, digit), "." + std::string(1, digit));
    return text;
}

void results_in_text(const std::string& given, const std::string& where, bool likelihood,
                     std::vector<PrintedResult>& out) {
    const std::string text = with_plain_signs(given);
    statistics_in(text, where, out);
    intervals_in(text, where, likelihood, out);
    shares_in(text, where, out);
}

}  // namespace breather::analysis
