// The only SQL of this room.
#pragma once
#include "engines/storage/database.h"
#include "features/site/site.h"

namespace breather::site::store {

struct Kept {
    Site site;
    std::optional<Instant> done_at;
};

/// What was told so far; an empty site where nothing was.
Kept find(storage::Reader& reader);
void keep(storage::Transaction& tx, const Site& site);
void finish(storage::Transaction& tx, Instant at);

}  // namespace breather::site::store
