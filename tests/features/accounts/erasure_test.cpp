#include <gtest/gtest.h>

#include <fstream>

#include "features/accounts/accounts_store.h"
#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using boost::json::object;

constexpr storage::Statement sqlite_tables{"test.tables",
                                           "select name from sqlite_master where type = 'table'"};
constexpr storage::Statement pg_tables{
    "test.tables",
    "select cast(table_name as text) as name from information_schema.tables "
    "where table_schema = 'public'"};

struct Column {
    std::string name;
    std::string type;
};
BOOST_DESCRIBE_STRUCT(Column, (), (name, type))

std::vector<Column> columns_of(storage::Reader& reader, bool postgres, const std::string& table) {
    const auto sql =
        postgres ? "select cast(column_name as text) as name, cast(data_type as text) as type "
                   "from information_schema.columns where table_name = '" +
                       table + "' order by ordinal_position"
                 : "select name, type from pragma_table_info('" + table + "')";
    return reader.list<Column>({"test.columns", sql});
}

/// Where in a database these bytes stand, table by table.
std::vector<std::string> find_traces(storage::Database& database,
                                     const std::vector<Bytes>& traces) {
    std::vector<std::string> found;
    database.read_now([&](storage::Reader& reader) {
        const bool postgres = dynamic_cast<storage::PostgresDatabase*>(&database) != nullptr;
        for (const auto& table : reader.list<std::string>(postgres ? pg_tables : sqlite_tables)) {
            std::string columns;
            for (const auto& [column, type] : columns_of(reader, postgres, table)) {
                const auto as_bytes = !postgres          ? "cast(" + column + " as blob)"
                                      : type == "uuid"   ? "uuid_send(" + column + ")"
                                      : type == "bigint" ? "int8send(" + column + ")"
                                      : type == "text"   ? "convert_to(" + column + ", 'UTF8')"
                                                         : column;
                columns += (columns.empty() ? "" : ", ") + as_bytes + " as " + column;
            }
            const auto sql = "select " + columns + " from " + table;
            reader.query({"test." + table, sql}, {}, [&](const storage::Columns& row) {
                for (int i = 0; i < row.count(); ++i) {
                    if (row.is_null(i)) continue;
                    const auto value = text_of(row.bytes(i));
                    for (const auto& trace : traces) {
                        if (value.find(text_of(trace)) != std::string_view::npos) {
                            found.push_back(table + "." + std::string(row.name(i)));
                        }
                    }
                }
            });
        }
    });
    return found;
}

/// Whether any of these stands in a database's file or in a journal beside it.
bool stands_in_files(const std::filesystem::path& database, const std::vector<Bytes>& traces) {
    for (const auto& file : std::filesystem::directory_iterator(database.parent_path())) {
        if (!file.path().filename().string().starts_with(database.filename().string())) continue;
        std::ifstream in(file.path(), std::ios::binary);
        const std::string all((std::istreambuf_iterator<char>(in)), {});
        for (const auto& trace : traces)
            if (all.find(text_of(trace)) != all.npos) return true;
    }
    return false;
}

struct Erasing : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada, ben;

    /// A room as others will be: one row of the person, without a table of its own.
    int erased_rooms = 0;
    bool room_breaks = false;

    Erasing() {
        open();
        ada = world.join("ada 1000");
        ben = world.join("ben 2000");
        world.put(ada.browser, "/api/accounts/ways/passphrase", world.new_passphrase());
        world.put(ada.browser, "/api/accounts/ways/code", world.new_way());
        world.put(ada.browser, "/api/accounts/settings", object{{"theme", "night"}});
    }
    void open() {
        world.open({{"test",
                     [this](storage::Transaction&, OrgId, PersonId) {
                         if (room_breaks) throw std::runtime_error("the power went");
                         ++erased_rooms;
                     },
                     {}}});
    }
    std::vector<Bytes> traces_of(const AccountsWorld::Person& person) {
        const accounts::Hashes hashes(world.instance);
        const auto id = *PersonId::parse(person.id);
        const auto name = hashes.name(person.name);
        const auto way = hashes.way(accounts::WayKind::Device,
                                    *Uuid::parse(std::string(person.device.at("id").as_string())));
        return {Bytes(id.view().begin(), id.view().end()), Bytes(name.begin(), name.end()),
                Bytes(way.begin(), way.end()), Bytes(person.name.begin(), person.name.end())};
    }
    Heard erase(AccountsWorld::Person& person) {
        return world.post(person.browser, "/api/accounts/delete", object{{"confirm", "delete"}});
    }
};

TEST_F(Erasing, it_needs_the_word_and_a_session) {
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/delete", object{}).status, 422);
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/delete", object{{"confirm", "yes"}}).status,
              422);
    Browser stranger;
    EXPECT_EQ(world.post(stranger, "/api/accounts/delete", object{{"confirm", "delete"}}).status,
              401);
    EXPECT_EQ(world.count_rows("person"), 2);
    EXPECT_TRUE(world.keys->list_buried().empty());
}

TEST_F(Erasing, nothing_of_the_person_is_left_in_any_table) {
    ASSERT_FALSE(find_traces(*world.database, traces_of(ada)).empty())
        << "the search must be able to find";
    const auto heard = erase(ada);
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_TRUE(ada.browser.cookies.empty());
    EXPECT_EQ(find_traces(*world.database, traces_of(ada)), std::vector<std::string>{});
    EXPECT_EQ(find_traces(*world.keys_database, traces_of(ada)),
              std::vector<std::string>{"tombstone.person_id"});
    EXPECT_FALSE(world.keys->find(world.org, *PersonId::parse(ada.id)));
    EXPECT_EQ(erased_rooms, 1);
}

