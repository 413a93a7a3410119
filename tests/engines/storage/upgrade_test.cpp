// R13 and the data's half of R16: a schema change that is killed anywhere leaves the old schema or
// the new one, whole; and what stood in an older schema stands in the newest.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <sstream>

#include "engines/storage/postgres_database.h"
#include "engines/storage/sqlite_connection.h"
#include "engines/storage/sqlite_database.h"
#include "engines/storage/tables.h"
#include "support/fault_vfs.h"
#include "support/faulty_databases.h"
#include "support/postgres_cluster.h"
#include "support/temp_folder.h"

namespace breather::storage {
namespace {

using testing::FaultVfs;
using testing::PostgresCluster;
using testing::TempFolder;

using List = std::span<const Migration>;

constexpr Statement sqlite_schema{"test.schema",
                                  "select type || ' ' || name from sqlite_schema "
                                  "where name not like 'sqlite_%' and name <> 'schema_migration'"};
constexpr Statement postgres_schema{
    "test.schema",
    "select 'table ' || cast(table_name as text) as name from information_schema.tables "
    "where table_schema = 'public' and table_name <> 'schema_migration' "
    "union select 'index ' || cast(indexname as text) as name from pg_indexes "
    "where schemaname = 'public' and indexname not like '%_pkey' and indexname not like '%_key'"};
constexpr Statement end_me{"test.end",
                           "select cast(pg_backend_pid() as bigint) as pid, "
                           "pg_terminate_backend(pg_backend_pid()) as ended"};

std::set<std::string> things(Database& database, const Statement& how) {
    return database.read_now([&](Reader& reader) {
        const auto list = reader.list<std::string>(how);
        return std::set<std::string>(list.begin(), list.end());
    });
}

std::size_t count_ran(Database& database) {
    return database.read_now([](Reader& reader) { return list_ran(reader).size(); });
}

SqliteOptions at(const std::filesystem::path& file, const std::string& vfs = "") {
    SqliteOptions options;
    options.file = file;
    options.vfs = vfs;
    options.on_fsync_failure = [] {};
    return options;
}

/// What each first so many changes leave behind.
std::vector<std::set<std::string>> schemas_of(List list) {
    std::vector<std::set<std::string>> all;
    for (std::size_t count = 0; count <= list.size(); ++count) {
        const TempFolder folder;
        SqliteDatabase database(at(folder / "a.db"));
        migrate(database, Dialect::Sqlite, list.first(count));
        all.push_back(things(database, sqlite_schema));
    }
    return all;
}

/// What a control puts between the migrations and their database.
using Protection = std::function<std::unique_ptr<Database>(std::unique_ptr<Database>)>;

std::unique_ptr<Database> as_it_is(std::unique_ptr<Database> database) { return database; }
/// Each statement is durable by itself: no transaction holds a change together.
std::unique_ptr<Database> without_transaction(std::unique_ptr<Database> database) {
    return std::make_unique<testing::PieceByPiece>(std::move(database));
}

struct Cut {
    bool was_cut = false;
    bool is_whole = true;  // the schema before or after one change, and it goes on from there
    std::size_t ran = 0;
};

bool goes_on(Database& left, Dialect dialect, List list, const Statement& how,
             const std::set<std::string>& end) {
    try {
        migrate(left, dialect, list);
        return things(left, how) == end;
    } catch (const std::exception&) {
        return false;
    }
}

/// The power goes at the k-th call to the disk while the whole list runs.
Cut cut_at(List list, int k, const std::vector<std::set<std::string>>& schemas,
           const Protection& protect) {
    const TempFolder before, after;
    SeededRandom random(static_cast<std::uint64_t>(k));
    FaultVfs vfs;
    vfs.watch_power();
    Cut cut;
    {
        const auto database =
            protect(std::make_unique<SqliteDatabase>(at(before / "a.db", vfs.name())));
        migrate(*database, Dialect::Sqlite, list.first(1));
        vfs.fail_call(k);
        try {
            migrate(*database, Dialect::Sqlite, list);
        } catch (const std::exception&) {
            cut.was_cut = true;  // the process would be gone here
        }
        vfs.cut_power(after.path(), random);
    }
    SqliteDatabase left(at(after / "a.db"));
    cut.ran = count_ran(left);
    cut.is_whole = things(left, sqlite_schema) == schemas[cut.ran] &&
                   goes_on(left, Dialect::Sqlite, list, sqlite_schema, schemas.back());
    return cut;
}

TEST(Upgrade, a_power_cut_anywhere_leaves_the_old_schema_or_the_new_one) {
    const List list = data_migrations();
    const auto schemas = schemas_of(list);
    const int step = std::getenv("BREATHER_LONG") != nullptr ? 1 : 7;
    std::set<std::size_t> stopped_at;
    int cuts = 0;
    for (int k = 1;; k += step, ++cuts) {
        const Cut cut = cut_at(list, k, schemas, as_it_is);
        EXPECT_TRUE(cut.is_whole) << "half a change after call " << k;
        stopped_at.insert(cut.ran);
        if (!cut.was_cut) break;
        ASSERT_LT(k, 5000);
    }
    EXPECT_GT(cuts, 5);
    EXPECT_GT(stopped_at.size(), list.size() / 2) << "many a change was cut in its middle";
}

TEST(Upgrade, control_without_its_transaction_a_power_cut_leaves_half_a_change) {
    const List list = data_migrations();
    const auto schemas = schemas_of(list);
    for (int k = 1; k < 5000; ++k) {
        const Cut cut = cut_at(list, k, schemas, without_transaction);
        if (!cut.is_whole) return;
        ASSERT_TRUE(cut.was_cut) << "no cut left a half: the test above could not fail";
    }
}

/// Runs scripts statement by statement, and has PostgreSQL end the connection after so many.
class Killed final : public testing::AroundTransaction {
  public:
    Killed(Transaction& inner, int& left) : AroundTransaction(inner), left_(left) {}
    void run_script(std::string_view sql) override {
        for (const auto& statement : statements_of(std::string(sql))) {
            if (left_-- == 0) query(end_me, {}, [](const Columns&) {});
            AroundTransaction::run_script(statement);
        }
    }

