// Statistics in running text: "χ²(1, N = 438) = 42.67, P < .001", "OR 1.5 (95% CI 1.1-2.0)".
// std::regex goes one call deeper with each character that a loop takes: every loop over what a
// page may hold for long has an end here.
#include <algorithm>
#include <array>
#include <regex>

#include "features/analysis/printed_html.h"

namespace breather::analysis {
namespace {

// 1,234.5  0.05  .05  and, where a comma marks the decimals, 2,31
const std::string plain_number =
    R"((?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,12})?(?!\d)|\d{1,12}\.\d{1,12}|\d{1,12},\d{1,2}(?!\d)|)"
    R"(\d{1,12}|\.\d{1,12}))";
const std::string number = "-?" + plain_number;
// "3.2 × 10^-5", "3.2e-5"
const std::string power = R"((?:\s*(?:×|x)\s*10\s*\^\s*-?\d{1,3}|[eE]-?\d{1,3})?)";

/// To the end of the sentence; at most 160 characters.
std::string sentence_from(const std::string& text, std::size_t at) {
    static const std::regex end(R"(\.\s+[A-Z]|;\s+[A-OQ-Z]|。)");
    const std::string rest = text.substr(at, 160);
    std::smatch found;
    if (!std::regex_search(rest, found, end)) return rest;
    return rest.substr(0, static_cast<std::size_t>(found.position(0)));
}

/// What of its sentence stands before this place; at most 160 characters.
std::string sentence_before(const std::string& text, std::size_t at) {
    const std::size_t from = at > 160 ? at - 160 : 0;
    std::string before = text.substr(from, at - from);
    for (const std::string_view end : {". ", "; ", "。"})
        if (const auto last = before.rfind(end); last != std::string::npos)
            before.erase(0, last + end.size());
    return before;
}

bool contains(const std::string& text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

bool one_sided(const std::string& text) {
    return contains(text, {"ne-tailed", "ne-sided", "ne tailed", "ne sided", "1-tailed", "1-sided",
                           "单侧", "单尾"});
}

/// P of many tests, or of another test than the one printed before it.
bool of_another_test(const std::string& text) {
    return contains(
        text, {"respectively", "djusted",        "orrected", "onferroni",  "adj",        "Holm",
               "ochberg",      "Tukey",          "Dunn",     "cheff",      "idak",       "idák",
               "FDR",          "alse discovery", "xact",     "ermutation", "onte Carlo", "ootstrap",
               "分别",         "校正",           "精确",     "确切"});
}

/// P, where one follows before the next statistic.
void take_p(const std::string& after, boost::json::object& fields) {
    static const std::regex p(
        R"((?:^|[^A-Za-z])[pP](?:\s*[- ]?values?|值)?\s*(?:was|of|为)?\s*([=<>])=?(\s*)" +
        plain_number + power + ")");
    std::smatch found;
    if (of_another_test(after)) return;
    if (std::regex_search(after, found, p)) fields["p"] = found.str(1) + found.str(2);
}

void take_df_and_n(const std::string& inside, boost::json::object& fields) {
    const std::string figure = R"((\d{1,12}(?:\.\d{1,12})?))";
    static const std::regex df(R"((?:df\s*=\s*)?)" + figure + R"((?:\s*[,;]\s*)" + figure + ")?");
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
void statistics_in(const std::string& text, const std::string& where, const Manner& manner,
                   std::vector<PrintedResult>& out) {
    static const std::regex head(
        R"((?:(χ)\s*2?|(?:^|[^A-Za-z])([tFrzZ]))\s*(?:[(\[]([^()\[\]]{1,30})[)\]])?\s*2?\s*=\s*()" +
        number + ")");
    std::vector<std::smatch> heads(std::sregex_iterator(text.begin(), text.end(), head), {});
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const auto& one = heads[i];
        const bool chi = one[1].matched;
        const std::string letter = chi                 ? "chi2"
                                   : one.str(2) == "F" ? "f"
                                   : one.str(2) == "Z" ? "z"
                                                       : one.str(2);
        PrintedResult result{"test", place(where, one.str(0)), {}};
        result.fields[letter] = one.str(4);
        if (one[3].matched) take_df_and_n(one.str(3), result.fields);
        const auto start = static_cast<std::size_t>(one.position(0));
        const auto end = start + static_cast<std::size_t>(one.length(0));
        const std::string before = sentence_before(text, start), rest = sentence_from(text, end);
        std::string after = rest;
        if (i + 1 < heads.size())
            after = after.substr(0, static_cast<std::size_t>(heads[i + 1].position(0)) - end);
        static const std::regex df(R"(df\s*=\s*(\d{1,12}(?:\.\d{1,12})?))"),
            people(R"(^\s*[,;(]{1,3}\s*[nN]\s*=\s*(\d{1,12}))");
        std::smatch found;
        if (!result.fields.contains("df") && std::regex_search(after, found, df))
            result.fields["df"] = found.str(1);
        if (letter == "r" && std::regex_search(after, found, people))
            result.fields["n"] = found.str(1);
        if (letter != "f") result.fields.erase("df2");
        if (letter == "f" && !result.fields.contains("df2")) continue;
        if (letter == "r" && !result.fields.contains("df") && !result.fields.contains("n"))
            continue;
        if (contains(rest, {"respectively", "分别"})) after.clear();
        take_p(after, result.fields);
        if (one_sided(before + after))
            result.fields["one_sided"] = true;
        else if (manner.one_sided)
            result.fields["sides_unsaid"] = true;
        if (manner.adjusted) result.fields["adjusted"] = true;
        if (result.fields.contains("p") || result.fields.contains("n"))
            out.push_back(std::move(result));
    }
}

const std::string range_sign = R"(\s*%?\s*(?:-|~|to|至|,|;)\s*)";
const std::string interval_after =
    R"(\s*%?\s*[,;:(\[]{0,3}\s*(\d\d(?:\.\d)?)%\s*(?:CI|confidence interval|置信区间|可信区间)\)?\s*)"
    R"((?:of|为|[:,=])?\s*[(\[]?\s*)";

/// Ratios, and differences of means or shares, with their interval.
void intervals_in(const std::string& text, const std::string& where, const Manner& manner,
                  std::vector<PrintedResult>& out) {
    static const std::regex ratio(
        R"((?:\b[aAcCu]?(?:OR|HR|RR|IRR)|(?:odds|hazard|risk|rate) ratio|比值比)[)\]]?\s*)"
        R"((?:\[a?[OHR]R\]|\(a?[OHR]R\))?\s*(?:of|was|为|[=:,])?\s*()" +
        plain_number + ")" + interval_after + "(" + plain_number + ")" + range_sign + "(" +
        plain_number + ")");
    static const std::regex difference(
        R"((?:\bMD|[Dd]ifference(?: in means| between groups)?)\)?\s*(?:of|was|[=:,])?\s*()" +
        number + ")" + interval_after + "(" + number + ")" + range_sign + "(" + number + ")");
    for (const bool is_ratio : {true, false})
        for (std::sregex_iterator one(text.begin(), text.end(), is_ratio ? ratio : difference),
             none;
             one != none; ++one) {
            PrintedResult result{"term", place(where, one->str(0)), {}};
            result.fields = {{is_ratio ? "ratio" : "b", one->str(1)},
                             {"confidence", one->str(2)},
                             {"low", one->str(3)},
                             {"high", one->str(4)},
                             {"likelihood", manner.likelihood}};
            const auto start = static_cast<std::size_t>(one->position(0));
            const auto end = start + static_cast<std::size_t>(one->length(0));
            std::string after = sentence_from(text, end);
            if (contains(sentence_before(text, start) + one->str(0), {"edian"})) continue;
            static const std::regex next(R"(\b(?:OR|HR|RR|IRR|ratio|MD|difference)\b)");
            std::smatch found;
            if (std::regex_search(after, found, next))
                after = after.substr(0, static_cast<std::size_t>(found.position(0)));
            take_p(after, result.fields);
            out.push_back(std::move(result));
        }
}

/// "B = 0.73, SE = 0.36, P = .04": a coefficient, its error, and the P that follows.
void coefficients_in(const std::string& text, const std::string& where,
                     std::vector<PrintedResult>& out) {
    static const std::regex term(R"((?:^|[^A-Za-z])([Bb])\s*=\s*()" + number +
                                 R"()\s*[,;(\[]{1,3}\s*(?:SE|S\.E\.)(?: B)?\s*=\s*()" +
                                 plain_number + ")");
    for (std::sregex_iterator one(text.begin(), text.end(), term), none; one != none; ++one) {
        PrintedResult result{"term", place(where, one->str(0)), {}};
        result.fields = {{"b", one->str(2)}, {"se", one->str(3)}};
        const auto end = static_cast<std::size_t>(one->position(0) + one->length(0));
        std::string after = sentence_from(text, end);
        static const std::regex next(R"([^A-Za-z][Bb]\s*=)");
        std::smatch found;
        if (std::regex_search(after, found, next))
            after = after.substr(0, static_cast<std::size_t>(found.position(0)));
        if (contains(after, {"respectively"}) || one_sided(text)) continue;
        take_p(after, result.fields);
        if (result.fields.contains("p")) out.push_back(std::move(result));
    }
}

/// "107/220 (48.6%)", "107 of the 220 people (49%)", "25/438, 5.7%", "48.6% (107/220)".
void shares_in(const std::string& text, const std::string& where, std::vector<PrintedResult>& out) {
    const std::string whole = R"((\d{1,3}(?:,\d{3}){1,4}|\d{1,12}))";
    const std::string of = whole + R"(\s*(?:/|(?:out )?of(?: the| all)?)\s*)" + whole;
    const std::string percent = "(" + plain_number + R"()\s*%)";
    // Behind the sign a bracket or stop: "(95% CI" and ", 5% of whom" are of something else.
    static const std::regex behind(R"((?:^|[^\d./-]))" + of +
                                   R"((?:(?: [a-z]{1,20}){0,2}\s*[(\[]{1,3}\s*|\s*[,;]\s*))" +
                                   percent + R"((?=\s*[)\],;.(\[]|\s*$))"),
        before(R"((?:^|[^\d.,-]))" + percent + R"(\s*[(\[]\s*)" + of + R"((?=\s*[)\],;]))");
    for (const bool first : {false, true})
        for (std::sregex_iterator one(text.begin(), text.end(), first ? before : behind), none;
             one != none; ++one) {
            PrintedResult result{"percent", place(where, one->str(0)), {}};
            const auto at = [&](int i) { return one->str(static_cast<std::size_t>(i)); };
            result.fields = {{"count", at(first ? 2 : 1)},
                             {"total", at(first ? 3 : 2)},
                             {"percent", at(first ? 1 : 3)}};
            out.push_back(std::move(result));
        }
}

/// Raised figures: a power as "^-5", a square as 2; behind a figure they are a note's, and go.
std::string without_raised(const std::string& text) {
    static constexpr std::array<std::string_view, 10> raised{"⁰", "¹", "²", "³", "⁴",
                                                             "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string out;
    bool in_power = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = std::string_view(text).substr(at);
        const auto found = std::find_if(raised.begin(), raised.end(),
                                        [&](auto one) { return rest.starts_with(one); });
        const bool behind_figure =
            !out.empty() && std::isdigit(static_cast<unsigned char>(out.back()));
        if (rest.starts_with("⁻")) {
            out += "^-";
            in_power = true;
            at += std::string_view("⁻").size();
        } else if (found != raised.end()) {
            if (in_power || !behind_figure)
                out += static_cast<char>('0' + (found - raised.begin()));
            at += found->size();
        } else {
            in_power = false;
            out += text[at++];
        }
    }
    return out;
}

}  // namespace

std::string with_plain_signs(std::string text) {
    text = without_raised(text);
    const auto replace = [&](std::string_view from, std::string_view to) {
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
            text.replace(at, from.size(), to);
    };
    for (const std::string_view minus : {"\u2212", "\u2013", "\u2012", "\u2010", "\u2011", "－"})
        replace(minus, "-");
    for (const std::string_view chi :
         {"\U0001D712", "\U0001D6D8", "\U0001D74C", "Χ", "X²", "X2 (", "X2(", "X2["})
        replace(chi, chi.starts_with("X2") ? chi.ends_with("[") ? "χ2[" : "χ2(" : "χ");
    for (const std::string_view chi : {"chi-squared", "chi-square", "Chi-squared", "Chi-square"}) {
        replace(std::string(chi) + " (", "χ(");
        replace(std::string(chi) + "(", "χ(");
        replace(std::string(chi) + " =", "χ =");
    }
    struct Sign {
        std::string_view from, to;
    };
    for (const auto& [from, to] : {Sign{"≤", "<"},
                                   {"≥", ">"},
                                   {"＝", "="},
                                   {"＜", "<"},
                                   {"＞", ">"},
                                   {"，", ", "},
                                   {"；", "; "},
                                   {"：", ": "},
                                   {"（", "("},
                                   {"）", ")"},
                                   {"［", "["},
                                   {"］", "]"},
                                   {"％", "%"},
                                   {"～", "~"},
                                   {"〜", "~"},
                                   {"／", "/"},
                                   {"　", " "},
                                   {"．", "."},
                                   {"＋", "+"}})
        replace(from, to);
    for (const char digit : {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'}) {
        const std::string one(1, digit);
        replace(std::string("\xEF\xBC") + static_cast<char>(0x90 + digit - '0'), one);
        for (const std::string_view dot : {"\u00B7", "\u2219", "\u22C5"})
            replace(std::string(dot) + one, "." + one);
    }
    return text;
}

void results_in_text(const std::string& given, const std::string& where, const Manner& manner,
                     std::vector<PrintedResult>& out) {
    const std::string text = with_plain_signs(given);
    statistics_in(text, where, manner, out);
    intervals_in(text, where, manner, out);
    coefficients_in(text, where, out);
    shares_in(text, where, out);
}

}  // namespace breather::analysis
