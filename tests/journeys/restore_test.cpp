// A backup of either kind of installation, put back into PostgreSQL or into files: what people
// could see they see again, who was erased stays erased, and what did not end is opened by nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/data_folder.h"
#include "app/databases.h"
#include "app/exit.h"
#include "app/restore_folder.h"
#include "engines/storage/filling.h"
#include "engines/storage/postgres_connection.h"
#include "engines/storage/postgres_opening.h"
#include "journeys/stage.h"

namespace breather::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

void run(const std::string& address, const std::string& sql) {
    storage::PostgresConnection connection(address);
    connection.connect();
    connection.run_script(sql);
}

std::int64_t count_tables(const std::string& address) {
    storage::PostgresConnection connection(address);
    connection.connect();
    return connection
        .find<std::int64_t>({"test.tables",
                             "select cast(count(*) as bigint) from information_schema.tables where "
                             "table_schema = 'public'"})
        .value();
}

class Restoring : public ::testing::Test {
  protected:
    void SetUp() override {
        ada = join(stage, "ada");
        mei = join(stage, "mei lan");
        for (int i = 0; i < 30; ++i)
            for (const auto* who : {&ada, &mei}) write(stage, *who);
        pair.write(temp / "secret.key");
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
    static std::string seen(Stage& at, const JourneyBrowser& who) {
        std::string all;
        for (const char* path :
             {"/api/accounts/me", "/api/accounts/kept", "/api/accounts/devices",
              "/api/exercises/entries", "/api/programmes/mine", "/api/content/outline"})
            all += ask_once(at, who, "GET", path, "").body + "\n";
        return all;
    }
    /// Stops the stage; the same installation, opened as one that makes backups.
    HouseOptions options_of_stage() {
        stage.close();
        stage.world.close();
        const fs::path& data = stage.world.folder();
        HouseOptions options{.database = data / "breather.db",
                             .keys = data / "keys.db",
                             .instance_key = data / "instance.key",
                             .media = data / "media",
                             .address = "https://steady.example.org",
                             .leave_to = {},
                             .passphrase_cost = {},
                             .sealer = nullptr,
                             .vfs = {},
                             .around_database = {}};
        options.postgres = stage.world.postgres();
        options.backups = backups::Settings{temp / "out", temp / "out-keys", pair.public_key};
        return options;
    }
    backups::BackupRow back_up() {
        House house(options_of_stage(), stage.world.clock, random);
        return house.backups().make();
    }
    RestoreAsk ask_of(const backups::BackupRow& row) {
        return {.from = temp / "out" / row.data_file,
                .keys = temp / "out-keys" / row.keys_file,
                .secret_key = temp / "secret.key",
                .data = temp / "new",
                .instance_key = stage.world.folder() / "instance.key",
                .tombstones = {},
                .postgres = to};
    }
    std::string restore(const RestoreAsk& ask) {
        refused.reset();
        try {
            return restore_folder(ask, stage.world.clock, random);
        } catch (const Stop& stop) {
            refused = stop.code;
            return stop.what();
        }
    }
    std::optional<Exit> fault_of_opening(const fs::path& folder,
                                         const std::optional<PostgresPlaces>& places) {
        try {
            const DataFolder held(folder);
            HouseOptions options = options_of(held, "https://steady.example.org");
            options.postgres = places;
            House(std::move(options), stage.world.clock, random);
        } catch (const Stop& stop) {
            return stop.code;
        }
        return std::nullopt;
    }

    TempFolder temp;
    SeededRandom random{12};
    backups::KeyPair pair = backups::KeyPair::make(random);
    Stage stage;
    JourneyBrowser ada, mei;
    PostgresPlaces to{PostgresCluster::shared().fresh(), PostgresCluster::shared().fresh(),
                      std::chrono::seconds{10}};
    std::optional<Exit> refused;
};

TEST_F(Restoring, into_postgresql_everybody_sees_what_they_saw_and_goes_on) {
    const std::string before = seen(stage, ada) + seen(stage, mei);
    const std::string told = restore(ask_of(back_up()));
    ASSERT_FALSE(refused) << told;
    EXPECT_THAT(told, HasSubstr("each table compared with its hash"));
    EXPECT_THAT(told, HasSubstr("sealed values were opened"));
    EXPECT_THAT(told, HasSubstr("database = \"" + to.data));
    EXPECT_FALSE(fs::exists(temp / "new/breather.db")) << "nothing of it stands in a file";
    EXPECT_EQ(fault_of_opening(temp / "new", std::nullopt), Exit::Configuration)
        << "the folder says that its data stands elsewhere";
    // The first to open is the one with the sounds.
    EXPECT_EQ(fault_of_opening(temp / "new", to), std::nullopt);
    Stage restored(stage, to);
    EXPECT_EQ(seen(restored, ada) + seen(restored, mei), before);
    write(restored, ada);
}

TEST_F(Restoring, into_files_everybody_sees_what_they_saw_whatever_it_was_taken_from) {
    RestoreAsk ask = ask_of(back_up());
    ask.postgres.reset();
    const std::string told = restore(ask);
    ASSERT_FALSE(refused) << told;
    EXPECT_EQ(fault_of_opening(temp / "new", std::nullopt), std::nullopt);
}

/// E3 there, and its control.
TEST_F(Restoring, who_was_erased_since_stays_erased_in_postgresql) {
    const auto before = back_up();
    stage.restart();
    ASSERT_EQ(
        ask_once(stage, mei, "POST", "/api/accounts/delete", R"({"confirm": "delete"})").status,
        200);
    stage.world.clock.advance(std::chrono::hours{1});
    const auto after = back_up();
    RestoreAsk ask = ask_of(before);
    ask.keys = temp / "out-keys" / after.keys_file;
    ASSERT_THAT(restore(ask), HasSubstr("1 erased people stay erased"));
    {
        EXPECT_EQ(fault_of_opening(temp / "new", to), std::nullopt);
        Stage restored(stage, to);
        EXPECT_EQ(ask_once(restored, ada, "GET", "/api/accounts/me", "").status, 200);
        EXPECT_EQ(ask_once(restored, mei, "GET", "/api/accounts/me", "").status, 401);
    }
    fs::remove(temp / "out-keys" / after.keys_file);
    ask = ask_of(before);
    ask.data = temp / "control";
    ask.postgres = PostgresPlaces{PostgresCluster::shared().fresh(),
                                  PostgresCluster::shared().fresh(), std::chrono::seconds{10}};
    ASSERT_THAT(restore(ask), HasSubstr("0 erased people"));
    EXPECT_EQ(fault_of_opening(ask.data, ask.postgres), std::nullopt);
    Stage control(stage, *ask.postgres);
    EXPECT_EQ(ask_once(control, mei, "GET", "/api/accounts/me", "").status, 200)
        << "control: without the newer ledger she would be back";
}

TEST_F(Restoring, a_database_that_is_not_empty_is_refused_and_stays_as_it_is) {
    const auto row = back_up();
    run(to.keys, "create table theirs (place bigint)");
    EXPECT_THAT(restore(ask_of(row)), HasSubstr("--keys-database: This database is not empty"));
    EXPECT_EQ(refused, Exit::FolderNotEmpty);
    EXPECT_EQ(count_tables(to.keys), 1);
    EXPECT_EQ(count_tables(to.data), 0);
    EXPECT_FALSE(fs::exists(temp / "new"));
    to.keys = to.data;
    restore(ask_of(row));
    EXPECT_EQ(refused, Exit::Configuration) << "one database for both";
}

/// Each is noticed late, with most of the rows in their place.
TEST_F(Restoring, a_refused_restore_leaves_the_databases_empty) {
    const auto row = back_up();
    const RestoreAsk good = ask_of(row);
    RestoreAsk ask = good;
    fs::copy(good.from, temp / "cut.backup");
    fs::resize_file(temp / "cut.backup", fs::file_size(good.from) - 1);
    ask.from = temp / "cut.backup";
    restore(ask);
    EXPECT_EQ(refused, Exit::BrokenBackup);
    ask = good;
    storage::InstanceKey::create(temp / "other.key", random);
    ask.instance_key = temp / "other.key";
    restore(ask);
    EXPECT_EQ(refused, Exit::BrokenBackup);
    EXPECT_EQ(count_tables(to.data) + count_tables(to.keys), 0);
    EXPECT_FALSE(fs::exists(temp / "new"));
    const std::string told = restore(good);
    EXPECT_FALSE(refused) << told;
}

/// As a kill leaves it: both marks stand, whichever database it was about to finish.
TEST_F(Restoring, one_that_did_not_end_is_opened_by_no_server_and_not_filled_again) {
    const auto row = back_up();
    ASSERT_FALSE(restore(ask_of(row)).empty());
    ASSERT_EQ(fault_of_opening(temp / "new", to), std::nullopt) << "control: without a mark";
    run(to.data, "create table unfinished_move (place bigint primary key)");
    EXPECT_EQ(fault_of_opening(temp / "new", to), Exit::NotRestored);
    RestoreAsk again = ask_of(row);
    again.data = temp / "again";
    EXPECT_THAT(restore(again), HasSubstr("--keys-database: This database is not empty"));
    run(to.keys, "drop schema public cascade; create schema public");
    EXPECT_THAT(restore(again), HasSubstr("was not finished"));
    EXPECT_EQ(refused, Exit::FolderNotEmpty);
    run(to.data, "drop schema public cascade; create schema public");
    const std::string told = restore(again);
    EXPECT_FALSE(refused) << told;
}

}  // namespace
}  // namespace breather::testing
