// The tables that a list of migrations leaves behind, and copying their rows out and in: the same
// for both databases, so that what was taken from one fits the other.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engines/storage/database.h"
#include "engines/storage/migrations.h"

namespace breather::storage {

struct TableColumn {
    enum class Type { Whole, Text, Bytes };
    std::string name;
    Type type;
};

struct Table {
    std::string name;
    std::vector<TableColumn> columns;
    std::vector<std::size_t> key;  // places in `columns`
};

/// Those that others point at come first. Without the ledger of migrations itself.
std::vector<Table> list_tables(std::span<const Migration> migrations);

/// Copies rows out. Keep it as long as its database: its statements stay prepared.
class RowsOut {
  public:
    RowsOut(Dialect dialect, const Table& table);
    /// Every row once, in whatever order; few are held at a time.
    void each(Reader& reader, const Reader::RowTaker& take) const;

  private:
    const Table& table_;
    std::string all_, first_, next_;  // on PostgreSQL page by page, which never holds a whole table
};

/// Copies rows in, many in one write, many in one statement.
class RowsIn {
  public:
    RowsIn(Database& database, const Table& table);
    ~RowsIn();
    /// What a fresh schema brought with it goes first.
    void clear();
    /// Views stay good until the next add() or finish().
    void add(std::span<const Parameter> row);
    void finish();

  private:
    struct Held;
    void flush();
    std::string insert_of(std::size_t rows) const;

    Database& database_;
    const Table& table_;
    std::size_t rows_at_once_;
    std::string delete_all_, insert_one_, insert_many_;
    std::unique_ptr<Held> held_;
};

/// How many rows of an SQLite database point at nothing.
std::int64_t count_loose_ends(Reader& reader);
/// Whether SQLite finds every page and index of its file in order.
bool is_in_order(Reader& reader);

}  // namespace breather::storage
