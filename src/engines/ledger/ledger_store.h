// The only SQL of the ledger.
#pragma once
#include "engines/ledger/ledger.h"

namespace breather::ledger {

struct KeptRow : Row {
    Bytes hash;
};
BOOST_DESCRIBE_STRUCT(Row, (), (number, at, by, deed, about, org_id, trail_id, sealed))
BOOST_DESCRIBE_STRUCT(KeptRow, (Row), (hash))

struct Head {
    std::int64_t number = 0;
    Bytes hash;
};
BOOST_DESCRIBE_STRUCT(Head, (), (number, hash))

namespace store {

/// Number 0 and no hash while there is no row.
Head head(storage::Reader& reader);
void add(storage::Transaction& tx, const Row& row, const Hash& hash);
std::vector<Row> list(storage::Reader& reader, std::int64_t before, std::int64_t count_max);
std::vector<Row> list_trail(storage::Reader& reader, OrgId org, TrailId trail,
                            std::int64_t count_max);
std::int64_t count_trail(storage::Reader& reader, OrgId org, TrailId trail);
/// Every row, the oldest first.
void each(storage::Reader& reader, const std::function<void(const KeptRow&)>& take);

}  // namespace store
}  // namespace breather::ledger
