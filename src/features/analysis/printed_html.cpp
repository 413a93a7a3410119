#include "features/analysis/printed_html.h"

#include <algorithm>

namespace breather::analysis {
namespace {

/// Words that say intervals or P values may not come from estimate and SE.
bool beyond_wald(const HtmlPage& page) {
    const auto says = [](const std::string& text) {
        for (const std::string_view word :
             {"rofile likelihood", "rofile-likelihood", "Firth", "enali", "ootstrap", "redible"})
            if (text.find(word) != std::string::npos) return true;
        return false;
    };
    return std::any_of(page.paragraphs.begin(), page.paragraphs.end(), says) ||
           std::any_of(page.tables.begin(), page.tables.end(),
                       [&](const HtmlTable& table) { return says(table.caption); });
}

/// "Table 1" of its caption, or which table of the page it is.
std::string name_of(const HtmlTable& table, std::size_t number) {
    if (table.caption.starts_with("Table ")) {
        const auto end = table.caption.find_first_of(" .:", 6);
        return table.caption.substr(0, end);
    }
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
    const bool likelihood = beyond_wald(page);
    std::vector<PrintedResult> out;
    for (std::size_t t = 0; t < page.tables.size(); ++t)
        results_in_table(page.tables[t], name_of(page.tables[t], t), likelihood, out);
    for (const auto& paragraph : page.paragraphs)
        results_in_text(paragraph, beginning(paragraph), likelihood, out);
    return out;
}

}  // namespace breather::analysis
