// Sixteen weeks of invented use, from a seed: who comes in when, how often they come back, at which
// hour of which shift, and what they do then. No database, no clock; the same seed gives the same
// lives. It is made up so that a demo has something in it, and claims nothing about people
// (docs/demo.md says from which numbers it was drawn).
#pragma once
#include "base/civil_time.h"
#include "base/random.h"
#include "features/engagement/event.h"

namespace breather::demo {

/// What there is to do, from the content of the organisation.
struct Things {
    struct Thing {
        std::string id;
        std::int64_t minutes = 1;
    };
    struct Module {
        std::string id;
        std::vector<Thing> steps;
    };
    std::vector<Module> core;
    std::vector<Thing> pauses;
};

/// One step, pause or page of the diary in a visit; the last of a visit may stay unfinished.
struct Done {
    engagement::ItemKind kind{};
    std::string item;
    std::int64_t minutes = 0;
    bool finished = true;
};

/// One sitting. It lies within one day of the installation, and more than an hour from the next.
struct Visit {
    Instant at{};
    std::vector<Done> done;  // at least one
    Instant end() const;
};

enum class Shift { Days, Lates, Nights, Office };

struct Life {
    Instant joined{};
    std::optional<Instant> agreed;  // to be counted; before that, and without, no event is told
    Shift shift{};
    std::vector<Visit> visits;  // in order
};

struct Place {
    Things things;
    TimeZone here;          // where they work: whose hours their shifts are
    TimeZone installation;  // whose days figures are counted in
    Instant begins_at{};
    std::int64_t people = 0;
};

std::vector<Life> invent_lives(const Place& place, Random& random);

/// As the app would have told it.
std::vector<engagement::Event> events_of(const Life& life);

}  // namespace breather::demo
