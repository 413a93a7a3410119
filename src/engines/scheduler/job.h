// One piece of work, as the table holds it.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"

namespace breather::scheduler {

using JobId = Id<struct JobTag>;

enum class State { Waiting, Running, Done, Failed };
BOOST_DESCRIBE_ENUM(State, Waiting, Running, Done, Failed)

/// What is asked for. The same kind and key are planned once.
struct Planned {
    std::string kind;
    std::string key;
    std::string payload;  // ids, never words, never a person's; at most 400 bytes
    Instant at;
};

/// What somebody claimed.
struct Claimed {
    JobId job_id;
    std::string key;
    std::string payload;
    Instant planned_for;
    std::int64_t tries;  // with this one
};
BOOST_DESCRIBE_STRUCT(Claimed, (), (job_id, key, payload, planned_for, tries))

/// What an administrator is shown of work that failed.
struct Failure {
    JobId job_id;
    std::string kind;
    State state{};  // waiting: it repeats, and comes again
    Instant failed_at;
    std::string why;
    std::optional<Instant> due_at;
};
BOOST_DESCRIBE_STRUCT(Failure, (), (job_id, kind, state, failed_at, why, due_at))

}  // namespace breather::scheduler
