// What was done and looked at, in the order it happened: rows are added and never changed. Each row
// carries a keyed hash over itself and the row before it, so that a row altered, taken out or cut
// off at the end is found; only who holds the instance key could write a chain that verifies. The
// head stands in every backup's manifest, where a chain written anew would no longer match.
//
// Rows about a person stand under a trail, a random name that is kept sealed with their record key.
// The chain covers ciphertext only, so that it verifies after the key is gone.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engines/storage/database.h"
#include "engines/storage/instance_key.h"

namespace breather::ledger {

using TrailId = Id<struct TrailTag>;

/// All parts are made before the write is queued.
struct Entry {
    Instant at;
    Uuid by;            // who of the staff; the nil id for the program and its command line
    std::string deed;   // "staff.invited"; says what, shown through words
    std::string about;  // an id or name that belongs to no participant; may be empty
    OrgId org{};        // with `trail`, when it concerns a person
    TrailId trail{};
    Bytes sealed{};  // what there is to say about a person, under their record key
};

struct Row {
    std::int64_t number = 0;
    Instant at{};
    Uuid by;
    std::string deed;
    std::string about;
    OrgId org_id;
    TrailId trail_id;
    Bytes sealed;
};

/// Whether the chain verifies, up to which row, and where it ends.
struct Chain {
    bool whole = true;
    std::int64_t length = 0;
    std::optional<std::int64_t> broken_at;
    Bytes head;
};

class Ledger {
  public:
    explicit Ledger(const storage::InstanceKey& instance) : key_(instance.subkey("ledger__")) {}

    /// As part of the write it tells of: neither can be without the other.
    void append(storage::Transaction& tx, const Entry& entry) const;

    /// The newest first, below `before`.
    static std::vector<Row> list(storage::Reader& reader, std::optional<std::int64_t> before,
                                 std::int64_t count_max);
    /// A person's, the newest first.
    static std::vector<Row> list_trail(storage::Reader& reader, OrgId org, TrailId trail,
                                       std::int64_t count_max);

    static std::int64_t count_trail(storage::Reader& reader, OrgId org, TrailId trail);

    /// Reads every row. As long as it takes.
    Chain verify(storage::Reader& reader) const;
    /// The hash of the newest row; empty while there is none.
    static Bytes head(storage::Reader& reader);

  private:
    Hash link(BytesView before, const Row& row) const;

    Key key_;
};

}  // namespace breather::ledger
