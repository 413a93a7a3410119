#include "app/watch/heartbeat_store.h"

namespace breather::watch::store {
namespace {

using storage::Statement;

constexpr Statement upsert_beat{"watch.upsert_beat", R"sql(
    insert into heartbeat (server_id, beat_at) values ($1, $2)
    on conflict (server_id) do update set beat_at = excluded.beat_at
)sql"};

constexpr Statement delete_old_beats{"watch.delete_old_beats", R"sql(
    delete from heartbeat where beat_at < $1
)sql"};

constexpr Statement select_beat{"watch.select_beat", R"sql(
    select beat_at from heartbeat where server_id = $1
)sql"};

constexpr Statement count_beats{"watch.count_beats", R"sql(
    select count(*) from heartbeat
)sql"};

}  // namespace

void put_beat(storage::Transaction& tx, const Uuid& server, Instant at, Instant forget_before) {
    tx.run(upsert_beat, server, at);
    tx.run(delete_old_beats, forget_before);
}

std::optional<Instant> find_beat(storage::Reader& reader, const Uuid& server) {
    return reader.find<Instant>(select_beat, server);
}

std::int64_t count_servers(storage::Reader& reader) {
    return reader.find<std::int64_t>(count_beats).value_or(0);
}

}  // namespace breather::watch::store
