// The columns of a paper's table by their headings, and its cells by their form.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engines/statistics/printed.h"
#include "features/analysis/html_page.h"

namespace breather::analysis {

/// Other: a P of something else, an effect size: no group, and nothing to hold a row against.
enum class Role { None, Statistic, Df, P, B, Beta, Se, Wald, Z, Ratio, Interval, Low, High, Other };

/// What the figures of a row are, as far as its words say.
enum class Measure { Unsaid, Counts, Means, Other };
Measure measure_in(const std::string& text);

struct Heading {
    std::string text;  // all its rows
    Role role = Role::None;
    bool chi = false, t = false;  // of a statistic: what it may be
    bool b_with_se = false;
    bool percent_first = false;  // "% (n)"
    double confidence = 95;      // "99% CI"
    std::optional<double> n;     // "(n = 220)"
    bool all = false;            // total, overall
    bool moment = false;         // before, after, week 8: perhaps the same people again
};

/// How many rows from the top are headings: marked so, or without a figure before the first row
/// that has one.
std::size_t head_rows(const HtmlTable& table);

/// Of one column; `head` rows from the top are headings.
Heading heading_of(const HtmlTable& table, std::size_t column, std::size_t head);

/// Does it hold the pattern, which is a literal, whatever the case of its letters?
bool says(const std::string& text, const char* pattern);

/// "186 (85)", "186 (84.5%)", "35.78 (8.26)", "35.78 ± 8.26", "10.90 [3]": a figure and another.
struct Pair {
    statistics::Printed first;
    std::optional<statistics::Printed> second;
    bool spread = false;  // parted by ±
};
std::optional<Pair> pair_of(const std::string& cell);

/// "10.90 (3)", "χ²(3) = 10.90", "t(410) = 0.64": a statistic and its df, and which it says it is.
struct Statistic {
    Pair figures;
    char kind = '?';
};
std::optional<Statistic> statistic_of(const std::string& cell);

/// "1.5 (1.1-2.0)", "1.1 to 2.0", "1.5 (95% CI 1.1-2.0)": its numbers in order.
std::vector<std::string> numbers_of(const std::string& cell);

}  // namespace breather::analysis
