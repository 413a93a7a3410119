#include "engines/ledger/ledger.h"

#include "engines/ledger/ledger_store.h"
#include "engines/storage/key_work.h"

namespace breather::ledger {

Hash Ledger::link(BytesView before, const Row& row) const {
    return storage::PartsHash(key_)
        .add(before)
        .add(row.number)
        .add(row.at.time_since_epoch().count())
        .add(row.by.view())
        .add(bytes_of(row.deed))
        .add(bytes_of(row.about))
        .add(row.org_id.view())
        .add(row.trail_id.view())
        .add(row.sealed)
        .end();
}

void Ledger::append(storage::Transaction& tx, const Entry& entry) const {
    const auto last = store::head(tx);
    const Row row{last.number + 1, entry.at,  entry.by,    entry.deed,
                  entry.about,     entry.org, entry.trail, entry.sealed};
    const Hash hash = link(last.hash, row);
    store::add(tx, row, hash);
}

std::vector<Row> Ledger::list(storage::Reader& reader, std::optional<std::int64_t> before,
                              std::int64_t count_max) {
    return store::list(reader, before.value_or(std::numeric_limits<std::int64_t>::max()),
                       count_max);
}

std::vector<Row> Ledger::list_trail(storage::Reader& reader, OrgId org, TrailId trail,
                                    std::int64_t count_max) {
    return store::list_trail(reader, org, trail, count_max);
}

std::int64_t Ledger::count_trail(storage::Reader& reader, OrgId org, TrailId trail) {
    return store::count_trail(reader, org, trail);
}

Chain Ledger::verify(storage::Reader& reader) const {
    Chain chain;
    Bytes before;
    store::each(reader, [&](const KeptRow& row) {
        if (!chain.whole) return;
        const Hash wanted = link(before, row);
        if (row.number != chain.length + 1 || !equal_secrets(row.hash, wanted)) {
            chain.whole = false;
            chain.broken_at = chain.length + 1;
            return;
        }
        before.assign(wanted.begin(), wanted.end());
        ++chain.length;
    });
    const auto last = store::head(reader);
    if (chain.whole && (last.number != chain.length || last.hash != before)) {
        chain.whole = false;
        chain.broken_at = chain.length + 1;
    }
    chain.head = last.hash;
    return chain;
}

Bytes Ledger::head(storage::Reader& reader) { return store::head(reader).hash; }

}  // namespace breather::ledger
