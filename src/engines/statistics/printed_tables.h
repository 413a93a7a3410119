// Printed counts and printed means, and the tests printed beside them.
#pragma once
#include <Eigen/Core>
#include <string>
#include <vector>

#include "engines/statistics/printed_checks.h"

namespace breather::statistics {

/// A table of counts as printed: categories in rows, groups in columns.
struct PrintedTable {
    std::vector<std::string> rows, columns;
    Eigen::MatrixXd counts;
    std::vector<std::vector<std::optional<Printed>>> percents;  // as counts; empty: none printed
    std::vector<std::optional<Printed>> totals;                 // of the columns; empty: none
    std::vector<double> bases;     // what percentages are of, where that is not the rows' sum
    bool percent_of_rows = false;  // percentages of the row's total, not of the column's
    PrintedTest test;              // a chi-square
    std::optional<Printed> phi, cramers_v;
};

/// Percentages against counts (and pairs of them exchanged); counts against totals; chi-square
/// against the counts: Pearson passes; Yates, likelihood ratio and linear-by-linear pass with a
/// note; what fits only with one column's categories in the opposite order is named so; df against
/// rows and columns (a row that only one group has may have been two: a note); P against
/// chi-square.
Findings check_table(const PrintedTable& table);

/// Two groups by mean and SD, or by events of a 0/1 outcome.
struct PrintedMeans {
    std::vector<Printed> mean, sd;
    std::vector<double> n;
    std::vector<double> events;  // instead of mean and SD
    PrintedTest test;            // a t
};
/// t against means, SDs and n (pooled or Welch); df against n; P against t and df, or Welch's P.
/// df one less than each of two equal groups: pairs, whose t is at least what a correlation of -1
/// gives.
Findings check_means(const PrintedMeans& means);

}  // namespace breather::statistics
