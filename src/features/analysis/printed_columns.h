// The columns of a paper's table by their headings, and its cells by their form.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engines/statistics/printed.h"
#include "features/analysis/html_page.h"

namespace breather::analysis {

enum class Role { None, Statistic, Df, P, B, Beta, Se, Wald, Z, Ratio, Interval, Low, High };

struct Heading {
    std::string text;  // all its rows
    Role role = Role::None;
    bool chi = false, t = false;  // of a statistic: what it may be
    bool ratio_with_interval = false, b_with_se = false;
    std::optional<double> n;  // "(n = 220)"
    bool all = false;         // total, overall
};

/// Of one column; `head` rows from the top are headings.
Heading heading_of(const HtmlTable& table, std::size_t column, std::size_t head);

/// Does it hold the pattern, which is a literal, whatever the case of its letters?
bool says(const std::string& text, const char* pattern);

/// "186 (85)", "186 (84.5%)", "35.78 (8.26)", "10.90 (3)": a figure and one in brackets.
struct Pair {
    statistics::Printed first;
    std::optional<statistics::Printed> second;
};
std::optional<Pair> pair_of(const std::string& cell);

/// "10.90 (3)", "χ²(3) = 10.90", "t(410) = 0.64": a statistic and its df, and which it says it is.
struct Statistic {
    Pair figures;
    char kind = '?';
};
std::optional<Statistic> statistic_of(const std::string& cell);

/// "1.5 (1.1-2.0)", "1.1 to 2.0": its numbers in order.
std::vector<std::string> numbers_of(const std::string& cell);

}  // namespace breather::analysis
