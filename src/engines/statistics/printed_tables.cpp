#include "engines/statistics/printed_tables.h"

#include <algorithm>
#include <cmath>

#include "engines/statistics/contingency.h"

namespace breather::statistics {
namespace {

using Weight = Finding::Weight;

Interval point(double x) { return {x, x}; }

std::string cell_name(const PrintedTable& table, Eigen::Index r, Eigen::Index c) {
    const auto at = [](const std::vector<std::string>& names, Eigen::Index i) {
        return static_cast<std::size_t>(i) < names.size() ? names[static_cast<std::size_t>(i)]
                                                          : std::to_string(i + 1);
    };
    return at(table.rows, r) + ", " + at(table.columns, c);
}

// ---- percentages and totals

double base_of(const PrintedTable& table, Eigen::Index r, Eigen::Index c) {
    if (table.percent_of_rows) return table.counts.row(r).sum();
    const auto at = static_cast<std::size_t>(c);
    if (at < table.bases.size()) return table.bases[at];
    if (at < table.totals.size() && table.totals[at]) return table.totals[at]->value;
    return table.counts.col(c).sum();
}

struct Share {
    Eigen::Index row, column;
    const Printed* printed;
    double share;
    Finding finding;
};

std::vector<Share> wrong_shares(const PrintedTable& table) {
    std::vector<Share> out;
    for (std::size_t r = 0; r < table.percents.size(); ++r)
        for (std::size_t c = 0; c < table.percents[r].size(); ++c) {
            if (!table.percents[r][c]) continue;
            const auto row = static_cast<Eigen::Index>(r), column = static_cast<Eigen::Index>(c);
            const double count = table.counts(row, column), base = base_of(table, row, column);
            auto found = check_percent(count, base, *table.percents[r][c]);
            if (found.empty()) continue;
            found[0].sentence = cell_name(table, row, column) + ": " + found[0].sentence;
            out.push_back({row, column, &*table.percents[r][c], 100 * count / base, found[0]});
        }
    return out;
}

void check_percents(const PrintedTable& table, Findings& out) {
    std::vector<Share> wrong = wrong_shares(table);
    for (auto& one : wrong)
        for (const auto& other : wrong)
            if (&one != &other && fits(*one.printed, point(other.share)) &&
                fits(*other.printed, point(one.share))) {
                one.finding.sentence +=
                    " It is exchanged with " + cell_name(table, other.row, other.column) + ".";
                break;
            }
    for (auto& one : wrong) out.push_back(std::move(one.finding));
}

void check_totals(const PrintedTable& table, Findings& out) {
    double all = 0;
    bool complete = !table.totals.empty();
    for (Eigen::Index c = 0; c < table.counts.cols(); ++c) {
        const auto at = static_cast<std::size_t>(c);
        const bool there = at < table.totals.size() && table.totals[at];
        complete = complete && there;
        if (!there) continue;
        all += table.totals[at]->value;
        const double sum = table.counts.col(c).sum();
        if (sum == table.totals[at]->value) continue;
        const std::string name = at < table.columns.size() ? table.columns[at] : "column";
        out.push_back({Weight::Slip, "total", table.totals[at]->text, digits(sum, 0),
                       name + ": a total of " + table.totals[at]->text +
                           " is printed; its rows add up to " + digits(sum, 0) + "."});
    }
    if (!table.test.n) return;
    const double sum = table.counts.sum();
    if (sum == table.test.n->value || (complete && all == table.test.n->value)) return;
    out.push_back({Weight::Slip, "n", table.test.n->text, digits(sum, 0),
                   "N = " + table.test.n->text + " is printed; the counts add up to " +
                       digits(sum, 0) + "."});
}

// ---- chi-square

bool pearson_fits(const Eigen::MatrixXd& counts, const Printed& chi2) {
    const auto got = association(counts);
    return got && fit(chi2, point(got->pearson.chi2)) != Fit::No;
}

/// The column whose categories, turned round, give the printed chi-square.
std::optional<Eigen::Index> turned_column(const PrintedTable& table, const Printed& chi2) {
    for (Eigen::Index back = table.counts.cols(); back > 0; --back) {
        const Eigen::Index c = back - 1;
        Eigen::MatrixXd turned = table.counts;
        turned.col(c).reverseInPlace();
        if (turned != table.counts && pearson_fits(turned, chi2)) return c;
    }
    return std::nullopt;
}

/// A count that is one off: " It would fit if yes, China were 65 (and no, China 155)."
std::string one_off(const PrintedTable& table, const Printed& chi2) {
    const auto& counts = table.counts;
    if (counts.size() > 40) return "";
    for (const bool keep : {true, false})
        for (Eigen::Index r = 0; r < counts.rows(); ++r)
            for (Eigen::Index c = 0; c < counts.cols(); ++c)
                for (const double by : {-1.0, 1.0}) {
                    Eigen::MatrixXd other = counts;
                    other(r, c) += by;
                    if (keep && counts.rows() != 2) continue;
                    if (keep) other(1 - r, c) -= by;
                    if (other.minCoeff() < 0 || !pearson_fits(other, chi2)) continue;
                    std::string says = " It would fit if " + cell_name(table, r, c) + " were " +
                                       digits(other(r, c), 0);
                    if (keep)
                        says +=
                            " and " + cell_name(table, 1 - r, c) + " " + digits(other(1 - r, c), 0);
                    return says + ".";
                }
    return "";
}

void note(Findings& out, const char* what, const std::string& printed, const std::string& should,
          const std::string& sentence) {
    out.push_back({Weight::Note, what, printed, should, sentence});
}

/// The name of the test that the printed figure is, when it is another than Pearson's.
std::string other_test(const Association& got, const Printed& chi2) {
    const auto is = [&](const ChiSquared& one) { return fits(chi2, point(one.chi2)); };
    if (got.yates && is(*got.yates)) return "Yates's correction";
    if (is(got.likelihood_ratio)) return "the likelihood ratio";
    if (is(got.linear_by_linear)) return "the linear-by-linear test";
    return "";
}

void check_statistic(const PrintedTable& table, const Association& got, Findings& out) {
    const Printed& chi2 = *table.test.value;
    const std::string own = digits(got.pearson.chi2, std::max(2, chi2.decimals));
    const std::string gives = "χ² = " + chi2.text + " is printed; the counts give " + own;
    switch (fit(chi2, point(got.pearson.chi2))) {
        case Fit::Rounded:
            return;
        case Fit::Cut:
            return note(out, "statistic", chi2.text, own,
                        gives + ": digits were cut off, not rounded.");
        default:
            break;
    }
    if (const std::string other = other_test(got, chi2); !other.empty())
        return note(out, "statistic", chi2.text, own,
                    gives + " (Pearson). It is that of " + other + ": say so.");
    if (const auto turned = turned_column(table, chi2)) {
        const auto at = static_cast<std::size_t>(*turned);
        const std::string name =
            at < table.columns.size() ? table.columns[at] : "column " + std::to_string(at + 1);
        out.push_back({Weight::Slip, "opposite_directions", chi2.text, own,
                       gives + " (" + p_text(got.pearson.p) + "). " + chi2.text +
                           " appears when the categories of " + name +
                           " are put in the opposite order: one column was coded the other way "
                           "round when the test was run."});
        return;
    }
    out.push_back({Weight::Slip, "statistic", chi2.text, own, gives + "." + one_off(table, chi2)});
}

/// How many more rows there may have been: a row that only one column has can be split without a
/// change of chi-square.
double rows_to_split(const Eigen::MatrixXd& counts) {
    double more = 0;
    for (Eigen::Index r = 0; r < counts.rows(); ++r)
        if ((counts.row(r).array() > 0).count() == 1) more += counts.row(r).sum() - 1;
    return more;
}

void check_table_df(const PrintedTable& table, const Association& got, bool reproduced,
                    Findings& out) {
    const auto& df = table.test.df;
    if (!df || df->value == got.pearson.df) return;
    const auto& chi2 = table.test.value;
    if (chi2 && df->value == 1 && fits(*chi2, point(got.linear_by_linear.chi2))) return;
    const auto full = occupied(table.counts);
    const std::string should = digits(got.pearson.df, 0);
    const std::string says = "df " + df->text + " is printed; " + std::to_string(full.rows()) +
                             " rows and " + std::to_string(full.cols()) + " columns give " + should;
    const double columns = static_cast<double>(full.cols() - 1);
    const double more = (df->value - got.pearson.df) / columns;
    if (reproduced && more > 0 && more == std::floor(more) && more <= rows_to_split(full))
        return note(out, "df", df->text, should,
                    says +
                        ". It fits if a row that only one column has was two rows or more "
                        "when the test was run; chi-square stays the same then.");
    out.push_back({Weight::Slip, "df", df->text, should, says + "."});
}

void check_sizes(const PrintedTable& table, const Association& got, Findings& out) {
    const auto check = [&](const std::optional<Printed>& printed, const Maybe& value,
                           const char* name) {
        if (!printed || !value) return;
        Printed size = *printed;
        size.value = std::abs(size.value);
        if (fit(size, point(std::abs(*value))) != Fit::No) return;
        const std::string should = digits(std::abs(*value), std::max(2, printed->decimals));
        out.push_back({Weight::Slip, "size", printed->text, should,
                       std::string(name) + " = " + printed->text + " is printed; the counts give " +
                           should + "."});
    };
    check(table.phi, got.phi, "φ");
    check(table.cramers_v, got.cramers_v, "Cramér's V");
}

}  // namespace

Findings check_table(const PrintedTable& table) {
    Findings out;
    if (table.counts.size() == 0 || table.counts.minCoeff() < 0) return out;
    check_percents(table, out);
    check_totals(table, out);
    const auto got = association(table.counts);
    if (!got) return out;
    check_sizes(table, *got, out);
    if (!table.test.value && !table.test.p) return out;
    bool reproduced = false;
    if (table.test.value) {
        check_statistic(table, *got, out);
        reproduced = fit(*table.test.value, point(got->pearson.chi2)) != Fit::No;
    }
    check_table_df(table, *got, reproduced, out);
    PrintedTest test = table.test;
    test.n.reset();  // held against the counts above
    if (!test.df) test.df = read_printed(digits(got->pearson.df, 0));
    if (!test.value) test.value = read_printed(digits(got->pearson.chi2, 6));
    for (auto& one : check_test(test)) out.push_back(std::move(one));
    if (got->cells == 4 && got->min_expected < 5)
        note(out, "small_cells", digits(got->min_expected, 1), "",
             "The smallest expected count is " + digits(got->min_expected, 1) +
                 ": Fisher's exact test belongs here.");
    return out;
}

}  // namespace breather::statistics
