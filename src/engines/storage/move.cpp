#include "engines/storage/move.h"

#include <sodium.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "engines/storage/filling.h"
#include "engines/storage/postgres_connection.h"
#include "engines/storage/postgres_database.h"
#include "engines/storage/sqlite_connection.h"

namespace breather::storage {

struct CatalogColumn {
    std::string table, name, type;
    std::int64_t key_place;  // 0 is none
};
BOOST_DESCRIBE_STRUCT(CatalogColumn, (), (table, name, type, key_place))

struct Pointing {
    std::string table, at;
};
BOOST_DESCRIBE_STRUCT(Pointing, (), (table, at))

namespace {

// What a catalog says is each database's own; these texts are for one of them only.
constexpr Statement list_columns{
    "move.list_columns",
    "select cast(c.table_name as text) as \"table\", cast(c.column_name as text) as name, "
    "cast(c.data_type as text) as type, "
    "cast(coalesce(array_position(cast(i.indkey as int2[]), a.attnum) + 1, 0) as bigint) "
    "as key_place "
    "from information_schema.columns c "
    "join pg_class t on t.relname = c.table_name and "
    "t.relnamespace = cast(current_schema() as regnamespace) and t.relkind = 'r' "
    "join pg_attribute a on a.attrelid = t.oid and a.attname = c.column_name "
    "left join pg_index i on i.indrelid = t.oid and i.indisprimary "
    "where c.table_schema = current_schema() "
    "and c.table_name not in ('schema_migration', 'unfinished_move') "
    "order by c.table_name, c.ordinal_position"};
constexpr Statement list_pointing{
    "move.list_pointing",
    "select cast(t.relname as text) as \"table\", cast(f.relname as text) as at "
    "from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class f on f.oid = "
    "c.confrelid where c.contype = 'f' and t.relnamespace = cast(current_schema() as "
    "regnamespace)"};
constexpr std::string_view rows_a_fetch = "2000";

enum class Kind { Whole, Text, Bytes };

struct TableColumn {
    std::string name;
    Kind kind;
};

struct Table {
    std::string name;
    std::vector<TableColumn> columns;
    std::map<std::int64_t, TableColumn> key;  // by place
};

Kind kind_of(const CatalogColumn& column) {
    if (column.type == "bigint") return Kind::Whole;
    if (column.type == "text") return Kind::Text;
    if (column.type == "bytea" || column.type == "uuid") return Kind::Bytes;
    throw std::runtime_error("The column " + column.table + "." + column.name +
                             " has a type that is not moved: " + column.type + ".");
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

std::string list_of(const std::vector<TableColumn>& columns) {
    std::string all;
    for (const auto& column : columns) all += (all.empty() ? "" : ", ") + quoted(column.name);
    return all;
}

/// All rows in the order of the key, the same on both sides: text by its bytes.
std::string select_of(const Table& table, Dialect dialect) {
    std::string sql = "select " + list_of(table.columns) + " from " + quoted(table.name);
    const char* between = " order by ";
    for (const auto& [place, column] : table.key) {
        sql += between + quoted(column.name);
        if (column.kind == Kind::Text && dialect == Dialect::Postgres) sql += " collate \"C\"";
        between = ", ";
    }
    return sql;
}

/// Tables that others point at come first.
std::vector<Table> list_tables(PostgresConnection& target) {
    std::map<std::string, Table> tables;
    for (const auto& column : target.list<CatalogColumn>(list_columns)) {
        Table& table = tables[column.table];
        table.name = column.table;
        const TableColumn made{column.name, kind_of(column)};
        table.columns.push_back(made);
        if (column.key_place > 0) table.key[column.key_place] = made;
    }
    const auto pointing = target.list<Pointing>(list_pointing);
    std::vector<Table> ordered;
    while (!tables.empty()) {
        const auto ready = std::find_if(tables.begin(), tables.end(), [&](const auto& one) {
            return std::none_of(pointing.begin(), pointing.end(), [&](const Pointing& each) {
                return each.table == one.first && each.at != one.first && tables.contains(each.at);
            });
        });
        if (ready == tables.end())
            throw std::runtime_error("Tables point at one another in a circle; none can be first.");
        ordered.push_back(std::move(ready->second));
        tables.erase(ready);
    }
    return ordered;
}

SqliteConnection open_source(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file))
        throw std::runtime_error("There is no file " + file.string() + ".");
    return SqliteConnection(file, SqliteConnection::Role::Reader, "", true);
}

using RowTaker = Reader::RowTaker;

void each_row(SqliteConnection& source, const Table& table, const RowTaker& take) {
    const std::string sql = select_of(table, Dialect::Sqlite);
    source.query(Statement{"move.read", sql}, {}, take);
}

void each_row(PostgresConnection& target, const Table& table, const RowTaker& take) {
    target.run_script("begin isolation level repeatable read read only");
    target.run_script("declare " + quoted("rows_of_" + table.name) + " no scroll cursor for " +
                      select_of(table, Dialect::Postgres));
    std::string fetch = "fetch ";
    fetch.append(rows_a_fetch).append(" from ").append(quoted("rows_of_" + table.name));
    for (bool more = true; more;) {
        more = false;
        target.query(Statement{"move.fetch", fetch}, {}, [&](const Columns& row) {
            more = true;
            take(row);
        });
    }
    target.run_script("commit");
}

void append_number(std::string& out, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift & 0xff));
}

