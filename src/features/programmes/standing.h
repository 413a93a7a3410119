// Where a person stands in a programme, made of facts: began a step, finished it, stopped at a
// field.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bounded.h"
#include "base/clock.h"
#include "base/text.h"

namespace breather::programmes {

using Slug = Text<64, 1>;
using Version = Text<64, 1>;

/// The screen, counted from 0, and the field on it; no field is "".
struct At {
    Bounded<0, 99> screen;
    Text<64> field;
    bool operator==(const At&) const = default;
};
BOOST_DESCRIBE_STRUCT(At, (), (screen, field))

enum class FactKind { Began, Done, Stopped };
BOOST_DESCRIBE_ENUM(FactKind, Began, Done, Stopped)

/// One thing that happened, as it is sealed.
struct Fact {
    FactKind kind{};
    Slug module, step;
    Version version;
    std::optional<At> at;
    std::int64_t happened = 0;  // milliseconds, as Instant
};
BOOST_DESCRIBE_STRUCT(Fact, (), (kind, module, step, version, at, happened))

/// What the facts about one step add up to.
struct StepStanding {
    std::string version;
    bool done = false;
    std::optional<At> at;
};

struct StepName {
    std::string module, step;
    auto operator<=>(const StepName&) const = default;
};

struct Standing {
    std::map<StepName, StepStanding> steps;
    std::optional<StepName> last;  // where the person stopped last

    bool is_done(const std::string& module, const std::string& step) const;
    const StepStanding* find(const std::string& module, const std::string& step) const;
};

Standing add_up(const std::vector<Fact>& facts);

}  // namespace breather::programmes
