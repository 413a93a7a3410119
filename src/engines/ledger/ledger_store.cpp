#include "engines/ledger/ledger_store.h"

namespace breather::ledger::store {
namespace {

using storage::Statement;

constexpr Statement find_head{"ledger.find_head", R"sql(
    select number, hash from ledger_head where place = 1)sql"};
constexpr Statement keep_head{"ledger.keep_head", R"sql(
    insert into ledger_head (place, number, hash) values (1, $1, $2)
    on conflict (place) do update set number = excluded.number, hash = excluded.hash)sql"};
constexpr Statement add_row{"ledger.add_row", R"sql(
    insert into ledger (number, at, staff_id, deed, about, org_id, trail_id, sealed, hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};
constexpr Statement list_rows{"ledger.list_rows", R"sql(
    select number, at, staff_id as by, deed, about, org_id, trail_id, sealed from ledger
    where number < $1 order by number desc limit $2)sql"};
constexpr Statement list_of_trail{"ledger.list_of_trail", R"sql(
    select number, at, staff_id as by, deed, about, org_id, trail_id, sealed from ledger
    where org_id = $1 and trail_id = $2 order by number desc limit $3)sql"};
constexpr Statement count_of_trail{"ledger.count_of_trail", R"sql(
    select cast(count(*) as bigint) from ledger where org_id = $1 and trail_id = $2)sql"};
constexpr Statement read_all{"ledger.read_all", R"sql(
    select number, at, staff_id as by, deed, about, org_id, trail_id, sealed, hash from ledger
    order by number)sql"};

}  // namespace

Head head(storage::Reader& reader) { return reader.find<Head>(find_head).value_or(Head{}); }

void add(storage::Transaction& tx, const Row& row, const Hash& hash) {
    tx.run(add_row, row.number, row.at, row.by, row.deed, row.about, row.org_id, row.trail_id,
           row.sealed, hash);
    tx.run(keep_head, row.number, hash);
}

std::vector<Row> list(storage::Reader& reader, std::int64_t before, std::int64_t count_max) {
    return reader.list<Row>(list_rows, before, count_max);
}

std::vector<Row> list_trail(storage::Reader& reader, OrgId org, TrailId trail,
                            std::int64_t count_max) {
    return reader.list<Row>(list_of_trail, org, trail, count_max);
}

std::int64_t count_trail(storage::Reader& reader, OrgId org, TrailId trail) {
    return reader.find<std::int64_t>(count_of_trail, org, trail).value();
}

void each(storage::Reader& reader, const std::function<void(const KeptRow&)>& take) {
    reader.each<KeptRow>(read_all, take);
}

}  // namespace breather::ledger::store
