// Who was enrolled when, and what they did: a table of people (`user_id`, `enrolled_at`) and one of
// events (`user_id`, `timestamp`, `event`, `module`), as the engine reads them. A person may be
// named by another column that both have.
#pragma once
#include <optional>
#include <span>

#include "engines/statistics/engagement.h"
#include "features/analysis/method.h"

namespace breather::analysis {

struct EventLog {
    const datafiles::Table* people = nullptr;
    std::vector<std::uint32_t> enrolled;  // rows of people: all but those without an enrolment
    statistics::UseLog log;
    std::size_t left_out = 0;        // events of nobody enrolled, or without a readable time
    std::vector<std::string> kinds;  // the words of the column `event`
};

/// From spec.users and spec.events, or those of the case's files that have such columns.
/// Instants count, not walls: offsets are taken off, no offset is UTC; a fraction of a second
/// counts to the millisecond.
/// Faults: a table or column is missing, an enrolment cannot be read, a person has two rows.
EventLog read_event_log(const Case& asked, Files& files);

/// What everybody did, without the log: read in one pass that keeps nothing of an event, where the
/// events are text and each person's logins stand in the order they happened; in another order,
/// in a second pass that keeps eight bytes of each login. Of a workbook the whole log is held.
struct UseOfAll {
    const datafiles::Table* people = nullptr;
    std::vector<std::uint32_t> enrolled;            // rows of people
    std::vector<statistics::PersonUse> people_use;  // per row of people
    std::size_t left_out = 0;
};
UseOfAll read_use(const Case& asked, Files& files, std::span<const double> days,
                  std::int64_t session_gap);

/// Milliseconds since 1970 UTC of an ISO 8601 instant ("2024-04-06T18:16:44+02:00", "… 18:16Z",
/// "2024-04-06"), also with a place whose wall showed it ("2024-04-06 18:16 Europe/London");
/// nothing when it is none.
std::optional<std::int64_t> instant(std::string_view text);

/// A time that is told in words: "study day of last login (0 when none)".
struct DerivedTime {
    std::string kind;
    std::optional<double> when_none;
};
std::optional<DerivedTime> derived_time(std::string_view words);

}  // namespace breather::analysis
