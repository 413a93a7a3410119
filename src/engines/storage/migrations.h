// The one ordered list of schema changes, embedded at build from migrations/. Each runs once, whole
// or not at all, and leaves its checksum behind.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/storage/database.h"

namespace breather::storage {

struct Migration {
    int number;
    std::string_view name;  // "0001_beginnings"
    std::string_view sql;   // with the tokens of Dialect
};

/// migrations/*.sql, for the data file.
std::span<const Migration> data_migrations();
/// migrations/keys/*.sql, for the keys file.
std::span<const Migration> key_migrations();

/// What differs between the databases, replaced once in every text.
enum class Dialect { Sqlite, Postgres };
/// {id} {bytes} {strict} {skip_locked}; for SQLite also the word bigint, which its strict tables
/// call integer. {strict_by_key}: rows lie in the order of their key, not in that in which they
/// came (in SQLite's file; PostgreSQL has no such table).
std::string in_dialect(Dialect dialect, std::string_view sql);

/// Of a migration's text, as the ledger keeps it.
std::string checksum_of(std::string_view sql);

/// Brings the schema up to date. Throws std::runtime_error with one clear sentence when the schema
/// is newer than this program, or a migration that ran was changed afterwards.
void migrate(Database& database, Dialect dialect, std::span<const Migration> migrations);

/// The last change that ran, where `migrate` would run more upon it; nothing for a new database and
/// for one that is up to date. Throws as `migrate` does.
std::optional<std::string> find_change_behind(Database& database, Dialect dialect,
                                              std::span<const Migration> migrations);

/// A schema change that ran, as the ledger in the database holds it.
struct Ran {
    std::int64_t number;
    std::string name;
    std::string checksum;
    bool operator==(const Ran&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ran, (), (number, name, checksum))

std::vector<Ran> list_ran(Reader& reader);
/// Throws as `migrate` does unless exactly these ran, of this program's list, from its beginning.
void refuse_what_does_not_fit(const std::vector<Ran>& ran, std::span<const Migration> known);

}  // namespace breather::storage
