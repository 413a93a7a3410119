#include "engines/storage/filling.h"

#include "engines/storage/postgres_connection.h"
#include "engines/storage/postgres_opening.h"
#include "engines/storage/tables.h"

namespace breather::storage {
namespace {

// Only PostgreSQL knows of these.
constexpr Statement count_tables{
    "filling.count_tables",
    "select cast(count(*) as bigint) from pg_class where relkind in ('r', 'v', 'm', 'S', 'p') and "
    "relnamespace = cast(current_schema() as regnamespace)"};
constexpr Statement count_marks{
    "filling.count_marks",
    "select cast(count(*) as bigint) from pg_class where relname = 'unfinished_move' and "
    "relnamespace = cast(current_schema() as regnamespace)"};

void refuse(PostgresConnection& database) {
    if (database.find<std::int64_t>(count_tables).value() == 0) return;
    throw std::runtime_error(
        PostgresFilling::is_unfinished(database)
            ? "An earlier move or restore into this database was not finished. Drop and create the "
              "database again, then repeat."
            : "This database is not empty, and nothing is ever written over. Name an empty one.");
}

void connect_or_say(PostgresConnection& database) {
    try {
        database.connect();
    } catch (const PostgresError& error) {
        throw std::runtime_error(std::string("PostgreSQL does not answer: ") + error.what());
    }
}

}  // namespace

UnfinishedFilling::UnfinishedFilling()
    : std::runtime_error(
          "A move or restore into this database was begun and not finished. Drop and create it "
          "again, then repeat `breather migrate` or `breather restore`.") {}

void PostgresFilling::refuse_what_is_not_empty() const {
    PostgresConnection database(address_);
    connect_or_say(database);
    refuse(database);
}

void PostgresFilling::begin() const {
    PostgresConnection database(address_);
    connect_or_say(database);
    database.run_script(lock_schema);  // let go with the connection
    refuse(database);
    database.run_script("create table unfinished_move (place bigint primary key)");
}

void PostgresFilling::finish() const {
    PostgresConnection database(address_);
    connect_or_say(database);
    database.run_script("analyze");
    database.run_script("drop table unfinished_move");
}

void PostgresFilling::give_up(std::span<const Migration> migrations) const {
    std::string names = "schema_migration";
    for (const Table& table : list_tables(migrations)) names += ", " + table.name;
    PostgresConnection database(address_);
    connect_or_say(database);
    // One transaction: with the mark, or empty.
    database.run_script("begin; drop table if exists " + names +
                        " cascade; drop table unfinished_move; commit");
}

bool PostgresFilling::is_unfinished(PostgresConnection& database) {
    return database.find<std::int64_t>(count_marks).value() > 0;
}

}  // namespace breather::storage
