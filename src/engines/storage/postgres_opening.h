// Opening a PostgreSQL that several servers share: addresses checked before they are used, and the
// schema brought up to date by one of them at a time.
#pragma once
#include <memory>
#include <span>
#include <string>

#include "engines/storage/migrations.h"
#include "engines/storage/postgres_database.h"

namespace breather::storage {

/// Whoever changes a schema holds this lock, and a connection that ends lets go of it. Any number
/// will do that no other program in the same database takes: "breather" in letters.
inline constexpr std::string_view lock_schema = "select pg_advisory_lock(7093843832301184370)";

/// What is wrong with a libpq connection string, without repeating it; empty: nothing. A password
/// may not stand in it: those have a file of their own.
std::string postgres_address_fault(const std::string& address);

/// Whether both lead to one and the same database, asked of whoever answers there. Throws
/// std::runtime_error with one clear sentence when nobody does.
bool is_same_postgres(const std::string& one, const std::string& other);

/// Connects and brings the schema up to date; whoever opens it meanwhile waits. Throws
/// std::runtime_error with one clear sentence: nobody answers, what migrate() refuses, or
/// UnfinishedFilling.
std::unique_ptr<PostgresDatabase> open_postgres(PostgresOptions options,
                                                std::span<const Migration> migrations);

}  // namespace breather::storage
