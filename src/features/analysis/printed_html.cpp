#include "features/analysis/printed_html.h"

#include <algorithm>
#include <cstring>

namespace breather::analysis {
namespace {

bool says(const HtmlPage& page, std::initializer_list<std::string_view> words) {
    const auto in = [&](const std::string& text) {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return text.find(word) != std::string::npos;
        });
    };
    return std::any_of(page.paragraphs.begin(), page.paragraphs.end(), in) ||
           std::any_of(page.tables.begin(), page.tables.end(), [&](const HtmlTable& table) {
               return in(table.caption) ||
                      (!table.rows.empty() &&
                       std::any_of(table.rows.back().begin(), table.rows.back().end(), in));
           });
}

Manner manner_of(const HtmlPage& page) {
    return {.likelihood = says(page, {"rofile likelihood", "rofile-likelihood", "Firth", "enali",
                                      "ootstrap", "redible", "exact conf", "似然", "自助法"}),
            .adjusted = says(page, {"onferroni", "Holm", "Hochberg", "Benjamini", "Tukey", "Šidák",
                                    "Sidak", "Dunnett", "alse discovery", "FDR", "多重比较"}),
            .one_sided = says(page, {"ne-sided", "ne-tailed", "ne sided", "ne tailed", "1-sided",
                                     "1-tailed", "单侧", "单尾"})};
}

/// "Table 1" of its caption, or which table of the page it is.
std::string name_of(const HtmlTable& table, std::size_t number) {
    if (table.caption.starts_with("Table ")) {
        const auto end = table.caption.find_first_of(" .:", 6);
        return table.caption.substr(0, end);
    }
    if (table.caption.starts_with("表"))
        return table.caption.substr(0, table.caption.find_first_of(" .:", std::strlen("表") + 1));
    return "Table " + std::to_string(number + 1) + " of the page";
}

std::string beginning(const std::string& text) {
    std::size_t end = std::min<std::size_t>(text.size(), 40);
    while (end > 0 && end < text.size() && text[end] != ' ') --end;
    return "“" + text.substr(0, end == 0 ? text.size() : end) + (end < text.size() ? " …”" : "”");
}

}  // namespace

std::vector<PrintedResult> printed_in_html(std::string_view text) {
    const HtmlPage page = read_html(text);
    const Manner manner = manner_of(page);
    std::vector<PrintedResult> out;
    for (std::size_t t = 0; t < page.tables.size(); ++t)
        results_in_table(page.tables[t], name_of(page.tables[t], t), manner, out);
    for (const auto& paragraph : page.paragraphs)
        results_in_text(paragraph, beginning(paragraph), manner, out);
    return out;
}

}  // namespace breather::analysis
