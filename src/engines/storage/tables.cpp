#include "engines/storage/tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "engines/storage/sqlite_connection.h"

namespace breather::storage {
namespace {

struct FoundColumn {
    std::string table;
    std::string name;
    std::string type;
    std::int64_t key_place;
};
BOOST_DESCRIBE_STRUCT(FoundColumn, (), (table, name, type, key_place))
struct FoundReference {
    std::string table;
    std::string refers_to;
};
BOOST_DESCRIBE_STRUCT(FoundReference, (), (table, refers_to))

// SQLite's own words: the schema is read from an empty SQLite in memory, whatever the rows stand
// in.
constexpr Statement list_columns{
    "tables.columns",
    "select t.name as \"table\", c.name as name, lower(c.type) as type, c.pk as key_place "
    "from sqlite_schema t join pragma_table_info(t.name) c "
    "where t.type = 'table' and t.name not like 'sqlite_%' order by t.name, c.cid"};
constexpr Statement list_references{"tables.references",
                                    "select distinct t.name as \"table\", f.\"table\" as refers_to "
                                    "from sqlite_schema t join pragma_foreign_key_list(t.name) f "
                                    "where t.type = 'table' and f.\"table\" <> t.name"};
constexpr Statement loose_ends{"tables.loose_ends",
                               "select count(*) from pragma_foreign_key_check"};
constexpr Statement quick_check{
    "tables.quick_check", "select count(*) from pragma_quick_check where quick_check <> 'ok'"};

constexpr std::size_t page_rows = 2000;
constexpr std::size_t batch_bytes = 4 * 1024 * 1024;
constexpr std::size_t batch_rows = 20'000;
constexpr std::size_t parameters_max = 600;  // of one statement

TableColumn::Type type_of(const std::string& type) {
    if (type == "integer") return TableColumn::Type::Whole;
    if (type == "text") return TableColumn::Type::Text;
    ensure(type == "blob", "a column is whole, text or bytes");
    return TableColumn::Type::Bytes;
}

std::vector<Table> in_order(std::map<std::string, Table> tables,
                            const std::vector<FoundReference>& references) {
    std::vector<Table> sorted;
    std::set<std::string> there;
    while (!tables.empty()) {
        const auto before = sorted.size();
        for (auto each = tables.begin(); each != tables.end();) {
            const bool waits =
                std::any_of(references.begin(), references.end(), [&](const auto& one) {
                    return one.table == each->first && !there.contains(one.refers_to);
                });
            if (waits) {
                ++each;
                continue;
            }
            there.insert(each->first);
            sorted.push_back(std::move(each->second));
            each = tables.erase(each);
        }
        ensure(sorted.size() > before, "tables refer to each other in a circle");
    }
    return sorted;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

std::vector<std::string> names_of(const Table& table) {
    std::vector<std::string> names;
    for (const auto& column : table.columns) names.push_back(column.name);
    return names;
}

std::vector<std::string> key_of(const Table& table) {
    std::vector<std::string> names;
    for (const auto place : table.key) names.push_back(table.columns[place].name);
    return names;
}

std::vector<std::string> places(std::size_t from, std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back("$" + std::to_string(from + i));
    return all;
}

}  // namespace

std::vector<Table> list_tables(std::span<const Migration> migrations) {
    SqliteConnection scratch(":memory:", SqliteConnection::Role::Writer, "", false);
    for (const auto& migration : migrations)
        scratch.run_script(in_dialect(Dialect::Sqlite, migration.sql));
    std::map<std::string, Table> tables;
    std::map<std::string, std::map<std::int64_t, std::size_t>> keys;
    for (auto& found : scratch.list<FoundColumn>(list_columns)) {
        Table& table = tables[found.table];
        table.name = found.table;
        if (found.key_place > 0) keys[found.table][found.key_place] = table.columns.size();
        table.columns.push_back({found.name, type_of(found.type)});
    }
    for (auto& [name, table] : tables)
        for (const auto& [order, place] : keys[name]) table.key.push_back(place);
    return in_order(std::move(tables), scratch.list<FoundReference>(list_references));
}

RowsOut::RowsOut(Dialect dialect, const Table& table) : table_(table) {
    const std::string select = "select " + joined(names_of(table)) + " from " + table.name;
    if (dialect == Dialect::Sqlite) {
        all_ = select;
        return;
    }
    ensure(!table.key.empty(), "a table without a key cannot be read page by page");
    const std::string key = joined(key_of(table));
    const std::string page = " order by " + key + " limit " + std::to_string(page_rows);
    first_ = select + page;
    next_ = select + " where (" + key + ") > (" + joined(places(1, table.key.size())) + ")" + page;
}

void RowsOut::each(Reader& reader, const Reader::RowTaker& take) const {
    if (!all_.empty()) return reader.query({"tables.rows", all_}, {}, take);
    using Kept = std::variant<std::int64_t, std::string, Bytes>;
    std::vector<Kept> last(table_.key.size());
    std::size_t count = 0;
    const Reader::RowTaker note = [&](const Columns& row) {
        take(row);
        ++count;
        for (std::size_t i = 0; i < table_.key.size(); ++i) {
            const int place = static_cast<int>(table_.key[i]);
            const auto type = table_.columns[table_.key[i]].type;
            if (type == TableColumn::Type::Whole)
                last[i] = row.whole(place);
            else if (type == TableColumn::Type::Text)
                last[i] = std::string(row.text(place));
            else
                last[i] = Bytes(row.bytes(place).begin(), row.bytes(place).end());
        }
    };
    reader.query({"tables.first_rows", first_}, {}, note);
    while (std::exchange(count, 0) == page_rows) {
        const auto kept = last;
        std::vector<Parameter> after;
        for (const auto& value : kept)
            after.push_back(std::visit([](const auto& held) { return to_parameter(held); }, value));
        reader.query({"tables.next_rows", next_}, after, note);
    }
}

/// Rows on their way in: all bytes in one place, and where each value stands there.
struct RowsIn::Held {
    struct Value {
        int kind;  // as in Parameter
        std::int64_t whole;
        std::size_t from, size;
    };
    std::vector<Value> values;
    Bytes bytes;
    std::size_t rows = 0;

