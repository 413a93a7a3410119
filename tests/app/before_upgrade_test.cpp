// An upgrade can be undone: the database is copied as the older program left it, and put back.
#include "app/before_upgrade.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/exit.h"
#include "app/house.h"
#include "engines/storage/migrations.h"
#include "engines/storage/sqlite_database.h"
#include "support/temp_folder.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using storage::Dialect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Upgrading : public ::testing::Test {
  protected:
    testing::TempFolder temp;
    FakeClock clock;
    SeededRandom random{5};
    const std::span<const storage::Migration> all = storage::data_migrations();
    const std::span<const storage::Migration> older = all.first(all.size() - 1);
    const fs::path data = temp / "data";

    void SetUp() override { fs::create_directories(data); }

    static std::unique_ptr<storage::Database> open(const fs::path& file) {
        storage::SqliteOptions options;
        options.file = file;
        return std::make_unique<storage::SqliteDatabase>(std::move(options));
    }
    /// A data folder as the release before this one left it.
    void make_older_data() {
        {
            const DataFolder folder(data);
            const House house(options_of(folder, "http://localhost"), clock, random);
        }
        fs::remove(data / "breather.db");
        storage::migrate(*open(data / "breather.db"), Dialect::Sqlite, older);
    }
    void open_house() {
        const DataFolder folder(data);
        const House house(options_of(folder, "http://localhost"), clock, random);
    }
    std::vector<std::string> copies() const { return list_upgrade_copies(data); }
    std::string name() const { return "2026-03-02-" + std::string(older.back().name); }
};

TEST_F(Upgrading, the_database_is_copied_before_its_schema_changes) {
    make_older_data();
    open_house();
    ASSERT_THAT(copies(), ElementsAre(name()));
    const fs::path copy = data / "before-upgrade" / name();
    EXPECT_EQ(storage::find_change_behind(*open(copy / "breather.db"), Dialect::Sqlite, all),
              std::string(older.back().name));
    EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_all);
    EXPECT_FALSE(fs::exists(copy / "keys.db")) << "keys live seven days, and in one place";
}

TEST_F(Upgrading, nothing_is_copied_where_nothing_changes) {
    open_house();
    open_house();
    EXPECT_THAT(copies(), IsEmpty());
}

TEST_F(Upgrading, an_older_program_opens_what_was_put_back_and_nothing_else) {
    make_older_data();
    open_house();
    EXPECT_THROW(storage::migrate(*open(data / "breather.db"), Dialect::Sqlite, older),
                 std::runtime_error);
    put_back(DataFolder(data), name(), clock);
    storage::migrate(*open(data / "breather.db"), Dialect::Sqlite, older);
    EXPECT_THAT(copies(), ElementsAre("2026-03-02-set-aside", name()));
    // and forward again
    put_back(DataFolder(data), "2026-03-02-set-aside", clock);
    open_house();
    EXPECT_THAT(copies(), ElementsAre("2026-03-02-set-aside-2", "2026-03-02-set-aside", name()));
}

TEST_F(Upgrading, a_journal_a_crash_left_goes_with_its_file) {
    make_older_data();
    std::ofstream(data / "breather.db-wal") << "journal";
    copy_before_upgrade(data / "breather.db", "0001_one", clock);
    EXPECT_TRUE(fs::exists(data / "before-upgrade/2026-03-02-0001_one/breather.db-wal"));
    fs::remove(data / "breather.db-wal");
    put_back(DataFolder(data), "2026-03-02-0001_one", clock);
    EXPECT_TRUE(fs::exists(data / "breather.db-wal"));
}

TEST_F(Upgrading, half_a_copy_is_no_copy) {
    make_older_data();
    fs::create_directories(data / "before-upgrade" / (name() + ".part"));
    EXPECT_THAT(copies(), IsEmpty());
    open_house();
    EXPECT_THAT(copies(), ElementsAre(name()));
}

TEST_F(Upgrading, a_copy_goes_after_seven_days) {
    make_older_data();
    open_house();
    clock.advance(std::chrono::days{7});
    drop_old_upgrade_copies(data, clock);
    EXPECT_THAT(copies(), ElementsAre(name()));
    clock.advance(std::chrono::days{1} + std::chrono::milliseconds{1});
    drop_old_upgrade_copies(data, clock);
    EXPECT_THAT(copies(), IsEmpty());
}

TEST_F(Upgrading, a_copy_that_is_not_there_is_named) {
    open_house();
    try {
        put_back(DataFolder(data), "2026-01-01-0001_x", clock);
        FAIL() << "it was put back";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::NotFound);
        EXPECT_THAT(stop.what(), HasSubstr("2026-01-01-0001_x"));
    }
    EXPECT_TRUE(fs::exists(data / "breather.db"));
}

}  // namespace
}  // namespace breather