  private:
    static std::vector<std::string> statements_of(const std::string& sql) {
        std::vector<std::string> all(1);
        std::istringstream lines(sql);
        for (std::string line; std::getline(lines, line);) {
            all.back() += line + "\n";
            if (!line.starts_with("--") && line.ends_with(";")) all.emplace_back();
        }
        if (all.back().find_first_not_of(" \n") == std::string::npos) all.pop_back();
        return all;
    }
    int& left_;
};

class KilledAfter final : public testing::Around {
  public:
    KilledAfter(std::unique_ptr<Database> inner, int statements)
        : Around(std::move(inner)), left_(statements) {}
    void write(std::function<void(Transaction&)> work, Done done) override {
        inner().write(
            [this, work = std::move(work)](Transaction& tx) {
                Killed killed(tx, left_);
                work(killed);
            },
            std::move(done));
    }
    bool is_killed() const { return left_ < 0; }

  private:
    int left_;
};

struct Kills {
    int all = 0;
    int halves = 0;  // left neither the schema before nor the one after, or could not go on
};

/// Each time one statement further into the next change; when that stands, the one after it. Ends
/// at the first half.
Kills kill_at_each_statement(List list, const Protection& protect) {
    const auto schemas = schemas_of(list);
    const PostgresOptions options{.address = PostgresCluster::shared().fresh(),
                                  .read_time_max = std::chrono::seconds{10}};
    {
        PostgresDatabase first(options);
        migrate(first, Dialect::Postgres, list.first(1));
    }
    Kills kills;
    std::size_t stood = 1;
    for (int statement = 1; stood < list.size() && kills.all < 1000; ++statement) {
        KilledAfter database(protect(std::make_unique<PostgresDatabase>(options)), statement);
        try {
            migrate(database, Dialect::Postgres, list);
        } catch (const std::exception&) {
            ++kills.all;
        }
        PostgresDatabase left(options);
        const auto ran = count_ran(left);
        if (things(left, postgres_schema) != schemas[ran]) {
            ++kills.halves;
            return kills;
        }
        if (ran > stood) statement = 0;
        stood = ran;
    }
    return kills;
}

TEST(Upgrade, killed_at_each_statement_postgresql_stands_on_the_old_schema_or_the_new_one) {
    if (!PostgresCluster::is_installed()) GTEST_SKIP() << "Install postgresql-15.";
    const List list = data_migrations();
    const Kills kills = kill_at_each_statement(list, as_it_is);
    EXPECT_EQ(kills.halves, 0) << "half a change after kill " << kills.all;
    EXPECT_GT(kills.all, static_cast<int>(list.size()));
    EXPECT_LT(kills.all, 1000);
}

TEST(Upgrade, control_without_its_transaction_a_kill_leaves_half_a_change_in_postgresql) {
    if (!PostgresCluster::is_installed()) GTEST_SKIP() << "Install postgresql-15.";
    EXPECT_EQ(kill_at_each_statement(data_migrations(), without_transaction).halves, 1);
}

/// One row a table, whatever it means, and the same rows in the newest schema.
std::vector<Bytes> rows_of(Reader& reader, const Table& table) {
    std::vector<Bytes> all;
    RowsOut(Dialect::Sqlite, table).each(reader, [&](const Columns& row) {
        Bytes one;
        for (int i = 0; i < row.count(); ++i) {
            if (row.is_null(i)) continue;
            const auto type = table.columns[static_cast<std::size_t>(i)].type;
            if (type == TableColumn::Type::Whole)
                one.push_back(static_cast<std::uint8_t>(row.whole(i)));
            else if (type == TableColumn::Type::Text)
                one.insert(one.end(), row.text(i).begin(), row.text(i).end());
            else
                one.insert(one.end(), row.bytes(i).begin(), row.bytes(i).end());
        }
        all.push_back(one);
    });
    return all;
}

void put_one_row_in_each(const std::filesystem::path& file, const std::vector<Table>& tables) {
    SqliteConnection connection(file, SqliteConnection::Role::Writer, "", true);
    connection.run_script("pragma foreign_keys = off");
    for (const auto& table : tables) {
        std::string values;
        for (const auto& column : table.columns)
            values += (values.empty() ? "" : ", ") +
                      std::string(column.type == TableColumn::Type::Whole  ? "1"
                                  : column.type == TableColumn::Type::Text ? "'" + column.name + "'"
                                                                           : "zeroblob(16)");
        connection.run_script("insert into " + table.name + " values (" + values + ")");
    }
}

void expect_rows_stay(List list) {
    for (std::size_t from = 1; from < list.size(); ++from) {
        const TempFolder folder;
        const auto tables = list_tables(list.first(from));
        {
            SqliteDatabase database(at(folder / "a.db"));
            migrate(database, Dialect::Sqlite, list.first(from));
        }
        put_one_row_in_each(folder / "a.db", tables);
        SqliteDatabase database(at(folder / "a.db"));
        const auto look = [&] {
            std::vector<std::vector<Bytes>> all;
            database.read_now([&](Reader& reader) {
                for (const auto& table : tables) all.push_back(rows_of(reader, table));
            });
            return all;
        };
        const auto before = look();
        migrate(database, Dialect::Sqlite, list);
        EXPECT_EQ(look(), before) << "from " << list[from - 1].name;
    }
}

TEST(Upgrade, what_stood_in_any_older_schema_stands_in_the_newest) {
    expect_rows_stay(data_migrations());
    expect_rows_stay(key_migrations());
}

}  // namespace
}  // namespace breather::storage
