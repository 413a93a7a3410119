// What of a page can be checked: statistics in its text, and the rows of its tables.
#pragma once
#include "features/analysis/check_results.h"
#include "features/analysis/html_page.h"

namespace breather::analysis {

/// What the page says, anywhere, of how its results came about.
struct Manner {
    bool likelihood = false;  // intervals may come from a likelihood or a bootstrap
    bool adjusted = false;    // P values may be corrected for their number
    bool one_sided = false;   // some tests may have one side
};

/// Minus signs, dots, chi, full-width signs and figures as a keyboard has them; "²" as 2; a power
/// of ten as "10^-5".
std::string with_plain_signs(std::string text);

void results_in_text(const std::string& text, const std::string& where, const Manner& manner,
                     std::vector<PrintedResult>& out);
void results_in_table(const HtmlTable& table, const std::string& where, const Manner& manner,
                      std::vector<PrintedResult>& out);

}  // namespace breather::analysis
