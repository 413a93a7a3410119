// The rows of heartbeat.h.
#pragma once
#include "base/id.h"
#include "engines/storage/database.h"

namespace breather::watch::store {

/// Also forgets servers that have not been heard of since `forget_before`.
void put_beat(storage::Transaction& tx, const Uuid& server, Instant at, Instant forget_before);
std::optional<Instant> find_beat(storage::Reader& reader, const Uuid& server);
std::int64_t count_servers(storage::Reader& reader);

}  // namespace breather::watch::store
