#include "engines/counters/counters.h"

namespace breather::counters {
namespace {

using storage::Statement;

constexpr Statement insert_key{"counters.insert_key", R"sql(
    insert into counter_key (key, week) values ($1, $2) on conflict (key) do nothing
)sql"};

constexpr Statement upsert_counter{"counters.upsert_counter", R"sql(
    insert into counter (topic, about, answer, week, times) values ($1, $2, $3, $4, 1)
    on conflict (topic, about, answer, week) do update set times = counter.times + 1
)sql"};

constexpr Statement select_sums{"counters.select_sums", R"sql(
    select about, answer, cast(sum(times) as bigint) as times from counter
    where topic = $1 and week >= $2 and week < $3
    group by about, answer order by about, answer
)sql"};

constexpr Statement delete_keys{"counters.delete_keys", R"sql(
    delete from counter_key where key in (select key from counter_key where week < $1 limit $2)
)sql"};

/// As long as the marks of other writes: a phone may lie in a locker for weeks.
constexpr std::chrono::weeks names_kept{5};

}  // namespace

Instant week_of(Instant at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    return day - (std::chrono::weekday{day} - std::chrono::Monday);
}

void count(storage::Transaction& tx, const Tick& tick, const Uuid& key, Instant now) {
    const Instant week = week_of(now);
    if (tx.run(insert_key, key, week) == 0) return;
    tx.run(upsert_counter, tick.topic, tick.about, tick.answer, week);
}

std::vector<Tally> list(storage::Reader& reader, std::string_view topic, Instant now) {
    return reader.list<Tally>(select_sums, topic, Instant{}, week_of(now));
}

std::vector<Tally> list_last(storage::Reader& reader, std::string_view topic, Instant now,
                             int weeks) {
    const Instant week = week_of(now);
    return reader.list<Tally>(select_sums, topic, week - std::chrono::weeks{weeks}, week);
}

std::int64_t sweep(storage::Transaction& tx, Instant now, std::int64_t count_max) {
    return tx.run(delete_keys, week_of(now) - names_kept, count_max);
}

}  // namespace breather::counters
