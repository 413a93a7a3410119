// One thing somebody did with the app, as the log keeps it: what, at which item, for how long, and
// when to ten minutes. Ten, because a session is told from the next by half an hour without use,
// and that is the finest any figure asks; a finer time would only help somebody who watched a
// person to find them in the log.
#pragma once
#include <boost/describe.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"

namespace breather::engagement {

/// Counted: agreed to be counted; begins every trail. The others are use.
enum class EventKind { Counted, Opened, Began, Finished };
BOOST_DESCRIBE_ENUM(EventKind, Counted, Opened, Began, Finished)

enum class ItemKind { App, Step, Pause, Diary };
BOOST_DESCRIBE_ENUM(ItemKind, App, Step, Pause, Diary)

struct Event {
    Instant at{};
    EventKind kind{};
    ItemKind item_kind{};
    std::string item;  // "c1-begin/try", a pause's id; empty for the app
    std::int64_t minutes = 0;
    bool operator==(const Event&) const = default;
};
BOOST_DESCRIBE_STRUCT(Event, (), (at, kind, item_kind, item, minutes))

constexpr std::chrono::minutes kept_to{10};

inline Instant as_kept(Instant at) {
    return Instant{std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<600>>>(
        at.time_since_epoch())};
}

/// What one person did, in any order.
using Trail = std::vector<Event>;

}  // namespace breather::engagement
