#include "engines/credentials/guesses_store.h"

namespace breather::credentials::store {

struct GuessRow {
    Bytes guesses;
    Instant closed_until;
    std::int64_t next_delay;
};
BOOST_DESCRIBE_STRUCT(GuessRow, (), (guesses, closed_until, next_delay))

namespace {

using storage::Statement;

constexpr Statement select_guesses{"credentials.select_guesses", R"sql(
    select guesses, closed_until, next_delay from guess where who_hash = $1
)sql"};

constexpr Statement upsert_guesses{"credentials.upsert_guesses", R"sql(
    insert into guess (who_hash, guesses, closed_until, next_delay, last_at)
    values ($1, $2, $3, $4, $5)
    on conflict (who_hash) do update set guesses = excluded.guesses,
        closed_until = excluded.closed_until, next_delay = excluded.next_delay,
        last_at = excluded.last_at
)sql"};

constexpr Statement delete_guesses{"credentials.delete_guesses", R"sql(
    delete from guess where who_hash = $1
)sql"};

constexpr Statement delete_old_guesses{"credentials.delete_old_guesses", R"sql(
    delete from guess where last_at < $1
)sql"};

/// Eight bytes an instant, the most significant first.
Bytes packed(const std::vector<Instant>& instants) {
    Bytes out;
    for (const Instant instant : instants)
        for (int shift = 56; shift >= 0; shift -= 8)
            out.push_back(static_cast<std::uint8_t>(instant.time_since_epoch().count() >> shift));
    return out;
}

std::vector<Instant> unpacked(const Bytes& bytes) {
    std::vector<Instant> out;
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t value = 0;
        for (std::size_t k = i; k < i + 8; ++k) value = value << 8 | bytes[k];
        out.push_back(Instant{std::chrono::milliseconds{static_cast<std::int64_t>(value)}});
    }
    return out;
}

}  // namespace

std::optional<GuessTries> find_guesses(storage::Reader& reader, const Hash& who) {
    const auto row = reader.find<GuessRow>(select_guesses, who);
    if (!row) return std::nullopt;
    return GuessTries{unpacked(row->guesses), row->closed_until,
                      std::chrono::seconds{row->next_delay}};
}

void put_guesses(storage::Transaction& tx, const Hash& who, const GuessTries& tries, Instant now) {
    tx.run(upsert_guesses, who, packed(tries.guesses), tries.closed_until, tries.next_delay.count(),
           now);
}

void remove_guesses(storage::Transaction& tx, const Hash& who) { tx.run(delete_guesses, who); }

void sweep_guesses(storage::Transaction& tx, Instant before) { tx.run(delete_old_guesses, before); }

}  // namespace breather::credentials::store
