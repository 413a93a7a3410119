// What of a page can be checked: statistics in its text, and the rows of its tables.
#pragma once
#include "features/analysis/check_results.h"
#include "features/analysis/html_page.h"

namespace breather::analysis {

/// Minus signs, dots, chi and full-width signs as a keyboard has them; "²" as 2.
std::string with_plain_signs(std::string text);

/// `likelihood`: intervals of this page may come from a likelihood or a bootstrap.
void results_in_text(const std::string& text, const std::string& where, bool likelihood,
                     std::vector<PrintedResult>& out);
void results_in_table(const HtmlTable& table, const std::string& where, bool likelihood,
                      std::vector<PrintedResult>& out);

}  // namespace breather::analysis
