// How people used a programme, from a log of events in any order: uptake, retention by day,
// sessions, funnel, adherence. Conventions: tests/reference/README.md, "Engagement".
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/crew.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct LogEvent {
    std::uint32_t person = 0;  // place in UseLog::enrolled_at
    std::int32_t kind = 0;     // place in a list of words that the caller keeps
    std::int32_t module = -1;  // -1: none
    std::int64_t at = 0;       // milliseconds since 1970, UTC
};

struct UseLog {
    std::vector<std::int64_t> enrolled_at;  // per person, milliseconds
    std::vector<LogEvent> events;
    std::int32_t login = -1, module_start = -1, module_complete = -1;  // kinds; -1: none such
};

struct PersonUse {
    std::uint32_t logins = 0, sessions = 0;
    std::int64_t last_day = 0;           // study day of the last login, where there is one
    std::vector<std::uint8_t> day_seen;  // per day asked: a login on it
    std::vector<std::int32_t> started, completed;  // modules, each once, ascending
    bool operator==(const PersonUse&) const = default;
};

/// Study day floor((event - enrolment) / 24 h); below 0 before the enrolment.
std::int64_t study_day(std::int64_t at, std::int64_t enrolled_at);

/// Per person. Equal events count once. Logins at most `session_gap` milliseconds after the one
/// before belong to its session.
std::vector<PersonUse> use_of(const UseLog& log, std::span<const double> days,
                              std::int64_t session_gap, const Crew& crew = Crew());

/// The study day of each person's last event of that kind; nothing where there is none.
std::vector<Maybe> last_day(const UseLog& log, std::int32_t kind);

struct Retention {
    double day = 0;
    std::size_t rolling = 0;  // last login on that day or later
    std::size_t classic = 0;  // a login on that very day
};
std::vector<Retention> retention(std::span<const PersonUse> people, std::span<const double> days);

struct FunnelStep {
    std::int32_t module = 0;
    std::size_t started = 0, completed = 0;  // people
};
/// Of these modules, in that order.
std::vector<FunnelStep> funnel(std::span<const PersonUse> people,
                               std::span<const std::int32_t> modules);

}  // namespace breather::statistics
