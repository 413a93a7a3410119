// Backups as the operator meets them: settings, commands, and a new folder from two files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/backup_commands.h"
#include "app/commands.h"
#include "app/configuration.h"
#include "app/data_folder.h"
#include "app/exit.h"
#include "app/jobs.h"
#include "app/restore_folder.h"
#include "base/refusal.h"
#include "engines/storage/instance_key.h"
#include "support/temp_folder.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Operating : ::testing::Test {
    testing::TempFolder temp;
    FakeClock clock;
    SeededRandom random{11};
    backups::KeyPair pair = backups::KeyPair::make(random);
    fs::path secret = temp / "secret.key";

    Operating() { pair.write(secret); }

    std::unique_ptr<House> open() {
        fs::create_directories(temp / "data");
        HouseOptions options{.database = temp / "data/breather.db",
                             .keys = temp / "data/keys.db",
                             .instance_key = temp / "data/instance.key",
                             .media = temp / "data/media",
                             .address = "http://localhost",
                             .leave_to = {},
                             .passphrase_cost = {},
                             .sealer = nullptr,
                             .vfs = {},
                             .around_database = {}};
        options.backups = backups::Settings{temp / "out", temp / "out-keys", pair.public_key};
        return std::make_unique<House>(std::move(options), clock, random);
    }
    RestoreAsk ask_of(const backups::BackupRow& row) {
        return {.from = temp / "out" / row.data_file,
                .keys = temp / "out-keys" / row.keys_file,
                .secret_key = secret,
                .data = temp / "new",
                .instance_key = temp / "data/instance.key",
                .tombstones = {}};
    }
    Exit refused(const RestoreAsk& ask) {
        try {
            restore_folder(ask, clock, random);
        } catch (const Stop& stop) {
            EXPECT_FALSE(fs::exists(ask.data)) << "nothing half is left";
            return stop.code;
        }
        return Exit::Ok;
    }
    std::string fault_of(const std::string& text) {
        std::ofstream(temp / "breather.toml") << text;
        try {
            read_configuration(temp / "breather.toml");
        } catch (const Stop& stop) {
            return stop.what();
        }
        return "it was taken";
    }
};

TEST_F(Operating, a_backup_becomes_a_new_folder_that_opens) {
    const auto row = open()->backups().make();
    EXPECT_THAT(restore_folder(ask_of(row), clock, random), HasSubstr("compared with its hash"));
    EXPECT_FALSE(fs::exists(DataFolder::restoring_mark_of(temp / "new")));
    const DataFolder folder(temp / "new");
    const House house(options_of(folder, "http://localhost"), clock, random);
    EXPECT_FALSE(house.made_instance_key());
}

/// E3: nothing opens a folder in which somebody who was erased may still be.
TEST_F(Operating, a_folder_whose_restore_did_not_end_is_not_opened) {
    restore_folder(ask_of(open()->backups().make()), clock, random);
    std::ofstream(DataFolder::restoring_mark_of(temp / "new")) << "";
    try {
        const DataFolder folder(temp / "new");
        FAIL() << "it was opened";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::NotRestored);
    }
}

TEST_F(Operating, each_way_a_restore_is_refused_has_its_code_and_leaves_nothing) {
    const auto row = open()->backups().make();
    const RestoreAsk good = ask_of(row);
    fs::create_directories(temp / "taken");
    std::ofstream(temp / "taken/file") << "mine";
    RestoreAsk ask = good;
    ask.data = temp / "taken";
    EXPECT_THROW(restore_folder(ask, clock, random), Stop);
    EXPECT_TRUE(fs::exists(temp / "taken/file"));

    ask = good;
    ask.secret_key = temp / "none.key";
    EXPECT_EQ(refused(ask), Exit::Keys);
    backups::KeyPair::make(random).write(temp / "other.key");
    ask.secret_key = temp / "other.key";
    EXPECT_EQ(refused(ask), Exit::BrokenBackup);

    ask = good;
    storage::InstanceKey::create(temp / "other-instance.key", random);
    ask.instance_key = temp / "other-instance.key";
    EXPECT_EQ(refused(ask), Exit::BrokenBackup) << "not written by that installation";

    fs::copy(good.from, temp / "cut.backup");
    fs::resize_file(temp / "cut.backup", fs::file_size(good.from) - 1);
    ask = good;
    ask.from = temp / "cut.backup";
    EXPECT_EQ(refused(ask), Exit::BrokenBackup);

    clock.advance(8 * 24h);
    EXPECT_EQ(refused(good), Exit::KeysTooOld);
}

