#include "engines/storage/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/storage/sqlite_database.h"
#include "support/fault_vfs.h"
#include "support/temp_folder.h"

namespace breather::storage {
namespace {

using testing::FaultVfs;
using ::testing::HasSubstr;
using testing::TempFolder;

constexpr Migration first{1, "0001_first",
                          "create table a (id {id} not null primary key) {strict};"};
constexpr Migration second{2, "0002_second",
                           "create table b (n bigint not null primary key) {strict};"
                           "insert into b values (1); insert into b values (2);"};
constexpr Statement count_b{"count_b",
                            R"sql(select count(*) from sqlite_schema where name = 'b')sql"};
constexpr Statement count_rows{"count_rows", R"sql(select count(*) from b)sql"};

struct Migrating : ::testing::Test {
    TempFolder folder;
    std::unique_ptr<SqliteDatabase> open(const std::string& vfs = "") {
        SqliteOptions options;
        options.file = folder / "a.db";
        options.vfs = vfs;
        return std::make_unique<SqliteDatabase>(options);
    }
    static void run(Database& database, const std::vector<Migration>& list) {
        migrate(database, Dialect::Sqlite, list);
    }
    static std::string refusal_of(Database& database, const std::vector<Migration>& list) {
        try {
            run(database, list);
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return "";
    }
};

TEST_F(Migrating, each_runs_once_and_later_ones_are_added) {
    const auto database = open();
    run(*database, {first});
    run(*database, {first, second});
    run(*database, {first, second});
    EXPECT_EQ(database->read_now([](Reader& r) { return *r.find<std::int64_t>(count_rows); }), 2);
}

TEST_F(Migrating, a_newer_schema_is_refused_with_a_sentence) {
    const auto database = open();
    run(*database, {first, second});
    EXPECT_THAT(refusal_of(*database, {first}),
                HasSubstr("written by a newer Breather (its schema has 0002_second"));
}

TEST_F(Migrating, a_changed_migration_is_refused_with_a_sentence) {
    const auto database = open();
    run(*database, {first, second});
    auto changed = first;
    changed.sql = "create table a (id {id} not null primary key, more text) {strict};";
    EXPECT_THAT(refusal_of(*database, {changed, second}),
                HasSubstr("schema change 0001_first was altered"));
}

TEST_F(Migrating, one_that_fails_leaves_nothing_behind) {
    const auto database = open();
    auto broken = second;
    broken.sql =
        "create table b (n bigint not null primary key) {strict}; insert into nowhere values (1);";
    EXPECT_NE(refusal_of(*database, {first, broken}), "");
    EXPECT_EQ(database->read_now([](Reader& r) { return *r.find<std::int64_t>(count_b); }), 0);
    run(*database, {first, second});
}

/// R13: a power cut after each write of a migration leaves the old schema or the new one, whole.
TEST_F(Migrating, killed_half_way_is_the_old_schema_or_the_new_one) {
    int old_schema = 0, new_schema = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const TempFolder before, after;
        SeededRandom random(seed);
        FaultVfs vfs;
        vfs.watch_power();
        SqliteOptions options;
        options.file = before / "a.db";
        options.vfs = vfs.name();
        options.on_fsync_failure = [] {};
        {
            SqliteDatabase database(options);
            run(database, {first});
            vfs.fail_call(static_cast<int>(1 + seed % 15));
            try {
                run(database, {first, second});
            } catch (const std::exception&) {
                // The process would be gone here.
            }
            vfs.cut_power(after.path(), random);
        }
        options.file = after / "a.db";
        options.vfs.clear();
        SqliteDatabase left(options);
        const bool there =
            left.read_now([](Reader& r) { return *r.find<std::int64_t>(count_b); }) == 1;
        ++(there ? new_schema : old_schema);
        run(left, {first, second});
        EXPECT_EQ(left.read_now([](Reader& r) { return *r.find<std::int64_t>(count_rows); }), 2);
    }
    EXPECT_GT(old_schema, 0);
    EXPECT_GT(new_schema, 0);
}

TEST_F(Migrating, the_house_s_own_lists_run) {
    const auto data = open();
    migrate(*data, Dialect::Sqlite, data_migrations());
    EXPECT_FALSE(data_migrations().empty());
    SqliteOptions options;
    options.file = folder / "keys.db";
    SqliteDatabase keys(options);
    migrate(keys, Dialect::Sqlite, key_migrations());
}

TEST(dialect, the_tokens_become_each_database_s_words) {
    constexpr auto sql = "create table t (id {id}, b {bytes}, n bigint) {strict}";
    EXPECT_EQ(in_dialect(Dialect::Sqlite, sql),
              "create table t (id blob, b blob, n integer) strict");
    EXPECT_EQ(in_dialect(Dialect::Postgres, sql), "create table t (id uuid, b bytea, n bigint) ");
}

}  // namespace
}  // namespace breather::storage
