#include "features/study_reports/suggest.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "features/analysis/selection.h"
#include "features/study_reports/quotes.h"

namespace breather::study_reports {
namespace {

constexpr std::size_t factor_levels_max = 12, scale_levels_max = 7;

bool is_whole(const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(),
                       [](double v) { return std::isnan(v) || v == std::nearbyint(v); });
}

std::string in_words(Guess guess, std::size_t levels) {
    switch (guess) {
        case Guess::Identifier:
            return "different in every row: an identifier, left out";
        case Guess::YesNo:
            return "0 or 1";
        case Guess::Numbers:
            return "numbers";
        case Guess::Factor:
            return std::to_string(levels) + " values";
        case Guess::Text:
            return "free text, left out";
        case Guess::Empty:
            break;
    }
    return "empty, left out";
}

std::string on_one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
    return text;
}

bool is_bare(const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '_';
    });
}

/// In a formula: in backticks where it is not a plain word.
std::string in_formula(const std::string& name) {
    return is_bare(name) && !std::isdigit(static_cast<unsigned char>(name[0])) ? name
                                                                               : "`" + name + "`";
}

std::string analysis(const std::string& ask, const std::string& method,
                     const std::string& formula) {
    return "\n[[analysis]]\nask = " + in_quotes(ask) + "\nmethod = " + in_quotes(method) +
           "\nformula = " + in_quotes(formula) + "\n";
}

}  // namespace

namespace {

/// Plainly more different whole or broken numbers than a scale or a factor has? Told from as many
/// rows as that takes.
bool is_measured(const datafiles::Column& column) {
    const auto* cells = std::get_if<datafiles::Numbers>(&column.cells);
    if (!cells) return false;
    std::vector<double> seen;
    bool broken = false;
    for (const double cell : *cells) {
        if (std::isnan(cell)) continue;
        broken = broken || cell != std::nearbyint(cell);
        if (std::find(seen.begin(), seen.end(), cell) == seen.end()) seen.push_back(cell);
        if (seen.size() > 2 && broken) return true;
        if (seen.size() > factor_levels_max) break;
    }
    return false;
}

}  // namespace

Guess guess(const datafiles::Column& column) {
    if (is_measured(column)) return Guess::Numbers;
    analysis::Rows rows(column.rows());
    std::iota(rows.begin(), rows.end(), 0u);
    std::erase_if(rows, [&](auto row) { return column.is_missing(row); });
    if (rows.empty()) return Guess::Empty;
    const auto levels = analysis::levels_of(column, rows);
    const bool all_different =
        levels.size() == rows.size() && rows.size() == column.rows() && rows.size() > 2;
    if (!column.is_numeric()) {
        if (levels.size() <= factor_levels_max && levels.size() < rows.size()) return Guess::Factor;
        return all_different ? Guess::Identifier : Guess::Text;
    }
    if (levels.size() <= 2 && std::all_of(levels.begin(), levels.end(),
                                          [](const auto& one) { return one == "0" || one == "1"; }))
        return Guess::YesNo;
    const auto values = analysis::numbers(column, rows);
    if (all_different && is_whole(values) && rows.size() > scale_levels_max)
        return Guess::Identifier;
    return levels.size() <= scale_levels_max && is_whole(values) ? Guess::Factor : Guess::Numbers;
}

std::string suggested_plan(const datafiles::Table& table, const std::string& file) {
    std::string columns, described, group, number, yes;
    const auto all = analysis::chosen(table, {});
    for (const auto& column : table.columns()) {
        const Guess kind = guess(column);
        const std::size_t levels =  // of numbers nobody asks how many there are
            kind == Guess::Numbers ? 3 : analysis::levels_of(column, all).size();
        columns += in_quotes(column.name) + " = " + in_quotes(on_one_line(column.label())) +
                   "  # " + in_words(kind, levels) + "\n";
        if (kind == Guess::Identifier || kind == Guess::Text || kind == Guess::Empty) continue;
        if (kind == Guess::Factor && group.empty() && !column.is_numeric()) {
            group = column.name;
            if (levels > 1) continue;  // the table is made for each of its values
        }
        described += (described.empty() ? "" : ", ") + in_quotes(column.name);
        if (kind == Guess::Numbers && number.empty()) number = column.name;
        if (kind == Guess::YesNo && yes.empty() && levels == 2) yes = column.name;
    }
    std::string out = "# What the report is to say. Change it, then: breather analyse " + file +
                      " --plan plan.toml --out report/\n";
    out +=
        "# Any text may be written for both languages: { en = \"Age\", zh = \"年龄\" }\ndata = " +
        in_quotes(file) + "\ntitle = " + in_quotes(file) +
        "\nlanguages = [\"en\", \"zh\"]\n\n# What each column is called in the report; the guess "
        "behind it.\n[columns]\n" +
        columns;
    out += "\n[describe]\ncolumns = [" + described + "]\n";
    const std::size_t groups =
        group.empty() ? 0 : analysis::levels_of(*table.find(group), all).size();
    if (groups > 1) out += "by = " + in_quotes(group) + "\n";
    out += "\n# One block for each question. The methods: breather analyse --help\n";
    if (groups > 1 && !yes.empty())
        out += analysis("Does " + yes + " differ by " + group + "?", "chi-square",
                        in_formula(group) + " ~ " + in_formula(yes));
    if (groups > 1 && !number.empty())
        out += analysis("Does " + number + " differ by " + group + "?",
                        groups == 2 ? "t-test" : "anova",
                        in_formula(number) + " ~ " + in_formula(group));
    if (!yes.empty() && !number.empty())
        out += analysis("Is " + yes + " related to " + number + "?", "logistic",
                        in_formula(yes) + " ~ " + in_formula(number));
    return out;
}

}  // namespace breather::study_reports
