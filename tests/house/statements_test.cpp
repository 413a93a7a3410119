// One SQL text for both databases: every statement of the program is prepared on a real SQLite and
// a real PostgreSQL 15 with the migrated schema.
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "engines/storage/migrations.h"
#include "support/postgres_cluster.h"

namespace breather::storage {
namespace {

namespace fs = std::filesystem;

struct Found {
    std::string where;  // "src/features/accounts/accounts_store.cpp:31"
    std::string sql;
};

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> sources() {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(BREATHER_SOURCE_DIR "/src"))
        if (entry.path().extension() == ".cpp") all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

std::string place_in(const fs::path& file, const std::string& text, std::size_t at) {
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return fs::relative(file, BREATHER_SOURCE_DIR).string() + ":" + std::to_string(line);
}

std::vector<Found> statements() {
    constexpr std::string_view opens = "R\"sql(", closes = ")sql\"";
    std::vector<Found> all;
    for (const auto& file : sources()) {
        const auto text = content_of(file);
        for (auto at = text.find(opens); at != text.npos; at = text.find(opens, at + 1)) {
            const auto from = at + opens.size();
            const auto to = text.find(closes, from);
            all.push_back({place_in(file, text, at), text.substr(from, to - from)});
        }
    }
    return all;
}

/// The ledger of migrations makes itself; what begins with "create" is run before the rest.
bool makes_a_table(const Found& found) {
    const auto start = found.sql.find_first_not_of(" \n");
    return start != found.sql.npos && found.sql.compare(start, 7, "create ") == 0;
}

/// One of the two databases, empty, for preparing only.
class Testing {
  public:
    virtual ~Testing() = default;
    virtual Dialect dialect() const = 0;
    /// What the database says against it; empty when nothing.
    virtual std::string run(const std::string& script) = 0;
    virtual std::string prepare(const std::string& sql) = 0;

    void make_schema(const std::vector<Found>& found) {
        for (const auto& list : {data_migrations(), key_migrations()})
            for (const auto& migration : list) {
                const auto says = run(in_dialect(dialect(), migration.sql));
                ASSERT_EQ(says, "")
                    << "migration " << migration.name << " does not run here. Keep to "
                    << "the portable set described in engines/storage/statement.h.";
            }
        for (const auto& each : found)
            if (makes_a_table(each)) {
                ASSERT_EQ(run(in_dialect(dialect(), each.sql)), "");
            }
    }
};

class OnSqlite final : public Testing {
  public:
    OnSqlite() { sqlite3_open(":memory:", &handle_); }
    ~OnSqlite() override { sqlite3_close(handle_); }
    Dialect dialect() const override { return Dialect::Sqlite; }
    std::string run(const std::string& script) override {
        return says(sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr));
    }
    std::string prepare(const std::string& sql) override {
        sqlite3_stmt* statement = nullptr;
        const char* rest = nullptr;
        auto complaint = says(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, &rest));
        sqlite3_finalize(statement);
        const bool more =
            rest != nullptr && std::string(rest).find_first_not_of(" \n;") != std::string::npos;
        if (complaint.empty() && more) complaint = "more than one statement in one text";
        return complaint;
    }

  private:
    std::string says(int code) { return code == SQLITE_OK ? "" : sqlite3_errmsg(handle_); }
    sqlite3* handle_ = nullptr;
};