TEST_F(Operating, the_night_brings_a_backup_and_the_month_a_rehearsal) {
    const auto house = open();
    for (int hour = 0; hour < 24 * 31; ++hour) {
        clock.advance(1h);
        house->scheduler().run_due(scheduler::Lane::Slow);
    }
    EXPECT_EQ(house->backups().list_backups().size(), 31u);
    ASSERT_EQ(house->backups().list_rehearsals().size(), 1u);
    EXPECT_EQ(house->backups().list_rehearsals()[0].state, backups::State::Done);
    EXPECT_TRUE(house->scheduler().list_failures().empty());
    std::size_t keys = 0;
    for (const auto& entry : fs::directory_iterator(temp / "out-keys"))
        keys += entry.path().extension() == ".backup";
    EXPECT_LE(keys, 8u);
}

TEST_F(Operating, a_serving_house_begins_and_is_asked_again) {
    const auto house = open();
    const boost::json::object live{{"live", true}};
    const auto begun = *perform_backup_command(*house, clock, "backup.make", live);
    ASSERT_THAT(begun, StartsWith(std::string(backup_begun)));
    const boost::json::object look{{"what", jobs::backup},
                                   {"since", std::stoll(begun.substr(backup_begun.size()))}};
    EXPECT_EQ(*perform_backup_command(*house, clock, "backup.look", look), "");
    house->scheduler().run_due(scheduler::Lane::Slow);
    EXPECT_THAT(*perform_backup_command(*house, clock, "backup.look", look),
                HasSubstr("The backup is made"));
    EXPECT_THAT(*perform_backup_command(*house, clock, "backup.list", {}), HasSubstr("done"));
    EXPECT_FALSE(perform_backup_command(*house, clock, "content.list", {}));
}

TEST_F(Operating, settings_are_whole_and_two_places) {
    const std::string key = "backup_public_key = \"" + pair.public_key.text() + "\"\n";
    const std::string whole =
        "backup_folder = \"/a\"\nkeys_backup_folder = \"/b\"\nbackup_kept_days = 30\n" + key +
        "time_zone = \"Europe/London\"\n";
    EXPECT_EQ(fault_of(whole), "it was taken");
    const Configuration read = read_configuration(temp / "breather.toml");
    EXPECT_EQ(read.backups->kept, std::chrono::days(30));
    EXPECT_EQ(read.zone.name(), "Europe/London");
    EXPECT_THAT(fault_of("backup_folder = \"/a\"\n"), HasSubstr("belong together"));
    EXPECT_THAT(fault_of("backup_folder = \"/a\"\nkeys_backup_folder = \"/a/keys\"\n" + key),
                HasSubstr("must be two places"));
    EXPECT_THAT(fault_of("backup_public_key = \"abc\"\n"), HasSubstr("has a slip in it"));
    const std::string both = "backup_folder = \"/a\"\nkeys_backup_folder = \"/b\"\n";
    EXPECT_EQ(fault_of(both + "backup_public_key = \"secret.key.pub\"\n"), "it was taken");
    EXPECT_EQ(read_configuration(temp / "breather.toml").backups->public_key, pair.public_key);
    EXPECT_THAT(fault_of(both + "backup_public_key = \"no.pub\"\n"), HasSubstr("no.pub"));
    EXPECT_THAT(fault_of("time_zone = \"Europe/Londn\"\n"), HasSubstr("Europe/London"));
}

}  // namespace
}  // namespace breather