/// A value as COPY takes it in binary form; also what is summed.
void append_value(std::string& out, const Columns& row, int column, Kind kind) {
    if (row.is_null(column)) return append_number(out, 0xffffffff, 4);
    if (kind == Kind::Whole) {
        append_number(out, 8, 4);
        return append_number(out, static_cast<std::uint64_t>(row.whole(column)), 8);
    }
    const std::string_view value =
        kind == Kind::Text ? row.text(column) : text_of(row.bytes(column));
    append_number(out, value.size(), 4);
    out.append(value);
}

std::string row_of(const Columns& row, const Table& table) {
    std::string out;
    append_number(out, table.columns.size(), 2);
    int place = 0;
    for (const auto& column : table.columns) append_value(out, row, place++, column.kind);
    return out;
}

void copy_table(SqliteConnection& source, PostgresConnection& target, const Table& table) {
    std::string part("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    constexpr std::size_t part_max = 256 * 1024;
    target.begin_copy("copy " + quoted(table.name) + " (" + list_of(table.columns) +
                      ") from stdin (format binary)");
    each_row(source, table, [&](const Columns& row) {
        part += row_of(row, table);
        if (part.size() < part_max) return;
        target.copy(part);
        part.clear();
    });
    append_number(part, 0xffff, 2);
    target.copy(part);
    target.end_copy();
}

/// Rows and their hash: each value with its length, so that no two tables look alike.
template <class Side>
std::pair<std::int64_t, std::string> sum_of(Side& side, const Table& table) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 16);
    std::int64_t rows = 0;
    each_row(side, table, [&](const Columns& row) {
        const std::string bytes = row_of(row, table);
        crypto_generichash_update(&state, bytes_of(bytes).data(), bytes.size());
        ++rows;
    });
    std::array<std::uint8_t, 16> hash;
    crypto_generichash_final(&state, hash.data(), hash.size());
    return {rows, to_hex(hash)};
}

}  // namespace

Move::Move(std::filesystem::path from, std::string to, std::span<const Migration> migrations)
    : from_(std::move(from)), to_(std::move(to)), migrations_(migrations) {
    auto source = open_source(from_);
    const auto ran = list_ran(source);
    const bool is_ours =
        ran.size() == migrations_.size() &&
        std::equal(ran.begin(), ran.end(), migrations_.begin(),
                   [](const Ran& one, const Migration& other) {
                       return one.name == other.name && one.checksum == checksum_of(other.sql);
                   });
    if (!is_ours)
        throw std::runtime_error(from_.string() +
                                 " was written by another Breather. Start this one on it once, "
                                 "stop it, and move then.");
    PostgresConnection target(to_);
    try {
        target.connect();
    } catch (const PostgresError& error) {
        throw std::runtime_error(std::string("PostgreSQL does not answer: ") + error.what());
    }
}

void Move::refuse_what_is_not_empty() { PostgresFilling(to_).refuse_what_is_not_empty(); }

void Move::copy(const std::function<void(const std::string&)>& tell) {
    PostgresFilling(to_).begin();
    PostgresConnection target(to_);
    target.connect();
    {
        PostgresDatabase schema({.address = to_, .readers = 1});
        migrate(schema, Dialect::Postgres, migrations_);
    }
    auto source = open_source(from_);
    for (const Table& table : list_tables(target)) {
        tell(table.name);
        copy_table(source, target, table);
    }
}

std::vector<ComparedTable> Move::compare() {
    PostgresConnection target(to_);
    target.connect();
    auto source = open_source(from_);
    std::vector<ComparedTable> all;
    for (const Table& table : list_tables(target)) {
        ComparedTable one;
        one.table = table.name;
        std::tie(one.rows_from, one.hash_from) = sum_of(source, table);
        std::tie(one.rows_to, one.hash_to) = sum_of(target, table);
        all.push_back(std::move(one));
    }
    return all;
}

void Move::finish() { PostgresFilling(to_).finish(); }

}  // namespace breather::storage
