// What was taken out can be put back, whole or not at all; and who was erased stays erased.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/refusal.h"
#include "features/backups/backups_service.h"
#include "features/backups/backups_store.h"
#include "support/storage_world.h"

namespace breather::backups {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr storage::Statement add_org{"test.org",
                                     "insert into organisation (org_id, name, operator, country, "
                                     "labels, pack, made_at) values ($1, $2, 'x', 'GB', 'y', 'z', "
                                     "5)"};
constexpr storage::Statement add_person{
    "test.person",
    "insert into person (org_id, person_id, profile, settings, public_key, sealed_private_key) "
    "values ($1, $2, $3, $3, $3, $3)"};
constexpr storage::Statement add_code{
    "test.code",
    "insert into organisation_code (code, org_id, made_at, closed_at) "
    "values ($1, $2, 7, null)"};
constexpr storage::Statement count_persons{"test.count", "select count(*) from person"};
constexpr storage::Statement list_ids{"test.ids",
                                      "select person_id from person order by person_id"};
constexpr storage::Place profile_place{"person", "profile"};

Bytes content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(in), {}};
    return Bytes(all.begin(), all.end());
}
void write(const fs::path& file, const Bytes& bytes) {
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

struct BackingUp : ::testing::Test {
    breather::testing::StorageWorld world;
    KeyPair pair = KeyPair::make(world.random);
    OrgId org = world.new_id<OrgId>();
    std::unique_ptr<BackupsService> service;
    int restored_times = 0;

    BackingUp() {
        furnish();
        world.database->write_now([&](storage::Transaction& tx) {
            tx.run(add_org, org, std::string_view("北院 \"North\""));
            tx.run(add_code, std::string_view("K7PW"), org);
        });
        fs::create_directories(world.folder / "media");
        write(world.folder / "media/abc", world.random.bytes(200'000));
        write(world.folder / "media/empty", {});
    }

    BackupsService::Parts parts() {
        BackupsService::Parts made{
            .data = {*world.database, world.dialect(), storage::data_migrations()},
            .keys = {*world.keys_database, storage::Dialect::Sqlite, storage::key_migrations()},
            .clock = world.clock,
            .random = world.random,
            .instance = "here",
            .program = "0.1.0",
            .files = world.folder / "media",
            .scratch = world.folder / "rehearsal",
            .settings = Settings{world.folder / "out", world.folder / "out-keys", pair.public_key}};
        made.mark = [this](BytesView bytes) { return world.instance.keyed_hash("backup", bytes); };
        made.open_some = [this](storage::Database& data, storage::Database& keys) {
            return open_all(data, keys);
        };
        return made;
    }
    void furnish() { service = std::make_unique<BackupsService>(parts()); }

    PersonId join() {
        const auto person = world.new_id<PersonId>();
        const auto key = world.keys->create(org, person);
        const auto sealed = key.seal(profile_place, "she of " + person.text());
        world.database->write_now(
            [&](storage::Transaction& tx) { tx.run(add_person, org, person, sealed); });
        world.keys->settle(org, person);
        return person;
    }

    std::int64_t open_all(storage::Database& data, storage::Database& keys_database) {
        storage::Keys keys(keys_database, world.instance, world.sealer, world.random, world.clock);
        std::int64_t opened = 0;
        for (const auto person : data.read_now(
                 [](storage::Reader& reader) { return reader.list<PersonId>(list_ids); })) {
            const auto key = keys.find(org, person);
            if (!key) continue;
            const auto sealed = data.read_now([&](storage::Reader& reader) {
                return *reader.find<storage::Sealed>(
                    {"test.profile", "select profile from person where person_id = $1"}, person);
            });
            EXPECT_EQ(key->open(profile_place, sealed), "she of " + person.text());
            ++opened;
        }
        return opened;
    }

    struct Back {
        std::unique_ptr<storage::SqliteDatabase> data, keys;
        Restored said;
        std::int64_t persons() const {
            return data->read_now(
                [](storage::Reader& reader) { return *reader.find<std::int64_t>(count_persons); });
        }
    };
    std::unique_ptr<storage::SqliteDatabase> open(const std::string& name) {
        storage::SqliteOptions options;
        options.file = world.folder / (name + std::to_string(restored_times));
        return std::make_unique<storage::SqliteDatabase>(options);
    }
    fs::path data_file(const BackupRow& row) { return world.folder / "out" / row.data_file; }
    fs::path keys_file(const BackupRow& row) { return world.folder / "out-keys" / row.keys_file; }
    RestoreFrom from(const BackupRow& data, const BackupRow& keys) {
        return {data_file(data), keys_file(keys), {}, pair};
    }
    Back put_back(const RestoreFrom& what) {
        ++restored_times;
        Back back{open("data"), open("keys"), {}};
        back.said =
            restore(what,
                    {*back.data, storage::Dialect::Sqlite, *back.keys, storage::Dialect::Sqlite,
                     world.folder / ("files" + std::to_string(restored_times))},
                    world.clock.now());
        return back;
    }
    std::string refusal_of(const RestoreFrom& what) {
        try {
            put_back(what);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "it was put back";
    }
};

TEST_F(BackingUp, what_was_taken_out_is_put_back_whole) {
    for (int i = 0; i < 300; ++i) join();
    const BackupRow row = service->make();
    EXPECT_EQ(row.state, State::Done);
    const Back back = put_back(from(row, row));
    EXPECT_EQ(back.persons(), 300);
    EXPECT_EQ(open_all(*back.data, *back.keys), 300);
    EXPECT_EQ(content_of(world.folder / "files1/abc"), content_of(world.folder / "media/abc"));
    EXPECT_TRUE(fs::exists(world.folder / "files1/empty"));
    EXPECT_EQ(
        back.data->read_now([](storage::Reader& reader) { return store::list_backups(reader, 9); })
            .at(0)
            .state,
        State::Done)
        << "the backup itself stands in it";
    EXPECT_EQ(back.said.data.instance, "here");
    EXPECT_EQ(back.said.data.mark,
              to_hex(world.instance.keyed_hash("backup", bytes_of(text_to_mark(back.said.data)))));
    ASSERT_EQ(service->list_backups().size(), 1u);
    EXPECT_EQ(service->list_backups()[0].rows, row.rows);
}

TEST_F(BackingUp, what_is_on_the_disk_shows_nothing_and_the_manifest_stands_beside) {
    join();
    const BackupRow row = service->make();
    for (const auto& file : {data_file(row), keys_file(row)}) {
        const auto bytes = content_of(file);
        EXPECT_EQ(text_of(bytes).find("北院"), std::string_view::npos);
        EXPECT_EQ(text_of(bytes).find("K7PW"), std::string_view::npos);
        EXPECT_EQ(text_of(bytes).find(text_of(org.view())), std::string_view::npos);
        const auto mode = fs::status(file).permissions();
        EXPECT_EQ(mode & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
    }
    fs::path beside = data_file(row);
    beside.replace_extension(".json");
    const auto manifest = read_manifest(text_of(content_of(beside)));
    EXPECT_EQ(manifest.head.backup, row.backup_id.text());
    EXPECT_GT(manifest.rows(), 0);
    EXPECT_FALSE(manifest.schema.empty());
}

TEST_F(BackingUp, changed_cut_or_lengthened_it_is_refused) {
    for (int i = 0; i < 500; ++i) join();
    const BackupRow row = service->make();
    const Bytes whole = content_of(data_file(row));
    ASSERT_GT(whole.size(), 200'000u) << "several pieces";
    const RestoreFrom what = from(row, row);
    SeededRandom random(5);
    for (int i = 0; i < 40; ++i) {
        Bytes changed = whole;
        // Anywhere, the clear head and the lengths of pieces too.
        const auto place =
            i < 10 ? random.below(400) : random.below(static_cast<std::uint32_t>(whole.size()));
        changed[place] ^= static_cast<std::uint8_t>(1 + random.below(255));
        write(what.data, changed);
        EXPECT_NE(refusal_of(what), "it was put back") << "byte " << place;
    }
    for (int i = 0; i < 20; ++i) {
        write(what.data,
              Bytes(whole.begin(),
                    whole.begin() + random.below(static_cast<std::uint32_t>(whole.size()))));
        EXPECT_NE(refusal_of(what), "it was put back");
    }
    // Cut exactly behind each piece: only the mark of the last one tells.
    const auto number = [&](std::size_t at) {
        return whole[at] | whole[at + 1] << 8 | whole[at + 2] << 16;
    };
    std::size_t pieces = 0;
    for (std::size_t at = 18 + 4 + static_cast<std::size_t>(number(18)) + 80 + 24;
         at < whole.size(); at += 4 + static_cast<std::size_t>(number(at)), ++pieces) {
        write(what.data, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(at)));
        EXPECT_THAT(refusal_of(what), HasSubstr("cut short"));
    }
    EXPECT_GT(pieces, 3u);
    Bytes longer = whole;
    longer.push_back(0);
    write(what.data, longer);
    EXPECT_THAT(refusal_of(what), HasSubstr("something stands behind its end"));
    write(what.data, whole);
    EXPECT_EQ(refusal_of(what), "it was put back");
}

TEST_F(BackingUp, another_key_opens_nothing_and_says_whose_it_is) {
    const BackupRow row = service->make();
    RestoreFrom what = from(row, row);
    what.key_pair = KeyPair::make(world.random);
    EXPECT_THAT(refusal_of(what), HasSubstr("was sealed for another key"));
}

TEST_F(BackingUp, files_of_the_wrong_kind_or_age_are_refused) {
    const BackupRow old = service->make();
    world.clock.advance(1h);
    const BackupRow fresh = service->make();
    EXPECT_THAT(refusal_of({keys_file(old), data_file(old), {}, pair}), HasSubstr("--keys one of"));
    EXPECT_THAT(refusal_of(from(fresh, old)), HasSubstr("older than the data"));
    EXPECT_EQ(refusal_of(from(old, fresh)), "it was put back");
    EXPECT_THAT(refusal_of({world.folder / "nothing", keys_file(old), {}, pair}),
                HasSubstr("could be read"));
}

/// E3, and its reason: data older than an erasure.
TEST_F(BackingUp, who_was_erased_since_stays_erased) {
    const PersonId gone = join();
    join();
    const BackupRow before = service->make();
    world.clock.advance(24h);
    world.keys->bury(org, gone);
    const BackupRow after = service->make();
    const Back with_old_keys = put_back(from(before, before));
    // The newer ledger lay beside the keys and was found.
    EXPECT_EQ(with_old_keys.said.ledgers, 2u);
    EXPECT_EQ(with_old_keys.said.buried, 1);
    EXPECT_EQ(open_all(*with_old_keys.data, *with_old_keys.keys), 1) << "her key went at opening";
    fs::remove(keys_file(after));
    const Back control = put_back(from(before, before));
    EXPECT_EQ(control.said.buried, 0) << "control: without the ledger she would come back";
    EXPECT_EQ(open_all(*control.data, *control.keys), 2);
}

/// E2: after seven days no file of keys holds her key, and none may be put back.
TEST_F(BackingUp, keys_older_than_seven_days_are_gone_and_are_refused) {
    const PersonId gone = join();
    const BackupRow before = service->make();
    const fs::path hoarded = world.folder / "hoarded.backup";
    fs::copy(keys_file(before), hoarded);
    world.keys->bury(org, gone);
    for (int day = 0; day < 8; ++day) {
        world.clock.advance(24h);
        service->make();
    }
    EXPECT_FALSE(fs::exists(keys_file(before)));
    EXPECT_TRUE(fs::exists(data_file(before))) << "data may live longer";
    int left = 0;
    for (const auto& entry : fs::directory_iterator(world.folder / "out-keys"))
        left += entry.path().extension() == ".backup";
    EXPECT_EQ(left, 8) << "today, and seven days back";
    RestoreFrom what{data_file(before), hoarded, {}, pair};
    EXPECT_THAT(refusal_of(what), HasSubstr("more than seven days ago"));
    // With a ledger as new as that, she stays away.
    what.tombstones = world.folder / "ledger.backup";
    service->write_tombstones(*what.tombstones);
    const Back back = put_back(what);
    EXPECT_EQ(back.said.buried, 1);
    EXPECT_EQ(open_all(*back.data, *back.keys), 0);
    world.clock.advance(24h * 8);
    EXPECT_THAT(refusal_of(what), HasSubstr("does not help"));
}

TEST_F(BackingUp, data_goes_after_its_time_but_the_newest_three_stay) {
    auto given = parts();
    given.settings->kept = std::chrono::days(2);
    BackupsService short_lived(given);
    std::vector<BackupRow> all;
    for (int i = 0; i < 5; ++i) {
        all.push_back(short_lived.make());
        world.clock.advance(24h);
    }
    world.clock.advance(std::chrono::days(1000));  // or a clock that is wrong
    all.push_back(short_lived.make());
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(fs::exists(data_file(all[i])), i >= 3) << i;
    EXPECT_EQ(short_lived.list_backups().size(), 1u) << "rows go after 400 days";
}

TEST_F(BackingUp, a_backup_of_a_newer_program_is_refused) {
    auto given = parts();
    const auto known = storage::data_migrations();
    std::vector<storage::Migration> later(known.begin(), known.end());
    later.push_back(
        {9999, "9999_later", "create table later (n bigint not null primary key) {strict};"});
    storage::migrate(*world.database, world.dialect(), later);
    given.data.migrations = later;
    const BackupRow row = BackupsService(given).make();
    EXPECT_THAT(refusal_of(from(row, row)), HasSubstr("newer Breather"));
}

TEST_F(BackingUp, an_older_schema_is_put_back_as_it_was_and_goes_on_from_there) {
    // A database that has not had the last change yet.
    const auto older = storage::data_migrations().first(storage::data_migrations().size() - 1);
    storage::SqliteOptions options;
    options.file = world.folder / "older.db";
    storage::SqliteDatabase database(options);
    storage::migrate(database, storage::Dialect::Sqlite, older);
    database.write_now(
        [&](storage::Transaction& tx) { tx.run(add_org, org, std::string_view("North")); });
    const fs::path file = world.folder / "older.backup";
    take_snapshot(
        {database, storage::Dialect::Sqlite, storage::data_migrations()},
        {.head = {FileKind::Data, world.clock.now(), "0.0.9", {}, "x"}, .instance = "here"}, file,
        pair.public_key, world.random, {});
    const BackupRow row = service->make();
    const Back back = put_back({file, keys_file(row), {}, pair});
    EXPECT_EQ(back.said.data.schema.size(), older.size());
    storage::migrate(*back.data, storage::Dialect::Sqlite, storage::data_migrations());
    EXPECT_EQ(back.data->read_now([](storage::Reader& reader) { return storage::list_ran(reader); })
                  .size(),
              storage::data_migrations().size());
}

TEST_F(BackingUp, one_state_is_taken_while_others_write) {
    for (int i = 0; i < 200; ++i) join();
    std::atomic<bool> enough{false};
    std::atomic<int> written{0};
    std::thread writer([&] {
        // An organisation and its code are one write: a backup has both or neither.
        while (!enough) {
            const auto id = world.new_id<OrgId>();
            world.database->write_now([&](storage::Transaction& tx) {
                tx.run(add_org, id, std::string_view("More"));
                tx.run(add_code, id.text(), id);
            });
            ++written;
        }
    });
    std::vector<BackupRow> rows;
    for (int i = 0; i < 5; ++i) rows.push_back(service->make());
    while (written < 50) std::this_thread::yield();
    rows.push_back(service->make());
    enough = true;
    writer.join();
    for (const auto& row : rows) {
        const Back back = put_back(from(row, row));
        const auto count = [&](const char* sql) {
            return back.data->read_now([&](storage::Reader& reader) {
                return *reader.find<std::int64_t>({"test.both", sql});
            });
        };
        EXPECT_EQ(count("select count(*) from organisation"),
                  count("select count(*) from organisation_code"));
    }
}

/// R14, without a watch: while one state is being read, a write is done and answered.
TEST_F(BackingUp, nobody_waits_for_the_one_who_reads) {
    for (int i = 0; i < 50; ++i) join();
    const auto tables = storage::list_tables(storage::data_migrations());
    const auto person = std::find_if(tables.begin(), tables.end(),
                                     [](const auto& one) { return one.name == "person"; });
    int rows = 0;
    world.database->read_long([&](storage::Reader& reader) {
        storage::RowsOut(world.dialect(), *person).each(reader, [&](const storage::Columns&) {
            if (++rows == 10) join();
        });
    });
    EXPECT_EQ(rows, 50) << "and what was written meanwhile is not in it";
}

TEST_F(BackingUp, one_that_is_left_off_leaves_no_file_and_says_so) {
    for (int i = 0; i < 400; ++i) join();
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(service->make(stop.get_token()), LeftOff);
    EXPECT_TRUE(fs::is_empty(world.folder / "out"));
    ASSERT_EQ(service->list_backups().size(), 1u);
    EXPECT_EQ(service->list_backups()[0].state, State::Failed);
    EXPECT_THAT(*service->list_backups()[0].why, HasSubstr("the server stopped"));
    EXPECT_EQ(service->make().state, State::Done);
}

TEST_F(BackingUp, a_folder_that_cannot_be_written_is_told) {
    write(world.folder / "out", {1});
    EXPECT_ANY_THROW(service->make());
    EXPECT_EQ(service->list_backups().at(0).state, State::Failed);
}

TEST_F(BackingUp, not_set_up_is_a_refusal) {
    auto given = parts();
    given.settings.reset();
    BackupsService none(given);
    EXPECT_THROW(none.make(), Refusal);
    EXPECT_EQ(none.rehearse().state, State::Done) << "rehearsing needs no key of the operator's";
}

TEST_F(BackingUp, the_rehearsal_opens_everything_and_leaves_nothing_behind) {
    for (int i = 0; i < 20; ++i) join();
    const RehearsalRow row = service->rehearse();
    EXPECT_EQ(row.state, State::Done);
    EXPECT_EQ(row.opened, 20);
    EXPECT_GT(row.rows, 40);
    EXPECT_FALSE(fs::exists(world.folder / "rehearsal"));
    ASSERT_EQ(service->list_rehearsals().size(), 1u);
    EXPECT_TRUE(service->list_rehearsals()[0].hash);
}

/// Control: a rehearsal that could not fail would be worth nothing.
TEST_F(BackingUp, a_rehearsal_tells_what_does_not_open) {
    const PersonId one = join();
    world.database->write_now([&](storage::Transaction& tx) {
        tx.run({"test.break",
                "update person set profile = settings, settings = $2 "
                "where person_id = $1"},
               one, Bytes(60, 7));
        tx.run({"test.break_too", "update person set profile = $2 where person_id = $1"}, one,
               Bytes(60, 9));
    });
    EXPECT_ANY_THROW(service->rehearse());
    EXPECT_EQ(service->list_rehearsals().at(0).state, State::Failed);
    EXPECT_FALSE(fs::exists(world.folder / "rehearsal"));
}

TEST_F(BackingUp, a_secret_key_is_kept_in_a_file_that_is_never_written_over) {
    const fs::path file = world.folder / "backup.key";
    pair.write(file);
    EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read);
    EXPECT_EQ(KeyPair::load(file).public_key, pair.public_key);
    EXPECT_EQ(PublicKey::read(pair.public_key.text()), pair.public_key);
    EXPECT_THROW(pair.write(file), std::runtime_error);
    std::string slip = pair.public_key.text();
    slip[7] = slip[7] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(PublicKey::read(slip));
    EXPECT_FALSE(PublicKey::read(pair.public_key.text().substr(1)));
    EXPECT_THROW(KeyPair::load(world.folder / "none"), std::runtime_error);
}

}  // namespace
}  // namespace breather::backups
