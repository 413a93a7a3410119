// Results that somebody printed, held against one another: from a list as TOML, or from a paper's
// HTML (its tables, and what its text says in the form "χ²(1, N = 438) = 42.67, P < .001").
#pragma once
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engines/statistics/printed.h"

namespace breather::analysis {

/// One printed result: a kind and its figures as they stand there, text or numbers. Kinds and
/// fields: `printed_kinds_in_words()`.
struct PrintedResult {
    std::string kind;
    std::string where;  // "Table 1, job"
    boost::json::object fields;
};

/// The kinds with their fields, a line each.
std::string printed_kinds_in_words();

/// [[table]], [[test]], [[means]], [[term]], [[fit]], [[percent]], [[mean]], [[sum]].
/// Faults (CaseFault): not TOML, an unknown kind or field (with line), a figure that is no number.
std::vector<PrintedResult> printed_in_toml(std::string_view text);

/// What can be recognised; the rest of a page is left alone. Never a fault.
std::vector<PrintedResult> printed_in_html(std::string_view text);

/// What does not fit. Faults: a field is missing, or is no number.
std::vector<statistics::Finding> check(const PrintedResult& result);

struct CheckedResult {
    PrintedResult result;
    std::vector<statistics::Finding> findings;
};
struct CheckedResults {
    std::vector<CheckedResult> results;
    std::size_t slips = 0, notes = 0;
};
CheckedResults check_all(std::vector<PrintedResult> results);

/// A sentence a finding, under its place; at the end how many results were looked at.
std::string in_words(const CheckedResults& checked);
/// {"results", "slips", "notes", "findings": [{"where", "weight", "what", "printed", "recomputed",
/// "sentence"}]}
boost::json::object as_json(const CheckedResults& checked);
/// A section of Markdown: every result with its verdict.
std::string as_page(const CheckedResults& checked);

}  // namespace breather::analysis
