// One consistent look at a database, sealed to a file while others go on writing.
#pragma once
#include <optional>
#include <stop_token>

#include "features/backups/manifest.h"

namespace breather::backups {

/// A database and the list its schema comes from.
struct Source {
    storage::Database& database;
    storage::Dialect dialect;
    std::span<const storage::Migration> migrations;
};

struct SnapshotOf {
    Head head;
    std::string instance;
    std::optional<std::string> only_table = {};  // of the tables, this one alone
    std::filesystem::path files = {};            // a folder whose files go along; none if empty
    std::string audit_head = {};
    std::function<Hash(BytesView)> mark = {};
};

/// The server stops: what was begun is left off.
class LeftOff : public std::runtime_error {
  public:
    LeftOff() : std::runtime_error("the server stopped before this was done") {}
};

struct Snapshot {
    Manifest manifest;
    std::int64_t bytes = 0;
    Hash hash{};  // of the manifest
};

/// Writes `file` whole or not at all, and its manifest in clear beside it (".json"). On SQLite it
/// reads from one state beside the writer; on PostgreSQL in one repeatable-read transaction.
/// Throws LeftOff.
Snapshot take_snapshot(const Source& source, const SnapshotOf& what,
                       const std::filesystem::path& file, const PublicKey& to, Random& random,
                       const std::stop_token& stop);

}  // namespace breather::backups
