// The rows of a survival analysis, from `time`, `event`, `group`, `levels`, `strata` of a spec.
#pragma once
#include "engines/statistics/time_table.h"
#include "features/analysis/method.h"
#include "features/analysis/selection.h"

namespace breather::analysis {

struct SurvivalRows {
    std::vector<double> time;
    std::vector<std::uint8_t> event;
    std::vector<std::string> groups;  // empty: not asked for
    std::vector<int> group, stratum;  // empty where there is none
    std::size_t strata = 1;
    statistics::Survivals as_read() const { return {time, event}; }
};

/// Complete in every column named. An event is what `event_value` says; without it, of numbers: 2
/// where all are 1 or 2, else 1; of words: true, yes. `time` may be told in words
/// ("study day of last login (0 when none)"), and `event` then too ("1 when time < 42").
/// Faults: a column is missing or not of the kind needed, an event is neither yes nor no, or the
/// spec wants weights, clusters or a late entry, which nobody here knows.
SurvivalRows survival_rows(const Case& asked, Files& files);

struct SurvivalModel {
    Model model;
    SurvivalRows rows;
};
/// The same rows with spec.terms.
SurvivalModel survival_rows_for_model(const Case& asked, Files& files);

/// A list of numbers, or none.
std::vector<double> numbers_of(const boost::json::object& spec, std::string_view field);
/// A whole number without a fraction, so that it can be looked up as it was asked for.
boost::json::value plain(double value);

}  // namespace breather::analysis
