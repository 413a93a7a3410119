#include "engines/storage/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/fault_vfs.h"
#include "support/storage_world.h"

namespace breather::storage {
namespace {

using ::testing::ElementsAre;
using testing::FaultVfs;
using ::testing::HasSubstr;
using testing::StorageWorld;
using testing::TempFolder;

const Place place{"account", "settings"};

template <class F>
std::string complaint(F work) {
    try {
        work();
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "";
}

struct KeysTest : ::testing::Test {
    StorageWorld world;
    OrgId org = world.new_id<OrgId>();
    PersonId ada = world.new_id<PersonId>();
    Keys& keys() { return *world.keys; }

    Bytes wrapped() {
        constexpr Statement find_wrapped{"find_wrapped", R"sql(select wrapped from record_key)sql"};
        return world.keys_database->read_now(
            [&](Reader& reader) { return *reader.find<Bytes>(find_wrapped); });
    }
    bool stands_in_a_file(const Bytes& bytes) {
        for (const auto& file : std::filesystem::directory_iterator(world.folder.path())) {
            std::ifstream in(file.path(), std::ios::binary);
            const std::string all((std::istreambuf_iterator<char>(in)), {});
            if (all.find(text_of(bytes)) != all.npos) return true;
        }
        return false;
    }
};

TEST_F(KeysTest, a_key_is_there_after_a_restart) {
    const auto sealed = keys().create(org, ada).seal(place, "kept");
    world.open_keys();
    EXPECT_EQ(keys().find(org, ada)->open(place, sealed), "kept");
}

TEST_F(KeysTest, a_stranger_has_no_key) {
    keys().create(org, ada);
    EXPECT_FALSE(keys().find(org, world.new_id<PersonId>()));
    EXPECT_FALSE(keys().find(world.new_id<OrgId>(), ada));
}

TEST_F(KeysTest, a_buried_person_has_no_key_anywhere_and_gets_no_new_one) {
    keys().create(org, ada);
    keys().bury(org, ada);
    EXPECT_FALSE(keys().find(org, ada));
    EXPECT_TRUE(keys().is_buried(org, ada));
    EXPECT_THROW(keys().create(org, ada), std::logic_error);
    EXPECT_THAT(keys().list_unfinished(), ElementsAre(Owner{org, ada}));
    keys().finish_burial(org, ada);
    EXPECT_TRUE(keys().list_unfinished().empty());
    EXPECT_THAT(keys().list_buried(), ElementsAre(Owner{org, ada}));
}

TEST_F(KeysTest, a_buried_key_stands_in_no_file) {
    keys().create(org, ada);
    const auto key = wrapped();
    EXPECT_TRUE(stands_in_a_file(key));
    keys().bury(org, ada);
    EXPECT_FALSE(stands_in_a_file(key));
}

TEST_F(KeysTest, a_burial_cut_off_before_the_journal_was_clean_is_cleaned_at_the_next_start) {
    keys().create(org, ada);
    const auto key = wrapped();
    constexpr Statement write_tombstone{"write_tombstone", R"sql(
        insert into tombstone (org_id, person_id, buried_at, finished) values ($1, $2, 0, 0))sql"};
    constexpr Statement delete_key{"delete_key", R"sql(delete from record_key)sql"};
    world.keys_database->write_now([&](Transaction& tx) {
        tx.run(write_tombstone, org, ada);
        tx.run(delete_key);
    });
    ASSERT_TRUE(stands_in_a_file(key));
    world.open_keys();
    EXPECT_FALSE(stands_in_a_file(key));
}

/// Lets something happen between looking a key up and hearing of it.
class Interrupted final : public Database {
  public:
    explicit Interrupted(Database& inner) : inner_(inner) {}
    std::function<void()> after_read;

    void read(std::function<void(Reader&)> work, Done done) override {
        inner_.read(std::move(work), std::move(done));
    }
    void read_long(const std::function<void(Reader&)>& work) override {
        inner_.read_long(work);
        if (const auto happens = std::exchange(after_read, nullptr)) happens();
    }
    void write(std::function<void(Transaction&)> work, Done done) override {
        inner_.write(std::move(work), std::move(done));
    }
    void scrub(Done done) override { inner_.scrub(std::move(done)); }
    bool is_shared() const override { return inner_.is_shared(); }

  private:
    Database& inner_;
};

TEST_F(KeysTest, a_key_looked_up_while_it_was_buried_is_not_remembered) {
    Interrupted database(*world.keys_database);
    keys().create(org, ada);
    Keys raced(database, world.instance, world.sealer, world.random, world.clock);
    database.after_read = [&] { raced.bury(org, ada); };
    raced.find(org, ada);
    EXPECT_FALSE(raced.find(org, ada));
}

TEST_F(KeysTest, an_account_that_never_came_is_found_at_start_up) {
    const auto ben = world.new_id<PersonId>();
    keys().create(org, ada);
    keys().create(org, ben);
    keys().settle(org, ada);
    world.open_keys();
    EXPECT_THAT(keys().list_unsettled(), ElementsAre(Owner{org, ben}));
}

TEST_F(KeysTest, only_so_many_are_remembered_and_all_are_found) {
    Keys few(*world.keys_database, world.instance, world.sealer, world.random, world.clock, 2);
    std::vector<std::pair<PersonId, Sealed>> people;
    for (int i = 0; i < 5; ++i) {
        const auto person = world.new_id<PersonId>();
        people.emplace_back(person, few.create(org, person).seal(place, "mine"));
    }
    for (const auto& [person, sealed] : people)
        EXPECT_EQ(few.find(org, person)->open(place, sealed), "mine");
}

TEST_F(KeysTest, another_instance_key_is_refused_with_a_sentence) {
    const InstanceKey other{Key(world.random.bytes(32))};
    EXPECT_THAT(complaint([&] {
                    Keys(*world.keys_database, other, world.sealer, world.random, world.clock);
                }),
                HasSubstr("instance key is not the one this data was written with"));
}

TEST_F(KeysTest, a_wrapped_key_moved_to_another_person_does_not_open) {
    const auto ben = world.new_id<PersonId>();
    keys().create(org, ada);
    keys().create(org, ben);
    constexpr Statement swap{"swap", R"sql(
        update record_key set wrapped = (select wrapped from record_key where person_id = $1),
            commitment = (select commitment from record_key where person_id = $1)
        where person_id = $2)sql"};
    world.keys_database->write_now([&](Transaction& tx) { tx.run(swap, ada, ben); });
    world.open_keys();
    EXPECT_THROW(keys().find(org, ben), SealBroken);
    EXPECT_TRUE(keys().find(org, ada));
}

TEST_F(KeysTest, a_key_that_is_not_the_committed_one_is_refused) {
    keys().create(org, ada);
    constexpr Statement change{"change", R"sql(update record_key set commitment = $1)sql"};
    world.keys_database->write_now(
        [&](Transaction& tx) { tx.run(change, world.random.bytes(32)); });
    world.open_keys();
    EXPECT_THROW(keys().find(org, ada), SealBroken);
}

/// Erasure cut off after each call that reaches the disk: the next start ends it, or it never
/// began.
TEST(burial, cut_off_anywhere_it_never_began_or_is_finished_at_the_next_start) {
    int never_began = 0, finished = 0;
    for (int k = 1; k < 60; ++k) {
        const TempFolder before, after;
        SystemRandom system;
        SeededRandom random(static_cast<std::uint64_t>(k));
        FakeClock clock;
        FaultVfs vfs;
        vfs.watch_power();
        const InstanceKey instance{Key(random.bytes(32))};
        const auto sealer = std::make_shared<XChaChaSealer>(system);
        const OrgId org{Uuid{random.bytes<16>()}};
        const PersonId ada{Uuid{random.bytes<16>()}};
        SqliteOptions options;
        options.file = before / "keys.db";
        options.vfs = vfs.name();
        options.on_fsync_failure = [] {};
        bool cut = false;
        {
            SqliteDatabase database(options);
            migrate(database, Dialect::Sqlite, key_migrations());
            Keys keys(database, instance, sealer, random, clock);
            keys.create(org, ada);
            vfs.fail_call(k);
            try {
                keys.bury(org, ada);
            } catch (const std::exception&) {
                cut = true;
            }
            vfs.cut_power(after.path(), random);
        }
        options.file = after / "keys.db";
        options.vfs.clear();
        SqliteDatabase database(options);
        Keys keys(database, instance, sealer, random, clock);
        constexpr Statement count_keys{"count_keys", R"sql(select count(*) from record_key)sql"};
        const auto left = database.read_now(
            [&](Reader& reader) { return *reader.find<std::int64_t>(count_keys); });
        EXPECT_EQ(left, keys.is_buried(org, ada) ? 0 : 1) << "call " << k;
        EXPECT_EQ(keys.find(org, ada).has_value(), !keys.is_buried(org, ada));
        EXPECT_TRUE(cut || keys.is_buried(org, ada)) << "what was answered stays";
        ++(keys.is_buried(org, ada) ? finished : never_began);
        if (!cut) break;  // the last call has had its turn
    }
    EXPECT_GT(never_began, 0);
    EXPECT_GT(finished, 1);
}

struct InstanceKeyFile : ::testing::Test {
    TempFolder folder;
    SeededRandom random{1};
    std::filesystem::path file = folder / "instance.key";
};

TEST_F(InstanceKeyFile, is_readable_by_its_owner_only_and_loads_again) {
    const auto made = InstanceKey::create(file, random);
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0400u);
    EXPECT_EQ(InstanceKey::load(file).keyed_hash("test", {}), made.keyed_hash("test", {}));
}

TEST_F(InstanceKeyFile, is_never_overwritten) {
    InstanceKey::create(file, random);
    EXPECT_THAT(complaint([&] { InstanceKey::create(file, random); }),
                HasSubstr("never overwritten"));
}

TEST_F(InstanceKeyFile, that_others_can_read_is_refused_with_the_command_that_helps) {
    InstanceKey::create(file, random);
    ::chmod(file.c_str(), 0440);
    EXPECT_THAT(complaint([&] { InstanceKey::load(file); }), HasSubstr("chmod 0400"));
}

TEST_F(InstanceKeyFile, that_systemd_hands_over_may_look_as_if_its_group_could_read) {
    using Kept = InstanceKey::Kept;
    InstanceKey::create(file, random);
    ::chmod(file.c_str(), 0440);
    EXPECT_EQ(complaint([&] { InstanceKey::load(file, Kept::BySystemd); }), "");
    ::chmod(file.c_str(), 0444);
    EXPECT_THAT(complaint([&] { InstanceKey::load(file, Kept::BySystemd); }),
                HasSubstr("chmod 0400"));
}

TEST_F(InstanceKeyFile, that_is_missing_or_damaged_is_refused_with_a_sentence) {
    EXPECT_THAT(complaint([&] { InstanceKey::load(file); }), HasSubstr("is missing"));
    std::ofstream(file) << "breather-instance-key-1 00ff\n";
    ::chmod(file.c_str(), 0400);
    EXPECT_THAT(complaint([&] { InstanceKey::load(file); }), HasSubstr("is damaged"));
}

TEST_F(InstanceKeyFile, hashes_differ_by_purpose_and_by_key) {
    const auto one = InstanceKey::create(file, random);
    const InstanceKey other{Key(random.bytes(32))};
    EXPECT_NE(one.keyed_hash("name", bytes_of("a")), one.keyed_hash("code", bytes_of("a")));
    EXPECT_NE(one.keyed_hash("name", bytes_of("a")), one.keyed_hash("nam", bytes_of("ea")));
    EXPECT_NE(one.keyed_hash("name", bytes_of("a")), other.keyed_hash("name", bytes_of("a")));
}

}  // namespace
}  // namespace breather::storage
