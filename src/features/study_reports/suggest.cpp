#include "features/study_reports/suggest.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "features/study_reports/quotes.h"

namespace breather::study_reports {
namespace {

constexpr std::size_t factor_levels_max = 12, scale_levels_max = 7;
constexpr std::size_t look_ahead = 1024;  // rows

template <class Values>
bool is_whole(const Values& values) {
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

struct Guessed {
    Guess kind = Guess::Empty;
    std::size_t levels = 0;  // of numbers: at most one more than a factor has
};

bool all_different(const datafiles::Numbers& cells) {
    std::unordered_set<double> seen;
    return std::all_of(cells.begin(), cells.end(), [&](const double cell) {
        return !std::isnan(cell) && seen.insert(cell).second;
    });
}

/// Are so many cells all empty or among those seen? Asked of all at once, which is quicker.
bool all_seen(const double* cells, const std::vector<double>& seen) {
    std::array<std::int64_t, look_ahead> known;
    for (std::size_t i = 0; i < look_ahead; ++i) known[i] = cells[i] != cells[i];
    for (const double value : seen)
        for (std::size_t i = 0; i < look_ahead; ++i) known[i] |= cells[i] == value;
    std::int64_t all = 1;
    for (std::size_t i = 0; i < look_ahead; ++i) all &= known[i];
    return all != 0;
}

/// Looks no further than it takes: a measured column of a million rows is known by its first ones.
Guessed guessed(const datafiles::Column& column, const datafiles::Numbers& cells) {
    std::vector<double> seen;
    std::vector<std::size_t> rows;  // one that has it
    for (std::size_t row = 0; row < cells.size() && seen.size() <= factor_levels_max; ++row) {
        while (row % look_ahead == 0 && row + look_ahead < cells.size() &&
               all_seen(cells.data() + row, seen))
            row += look_ahead;
        if (std::isnan(cells[row]) || std::find(seen.begin(), seen.end(), cells[row]) != seen.end())
            continue;
        seen.push_back(cells[row]);
        rows.push_back(row);
    }
    if (seen.empty()) return {};
    const bool whole = is_whole(seen);
    if (whole && cells.size() > scale_levels_max && all_different(cells) && is_whole(cells))
        return {Guess::Identifier, seen.size()};
    if (seen.size() <= 2 && std::all_of(rows.begin(), rows.end(), [&](const auto row) {
            return column.text(row) == "0" || column.text(row) == "1";
        }))
        return {Guess::YesNo, seen.size()};
    return {seen.size() <= scale_levels_max && whole ? Guess::Factor : Guess::Numbers, seen.size()};
}

Guessed guessed(const datafiles::Column& column, const datafiles::Labels& cells) {
    const auto present = static_cast<std::size_t>(std::count_if(
        cells.codes.begin(), cells.codes.end(), [](const auto code) { return code >= 0; }));
    if (present == 0) return {};
    std::vector<std::uint8_t> is_there(cells.labels.size() + 1);  // the first: an empty cell
    for (const auto code : cells.codes) is_there[static_cast<std::size_t>(code + 1)] = 1;
    std::unordered_set<std::string_view> there;
    for (std::size_t label = 0; label < cells.labels.size(); ++label)
        if (is_there[label + 1]) there.insert(cells.labels[label]);
    const std::size_t levels = there.size();
    if (levels <= factor_levels_max && levels < present) return {Guess::Factor, levels};
    const bool different = levels == present && present == column.rows() && present > 2;
    return {different ? Guess::Identifier : Guess::Text, levels};
}

Guessed guessed(const datafiles::Column& column) {
    if (const auto* cells = std::get_if<datafiles::Numbers>(&column.cells))
        return guessed(column, *cells);
    return guessed(column, std::get<datafiles::Labels>(column.cells));
}

}  // namespace

Guess guess(const datafiles::Column& column) { return guessed(column).kind; }

std::string suggested_plan(const datafiles::Table& table, const std::string& file) {
    std::string columns, described, group, number, yes;
    std::size_t groups = 0;
    for (const auto& column : table.columns()) {
        const auto [kind, levels] = guessed(column);
        columns += in_quotes(column.name) + " = " + in_quotes(on_one_line(column.label())) +
                   "  # " + in_words(kind, levels) + "\n";
        if (kind == Guess::Identifier || kind == Guess::Text || kind == Guess::Empty) continue;
        const bool askable = column.name.find('`') == std::string::npos;  // in a formula
        if (kind == Guess::Factor && group.empty() && !column.is_numeric() && askable) {
            group = column.name;
            groups = levels;
            if (levels > 1) continue;  // the table is made for each of its values
        }
        described += (described.empty() ? "" : ", ") + in_quotes(column.name);
        if (kind == Guess::Numbers && number.empty() && askable) number = column.name;
        if (kind == Guess::YesNo && yes.empty() && levels == 2 && askable) yes = column.name;
    }
    std::string out = "# What the report is to say. Change it, then: breather analyse " +
                      on_one_line(file) + " --plan plan.toml --out report/\n";
    out +=
        "# Any text may be written for both languages: { en = \"Age\", zh = \"年龄\" }\ndata = " +
        in_quotes(file) + "\ntitle = " + in_quotes(file) +
        "\nlanguages = [\"en\", \"zh\"]\n\n# What each column is called in the report; the guess "
        "behind it.\n[columns]\n" +
        columns;
    out += described.empty()
               ? "\n# No column has numbers or a few values; add [describe] or [[analysis]].\n"
               : "\n[describe]\ncolumns = [" + described + "]\n";
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
