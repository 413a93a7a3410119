// Events in, figures out: no clock, no database, no chance. docs/engagement.md says each figure in
// words; here it is once in code. All of them stop at the end of yesterday, so that a day half over
// counts for nobody, and leave out whoever has not been watched long enough: who came too late to
// show a thing has not failed to.
#pragma once
#include <map>
#include <optional>

#include "base/civil_time.h"
#include "features/engagement/event.h"

namespace breather::engagement {

/// `count` of `of` people. Nobody to look at is not nobody who did.
struct Share {
    std::int64_t count = 0, of = 0;
    std::optional<double> value() const {
        return of > 0 ? std::optional(static_cast<double>(count) / static_cast<double>(of))
                      : std::nullopt;
    }
    void take(bool did) { ++of, count += did; }
    bool operator==(const Share&) const = default;
};
BOOST_DESCRIBE_STRUCT(Share, (), (count, of))

/// What the programme hopes for: 4 core modules, 6 micro-breaks, 2 diary weeks ("Fidelity and
/// learning" of the programme), within its longest track of eight weeks. To be tested, not proven.
struct IntendedUse {
    std::int64_t modules = 4, pauses = 6, diary_weeks = 2, diary_days_a_week = 2;
    std::int64_t days = 56;
};

struct Course {
    /// Core modules, with the names of their steps as events carry them: "c1-begin/try".
    std::map<std::string, std::vector<std::string>> core;
    IntendedUse intended{};
};

/// A session ends where half an hour passes without an event (the usual rule of web logs, after
/// Catledge & Pitkow 1995). Between times kept to ten minutes; exactly thirty is still the same.
constexpr std::chrono::minutes session_gap{30};

struct Sessions {
    std::int64_t people = 0, sessions = 0;
    std::optional<double> median_per_person;
    std::optional<double> median_minutes;  // minutes finished in a session
};
BOOST_DESCRIBE_STRUCT(Sessions, (), (people, sessions, median_per_person, median_minutes))

/// Use beside intended use (Sieverink, Kelders & van Gemert-Pijnen 2017): for each person whose
/// eight weeks are over, the mean of three parts, each min(1, done / intended).
struct Adherence {
    std::optional<double> mean;
    Share whole;  // did all that was intended
};
BOOST_DESCRIBE_STRUCT(Adherence, (), (mean, whole))

struct ModuleCompletion {
    std::string module;
    Share finished;  // of those who began it
};
BOOST_DESCRIBE_STRUCT(ModuleCompletion, (), (module, finished))

struct Completion {
    Share programme;  // every core module finished, of those who began any
    std::vector<ModuleCompletion> modules;
};
BOOST_DESCRIBE_STRUCT(Completion, (), (programme, modules))

/// Day 0 is the day of first use, by the calendar. Classic: used on day n itself. Rolling: used on
/// day n or any later day. Of those whose day n is over (the days reported by Baumel et al. 2019).
struct Retention {
    std::int64_t day = 0;
    Share classic, rolling;
};
BOOST_DESCRIBE_STRUCT(Retention, (), (day, classic, rolling))

struct Figures {
    std::int64_t counted = 0;   // people with a trail
    Share uptake;               // began an item in their first seven days, of those with seven days
    Share active_7, active_28;  // began or finished an item in the last n days
    Sessions sessions;
    Adherence adherence;
    Completion completion;
    std::vector<Retention> retention;  // day 1, 7, 15, 30
};
BOOST_DESCRIBE_STRUCT(Figures, (),
                      (counted, uptake, active_7, active_28, sessions, adherence, completion,
                       retention))

/// The days are those of `zone`: a night shift belongs to the days the wall says, and a day when
/// the clocks change is one day.
Figures compute(const std::vector<Trail>& trails, const Course& course, Instant now,
                const TimeZone& zone);

/// Minutes of each session, in order. `trail` in order of time, use only.
std::vector<std::int64_t> session_minutes(const Trail& trail);

/// The share of intended use one person reached, and whether it was all.
struct Reached {
    double share = 0;
    bool whole = false;
};
Reached reached(const Trail& in_window, const Course& course, std::chrono::local_days day_zero,
                const TimeZone& zone);

}  // namespace breather::engagement
