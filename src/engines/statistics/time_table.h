// Who was at risk and who had the event at each time: what Kaplan-Meier and the log-rank family
// read. One sort, one pass, for any number of groups.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace breather::statistics {

/// Rows of a survival analysis: complete, of one length. Time in any unit, finite; event 1,
/// censored 0.
struct Survivals {
    std::span<const double> time;
    std::span<const std::uint8_t> event;
};

/// Per distinct time and group, how many had the event and how many left by it or were censored.
/// A censored row is at risk at its own time. Times nearer to one another than 1.5e-8 of the mean
/// time count as one (R survival's timefix, in its relative form).
struct TimeTable {
    std::size_t groups = 0;
    std::vector<double> times;           // ascending
    std::vector<std::uint32_t> deaths;   // times × groups
    std::vector<std::uint32_t> leaving;  // times × groups, deaths among them
    std::vector<std::uint32_t> rows;     // per group
};

/// `group` per row, 0 .. groups-1; empty where there is one group only.
TimeTable time_table(const Survivals& rows, std::span<const int> group, std::size_t groups);

/// The places of `sorted` (ascending) at which a new time begins, by the rule above.
std::vector<std::size_t> time_starts(std::span<const double> sorted);

}  // namespace breather::statistics
