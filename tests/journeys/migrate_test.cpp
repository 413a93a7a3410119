// Moving an installation from files into PostgreSQL: afterwards everything opens, and what did not
// arrive whole is told.
#include "app/migrate.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/data_folder.h"
#include "app/exit.h"
#include "engines/storage/postgres_connection.h"
#include "engines/storage/postgres_opening.h"
#include "journeys/stage.h"

namespace breather::testing {
namespace {

namespace fs = std::filesystem;

std::string bytes_of_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Migrating : public ::testing::Test {
  protected:
    void SetUp() override {
        if (on_postgres()) GTEST_SKIP() << "it begins with files";
        ada = join(stage, "ada");
        mei = join(stage, "mei lan");
        for (int i = 0; i < 30; ++i)
            for (const auto* who : {&ada, &mei}) write(stage, *who);
        seen_before = seen(stage);
    }
    void write(Stage& at, const JourneyBrowser& who) {
        const std::string body = R"({"fields": [{"field": "about", "version": ")" + at.fresh_id() +
                                 R"(", "replaces": [], "sealed": ")" + at.fresh_sealed() +
                                 R"("}]})";
        ASSERT_EQ(
            ask_once(at, who, "POST", "/api/exercises/entries/" + at.fresh_id() + "/fields", body)
                .status,
            200);
    }
    /// Everything the two can see, sealed by the server or in the browser.
    std::string seen(Stage& at) {
        std::string all;
        for (const auto* who : {&ada, &mei})
            for (const char* path :
                 {"/api/accounts/me", "/api/accounts/kept", "/api/accounts/devices",
                  "/api/exercises/entries", "/api/programmes/mine", "/api/content/outline"})
                all += ask_once(at, *who, "GET", path, "").body + "\n";
        return all;
    }
    MigrateFlags flags() {
        return {.data = stage.world.folder(), .to = to, .before_comparing = {}};
    }
    std::string migrate(const MigrateFlags& given) {
        std::string told;
        try {
            migrate_to_postgres(given, [&](const std::string& says) { told += says; });
        } catch (const Stop& stop) {
            refused = stop.code;
            told += stop.what();
        }
        return told;
    }
    static void run(const std::string& address, const std::string& sql) {
        storage::PostgresConnection connection(address);
        connection.connect();
        connection.run_script(sql);
    }

    Stage stage;
    JourneyBrowser ada, mei;
    std::string seen_before;
    PostgresPlaces to{PostgresCluster::shared().fresh(), PostgresCluster::shared().fresh(),
                      std::chrono::seconds{10}};
    std::optional<Exit> refused;
};

TEST_F(Migrating, afterwards_everything_opens_and_the_files_are_as_they_were) {
    stage.close();
    stage.world.close();
    const fs::path file = stage.world.folder() / "breather.db",
                   keys = stage.world.folder() / "keys.db";
    const std::string before = bytes_of_file(file) + bytes_of_file(keys);
    const std::string told = migrate(flags());
    ASSERT_FALSE(refused) << told;
    EXPECT_EQ(told.find("NOT THE SAME"), std::string::npos);
    EXPECT_NE(told.find("entry_head"), std::string::npos);
    EXPECT_NE(told.find("60 rows"), std::string::npos) << told;
    EXPECT_EQ(bytes_of_file(file) + bytes_of_file(keys), before);
    Stage moved(stage, to);
    EXPECT_EQ(seen(moved), seen_before);
    write(moved, ada);
}

TEST_F(Migrating, control_a_flipped_byte_in_what_arrived_is_told) {
    stage.close();
    stage.world.close();
    MigrateFlags given = flags();
    given.before_comparing = [&] {
        run(to.data,
            "update entry_head set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where "
            "ctid = (select ctid from entry_head limit 1)");
    };
    const std::string told = migrate(given);
    EXPECT_EQ(refused, Exit::Failed) << told;
    EXPECT_NE(told.find("1 of the tables are not the same"), std::string::npos) << told;
    // And nobody takes it for an installation.
    EXPECT_THROW(storage::open_postgres({.address = to.data}, storage::data_migrations()),
                 std::runtime_error);
}

TEST_F(Migrating, what_was_interrupted_is_known_and_goes_again_once_it_is_emptied) {
    stage.close();
    stage.world.close();
    MigrateFlags given = flags();
    given.before_comparing = [] { throw std::runtime_error("the power went"); };
    EXPECT_THROW(migrate_to_postgres(given, [](const std::string&) {}), std::runtime_error);
    for (const std::string& address : {to.data, to.keys})
        EXPECT_THROW(storage::open_postgres({.address = address}, storage::data_migrations()),
                     std::runtime_error);
    const std::string again = migrate(flags());
    EXPECT_NE(again.find("was not finished"), std::string::npos) << again;
    refused.reset();
    for (const std::string& address : {to.data, to.keys})
        run(address, "drop schema public cascade; create schema public");
    const std::string told = migrate(flags());
    EXPECT_FALSE(refused) << told;
}

TEST_F(Migrating, it_is_refused_while_the_server_runs_and_into_what_is_not_empty) {
    {
        const DataFolder held(stage.world.folder());
        const std::string told = migrate(flags());
        EXPECT_EQ(refused, Exit::FolderInUse) << told;
    }
    stage.close();
    stage.world.close();
    run(to.data, "create table theirs (place bigint)");
    const std::string told = migrate(flags());
    EXPECT_EQ(refused, Exit::Failed);
    EXPECT_NE(told.find("not empty"), std::string::npos) << told;
    to.data = to.keys;
    migrate(flags());
    EXPECT_EQ(refused, Exit::Configuration);
}

}  // namespace
}  // namespace breather::testing
