// Putting a backup back, into new databases. Whoever was erased since stays erased: the newest
// ledger that can be found is applied before anything may be opened, or nothing is restored.
#pragma once
#include "features/backups/snapshot.h"

namespace breather::backups {

/// No backup holds keys longer, so none older is put back.
inline constexpr std::chrono::days keys_kept{7};

/// This backup may not, or cannot, be put back; one sentence.
class RestoreRefused : public std::runtime_error {
  public:
    enum class Why { Broken, NewerSchema, KeysTooOld, NotOneBackup };
    RestoreRefused(Why reason, const std::string& says) : std::runtime_error(says), why(reason) {}
    Why why;
};

struct RestoreFrom {
    std::filesystem::path data, keys;
    std::optional<std::filesystem::path> tombstones;  // a ledger, newer than the keys
    KeyPair key_pair;
};

/// Empty databases, without any schema yet.
struct RestoreInto {
    storage::Database& data;
    storage::Dialect data_dialect;
    storage::Database& keys;
    storage::Dialect keys_dialect;
    std::filesystem::path files;  // where files that went along go
};

struct Restored {
    Manifest data, keys;
    std::int64_t buried = 0;  // tombstones applied, all in all
    std::size_t ledgers = 1;  // files they came from
    std::string unread;       // a newer ledger beside the keys that could not be read
};

/// Before anything is made: may these files be put back now? Throws RestoreRefused, BadFile.
void refuse_early(const RestoreFrom& from, Instant now);

/// Fills both databases and checks them against the manifests: schema, counts, hashes, references.
/// Throws RestoreRefused, BadFile.
Restored restore(const RestoreFrom& from, const RestoreInto& into, Instant now);

}  // namespace breather::backups
