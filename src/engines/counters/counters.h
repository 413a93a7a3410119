// Counting without anybody in it: a topic, what it is about, an answer and the week. Each tick
// counts once, however often it is sent.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engines/storage/database.h"

namespace breather::counters {

struct Tick {
    std::string_view topic;  // a word of the room that counts
    std::string about, answer;
};

struct Tally {
    std::string about, answer;
    std::int64_t times = 0;
};
BOOST_DESCRIBE_STRUCT(Tally, (), (about, answer, times))

/// The Monday a moment belongs to.
Instant week_of(Instant at);

/// `key` is the asker's random name of this one tick; a second one of that name changes nothing.
void count(storage::Transaction& tx, const Tick& tick, const Uuid& key, Instant now);

/// Sums over the weeks that are over, in the order of what they are about: what is counted now is
/// told when it is one of many.
std::vector<Tally> list(storage::Reader& reader, std::string_view topic, Instant now);
/// The same of the last `weeks` of them.
std::vector<Tally> list_last(storage::Reader& reader, std::string_view topic, Instant now,
                             int weeks);

/// Forgets names older than a retry lives, at most `count_max` at a time; says how many went.
std::int64_t sweep(storage::Transaction& tx, Instant now, std::int64_t count_max = 1000);

}  // namespace breather::counters
