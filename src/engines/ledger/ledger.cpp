#include "engines/ledger/ledger.h"

#include <sodium.h>

#include "engines/ledger/ledger_store.h"

namespace breather::ledger {

/// Every part with its length before it, so that nothing can be moved from one part to the next.
Hash Ledger::link(BytesView before, const Row& row) const {
    crypto_generichash_state state;
    crypto_generichash_init(&state, key_.data(), Key::size(), sizeof(Hash));
    const auto whole = [&](std::int64_t number) {
        std::array<std::uint8_t, 8> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
        crypto_generichash_update(&state, bytes.data(), bytes.size());
    };
    const auto part = [&](BytesView bytes) {
        whole(static_cast<std::int64_t>(bytes.size()));
        crypto_generichash_update(&state, bytes.data(), bytes.size());
    };
    part(before);
    whole(row.number);
    whole(row.at.time_since_epoch().count());
    part(row.by.view());
    part(bytes_of(row.deed));
    part(bytes_of(row.about));
    part(row.org_id.view());
    part(row.trail_id.view());
    part(row.sealed);
    Hash out;
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
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
