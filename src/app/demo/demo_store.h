// The only SQL of the demo.
#pragma once
#include <optional>
#include <string>

#include "engines/storage/database.h"

namespace breather::demo::store {

struct MarkRow {
    std::string mark;
    Instant begins_at{};
    std::int64_t ahead_ms = 0;  // of the machine's clock
};
BOOST_DESCRIBE_STRUCT(MarkRow, (), (mark, begins_at, ahead_ms))

std::optional<MarkRow> find(storage::Reader& reader);
void add(storage::Transaction& tx, const MarkRow& row);
void keep_ahead(storage::Transaction& tx, std::chrono::milliseconds ahead);

}  // namespace breather::demo::store