TEST_F(Erasing, nothing_of_the_person_is_left_in_the_file_or_its_journal) {
    if (on_postgres()) GTEST_SKIP() << "it looks into SQLite's file";
    auto traces = traces_of(ada);
    traces.push_back(*from_base64url(ada.device.at("wrap").as_string()));
    ASSERT_TRUE(stands_in_files(world.folder / "breather.db", traces));
    ASSERT_EQ(erase(ada).status, 200);
    EXPECT_FALSE(stands_in_files(world.folder / "breather.db", traces));
}

TEST_F(Erasing, a_restored_backup_forgets_the_person_again) {
    if (on_postgres()) GTEST_SKIP() << "it copies SQLite's file";
    world.database->scrub_now();  // all of it in the one file
    const auto traces = traces_of(ada);
    const TempFolder backup;
    std::filesystem::copy(world.folder / "breather.db", backup / "breather.db");
    ASSERT_EQ(erase(ada).status, 200);
    storage::SqliteOptions options;
    options.file = backup / "breather.db";
    storage::SqliteDatabase restored(options);
    ASSERT_FALSE(find_traces(restored, traces).empty());
    accounts::Sessions sessions(restored, world.clock);
    accounts::Erasure(restored, *world.keys, sessions, world.clock, {}).finish_what_was_begun();
    EXPECT_EQ(find_traces(restored, traces), std::vector<std::string>{});
    EXPECT_FALSE(stands_in_files(options.file, traces));
    EXPECT_FALSE(find_traces(restored, traces_of(ben)).empty()) << "others come back";
}

TEST_F(Erasing, others_stay_as_they_are) {
    erase(ada);
    EXPECT_EQ(world.get(ben.browser, "/api/accounts/me").json.at("name"), "ben 2000");
}

TEST_F(Erasing, no_session_device_or_name_opens_anything_afterwards) {
    auto second = ada.browser;
    const object device{{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}};
    erase(ada);
    EXPECT_EQ(world.get(second, "/api/accounts/me").status, 401);
    EXPECT_EQ(world.put(second, "/api/accounts/settings", object{{"theme", "night"}}).status, 401);
    EXPECT_EQ(world.post(second, "/api/accounts/sign-in/device", device).status, 401);
    EXPECT_EQ(find_traces(*world.database, traces_of(ada)), std::vector<std::string>{});
}

TEST_F(Erasing, the_name_is_free_again) {
    erase(ada);
    EXPECT_NE(world.join("ada 1000").id, ada.id);
}

TEST_F(Erasing, a_write_that_waited_meanwhile_finds_nobody) {
    const storage::IdempotencyMark mark{world.org, *PersonId::parse(ada.id), Uuid{}, Bytes(32),
                                        world.clock.now()};
    erase(ada);
    try {
        world.database->write_now(
            [&](storage::Transaction& tx) { accounts::Doors::begin(tx, mark); });
        FAIL() << "written for somebody who is gone";
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.kind, Refusal::Kind::not_signed_in);
    }
    EXPECT_EQ(find_traces(*world.database, traces_of(ada)), std::vector<std::string>{});
}

TEST_F(Erasing, what_a_crash_leaves_is_finished_at_the_next_start) {
    room_breaks = true;
    EXPECT_EQ(erase(ada).status, 500);
    EXPECT_FALSE(world.keys->find(world.org, *PersonId::parse(ada.id)))
        << "nothing opens from the first moment";
    EXPECT_FALSE(find_traces(*world.database, traces_of(ada)).empty());
    room_breaks = false;
    world.furnish();
    open();
    EXPECT_EQ(find_traces(*world.database, traces_of(ada)), std::vector<std::string>{});
    EXPECT_TRUE(world.keys->list_unfinished().empty());
    EXPECT_EQ(world.get(ben.browser, "/api/accounts/me").status, 200);
}

TEST_F(Erasing, what_a_full_disk_leaves_is_finished_by_the_next_sweep) {
    room_breaks = true;
    EXPECT_EQ(erase(ada).status, 500);
    EXPECT_THROW(world.room->sweep(), std::runtime_error) << "still full";
    EXPECT_FALSE(find_traces(*world.database, traces_of(ada)).empty());
    room_breaks = false;
    world.room->sweep();
    EXPECT_EQ(find_traces(*world.database, traces_of(ada)), std::vector<std::string>{});
    EXPECT_TRUE(world.keys->list_unfinished().empty());
}

TEST_F(Erasing, a_key_whose_account_was_never_made_is_buried_at_the_next_start) {
    const auto nobody = world.new_id<PersonId>();
    world.keys->create(world.org, nobody);
    // Another server may be in the middle of taking them in.
    if (world.database->is_shared()) world.clock.advance(std::chrono::days(3));
    world.furnish();
    open();
    EXPECT_TRUE(world.keys->list_unsettled().empty());
    EXPECT_TRUE(world.keys->is_buried(world.org, nobody));
    EXPECT_EQ(world.get(ada.browser, "/api/accounts/me").status, 200);
}

}  // namespace
}  // namespace breather::testing