    void add(const Parameter& value) {
        const auto keep = [&](BytesView given) {
            values.push_back({static_cast<int>(value.index()), 0, bytes.size(), given.size()});
            bytes.insert(bytes.end(), given.begin(), given.end());
        };
        if (const auto* text = std::get_if<std::string_view>(&value)) return keep(bytes_of(*text));
        if (const auto* raw = std::get_if<BytesView>(&value)) return keep(*raw);
        const auto* whole = std::get_if<std::int64_t>(&value);
        values.push_back({static_cast<int>(value.index()), whole ? *whole : 0, 0, 0});
    }
    Parameter at(std::size_t place) const {
        const Value& value = values[place];
        const BytesView view(bytes.data() + value.from, value.size);
        switch (value.kind) {
            case 0:
                return {};
            case 1:
                return value.whole;
            case 2:
                return text_of(view);
            default:
                return view;
        }
    }
};

RowsIn::RowsIn(Database& database, const Table& table)
    : database_(database),
      table_(table),
      rows_at_once_(std::max<std::size_t>(1, parameters_max / table.columns.size())),
      delete_all_("delete from " + table.name),
      insert_one_(insert_of(1)),
      insert_many_(insert_of(rows_at_once_)),
      held_(std::make_unique<Held>()) {}

RowsIn::~RowsIn() = default;

std::string RowsIn::insert_of(std::size_t rows) const {
    std::string sql = "insert into " + table_.name + " (" + joined(names_of(table_)) + ") values ";
    for (std::size_t row = 0; row < rows; ++row)
        sql += (row == 0 ? "(" : ", (") +
               joined(places(row * table_.columns.size() + 1, table_.columns.size())) + ")";
    return sql;
}

void RowsIn::clear() {
    database_.write_now([&](Transaction& tx) {
        tx.run(Statement{"tables.delete_all", delete_all_});
    });
}

void RowsIn::add(std::span<const Parameter> row) {
    ensure(row.size() == table_.columns.size(), "a row has the columns of its table");
    for (const auto& value : row) held_->add(value);
    ++held_->rows;
    if (held_->rows >= batch_rows || held_->bytes.size() >= batch_bytes) flush();
}

void RowsIn::finish() { flush(); }

void RowsIn::flush() {
    if (held_->rows == 0) return;
    database_.write_now([&](Transaction& tx) {
        std::vector<Parameter> values;
        std::size_t place = 0;
        const auto take = [&](std::size_t rows) {
            values.clear();
            for (std::size_t i = 0; i < rows * table_.columns.size(); ++i)
                values.push_back(held_->at(place++));
        };
        std::size_t left = held_->rows;
        for (; left >= rows_at_once_; left -= rows_at_once_) {
            take(rows_at_once_);
            tx.change({"tables.insert_many", insert_many_}, values);
        }
        for (; left > 0; --left) {
            take(1);
            tx.change({"tables.insert_one", insert_one_}, values);
        }
    });
    *held_ = Held();
}

std::int64_t count_loose_ends(Reader& reader) { return *reader.find<std::int64_t>(loose_ends); }

bool is_in_order(Reader& reader) { return *reader.find<std::int64_t>(quick_check) == 0; }

}  // namespace breather::storage
