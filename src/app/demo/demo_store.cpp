#include "app/demo/demo_store.h"

namespace breather::demo::store {
namespace {

using storage::Statement;

constexpr Statement select_mark{"demo.select_mark", R"sql(
    select mark, begins_at, ahead_ms from demo where place = 1
)sql"};
constexpr Statement insert_mark{"demo.insert_mark", R"sql(
    insert into demo (place, mark, begins_at, ahead_ms) values (1, $1, $2, $3)
)sql"};
constexpr Statement update_ahead{"demo.update_ahead", R"sql(
    update demo set ahead_ms = $1 where place = 1
)sql"};

}  // namespace

std::optional<MarkRow> find(storage::Reader& reader) { return reader.find<MarkRow>(select_mark); }

void add(storage::Transaction& tx, const MarkRow& row) {
    tx.run(insert_mark, row.mark, row.begins_at, row.ahead_ms);
}

void keep_ahead(storage::Transaction& tx, std::chrono::milliseconds ahead) {
    tx.run(update_ahead, static_cast<std::int64_t>(ahead.count()));
}

}  // namespace breather::demo::store