/// A PostgreSQL of its own.
class OnPostgres final : public Testing {
  public:
    OnPostgres() {
        if (cluster_.is_there()) connection_ = PQconnectdb(cluster_.address().c_str());
    }
    ~OnPostgres() override { PQfinish(connection_); }
    bool is_there() const { return cluster_.is_there() && PQstatus(connection_) == CONNECTION_OK; }
    std::string what_happened() const { return cluster_.what_happened(); }
    Dialect dialect() const override { return Dialect::Postgres; }
    std::string run(const std::string& script) override {
        const Result result(PQexec(connection_, script.c_str()));
        return says(result);
    }
    std::string prepare(const std::string& sql) override {
        const Result prepared(PQprepare(connection_, "one", sql.c_str(), 0, nullptr));
        if (const auto complaint = says(prepared); !complaint.empty()) return complaint;
        const Result described(PQdescribePrepared(connection_, "one"));
        std::string complaint = says(described);
        for (int i = 0; i < PQnparams(described.get()); ++i)
            if (!is_ours(PQparamtype(described.get(), i)))
                complaint += "parameter $" + std::to_string(i + 1) +
                             " is no bigint, text, bytes or id; cast it. ";
        for (int i = 0; i < PQnfields(described.get()); ++i)
            if (const Oid type = PQftype(described.get(), i); !is_ours(type))
                complaint += "column " + std::string(PQfname(described.get(), i)) +
                             " is no bigint, text, bytes or id; cast it. ";
        const Result gone(PQexec(connection_, "deallocate all"));
        return complaint;
    }

  private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using Result = std::unique_ptr<PGresult, Clear>;
    static constexpr Oid bytea = 17, int8 = 20, text = 25, uuid = 2950;
    static bool is_ours(Oid type) {
        return type == bytea || type == int8 || type == text || type == uuid;
    }
    static std::string says(const Result& result) {
        const auto status = PQresultStatus(result.get());
        const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        return good ? "" : PQresultErrorMessage(result.get());
    }
    breather::testing::PostgresCluster cluster_;
    PGconn* connection_ = nullptr;
};

void prepare_all(Testing& database, const char* name) {
    const auto found = statements();
    ASSERT_GT(found.size(), 10u) << "hardly any statement was found; is the search still right?";
    ASSERT_NO_FATAL_FAILURE(database.make_schema(found));
    for (const auto& each : found) {
        if (makes_a_table(each)) continue;
        const auto complaint = database.prepare(in_dialect(database.dialect(), each.sql));
        EXPECT_EQ(complaint, "")
            << each.where << "\n"
            << each.sql << "\nis not understood by " << name
            << ". Write it in the portable set described in engines/storage/statement.h.";
    }
}

TEST(statements, each_is_prepared_on_sqlite) {
    OnSqlite sqlite;
    prepare_all(sqlite, "SQLite");
    EXPECT_NE(sqlite.prepare("select nothing from nowhere"), "");
    EXPECT_NE(sqlite.prepare("select 1; select 2"), "");
}

TEST(statements, each_is_prepared_on_postgresql_15) {
    ASSERT_TRUE(breather::testing::PostgresCluster::is_installed())
        << "PostgreSQL 15 is not installed; every statement is tried on it. Install postgresql-15.";
    OnPostgres postgres;
    ASSERT_TRUE(postgres.is_there()) << "PostgreSQL did not start:\n" << postgres.what_happened();
    prepare_all(postgres, "PostgreSQL 15");
    EXPECT_NE(postgres.prepare("select nothing from nowhere"), "");
    EXPECT_NE(postgres.prepare("select 1 = 1 as truth"), "") << "booleans are no values";
    EXPECT_NE(postgres.prepare("select 1 as one"), "") << "32 bits are no bigint";
    EXPECT_NE(postgres.prepare("select $1 + 1 as more"), "") << "a parameter of 32 bits";
}

/// Without this the two tests above could look at nothing.
TEST(statements, all_are_written_where_they_are_found) {
    for (const auto& file : sources()) {
        if (file.string().find("/engines/storage/") != std::string::npos) continue;
        const auto text = content_of(file);
        for (auto at = text.find("Statement "); at != text.npos;
             at = text.find("Statement ", at + 1)) {
            const auto brace = text.find_first_of("{;)", at);
            if (brace == text.npos || text[brace] != '{') continue;
            const auto end = text.find(';', brace);
            EXPECT_NE(text.substr(brace, end - brace).find("R\"sql("), std::string::npos)
                << place_in(file, text, at)
                << " hides its SQL from this test. Write the text as R\"sql( … )sql\".";
        }
    }
}

}  // namespace
}  // namespace breather::storage
