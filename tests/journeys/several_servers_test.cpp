// Two servers on one PostgreSQL: what one was told, the other knows at the next request.
#include <gtest/gtest.h>

#include <fstream>
#include <future>

#include "app/exit.h"
#include "engines/storage/instance_key.h"
#include "engines/storage/postgres_opening.h"
#include "journeys/stage.h"
#include "support/faulty_databases.h"

namespace breather::testing {
namespace {

class SeveralServers : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!on_postgres()) GTEST_SKIP() << "several servers share a PostgreSQL";
        first = std::make_unique<Stage>();
        second = std::make_unique<Stage>(*first);
    }
    static int me(Stage& at, const JourneyBrowser& who) {
        return ask_once(at, who, "GET", "/api/accounts/me", "").status;
    }
    std::string one_field() const {
        return R"({"fields": [{"field": "about", "version": ")" + first->fresh_id() +
               R"(", "replaces": [], "sealed": ")" + first->fresh_sealed() + R"("}]})";
    }

    std::unique_ptr<Stage> first, second;
};

/// A database that says nobody else writes to it.
class SaysItIsAlone final : public Around {
  public:
    using Around::Around;
    bool is_shared() const override { return false; }
};

TEST_F(SeveralServers, who_signed_out_on_one_is_signed_out_on_the_other) {
    const JourneyBrowser ada = join(*first, "ada");
    ASSERT_EQ(me(*second, ada), 200);
    ASSERT_EQ(ask_once(*first, ada, "POST", "/api/accounts/sign-out", "{}").status, 200);
    EXPECT_EQ(me(*second, ada), 401);
}

TEST_F(SeveralServers, control_a_server_that_keeps_sessions_in_memory_lets_them_in) {
    Stage third(*first,
                [](auto inner) { return std::make_unique<SaysItIsAlone>(std::move(inner)); });
    const JourneyBrowser ada = join(*first, "ada");
    ASSERT_EQ(me(third, ada), 200);
    ASSERT_EQ(ask_once(*first, ada, "POST", "/api/accounts/sign-out", "{}").status, 200);
    EXPECT_EQ(me(third, ada), 200) << "the test above would see nothing";
}

TEST_F(SeveralServers, who_was_erased_on_one_opens_nowhere) {
    const JourneyBrowser ada = join(*first, "ada");
    const std::string entry = "/api/exercises/entries/" + first->fresh_id();
    ASSERT_EQ(ask_once(*second, ada, "POST", entry + "/fields", one_field()).status, 200);
    ASSERT_EQ(
        ask_once(*first, ada, "POST", "/api/accounts/delete", R"({"confirm": "delete"})").status,
        200);
    EXPECT_EQ(me(*second, ada), 401);
    EXPECT_EQ(ask_once(*second, ada, "GET", entry, "").status, 401);
    EXPECT_EQ(ask_once(*second, ada, "POST", entry + "/fields", one_field()).status, 401);
}

TEST_F(SeveralServers, a_write_asked_again_of_the_other_happens_once) {
    JourneyBrowser ada = join(*first, "ada");
    const std::string entry = "/api/exercises/entries/" + first->fresh_id();
    const Question asked{
        "POST", entry + "/fields", one_field(), {{"Idempotency-Key", first->fresh_id()}}};
    const HttpAnswer once = first->ask(ada, asked), again = second->ask(ada, asked);
    EXPECT_EQ(once.status, 200) << once.body;
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(once.body, again.body);
    Question other = asked;
    other.body = one_field();
    EXPECT_EQ(second->ask(ada, other).status, 422);
}

TEST_F(SeveralServers, guesses_are_counted_together) {
    JourneyBrowser stranger;
    const auto guess = [&](Stage& at) {
        const std::string body = R"({"name": "quiet heron 42", "secret": ")" +
                                 first->fresh_blob(32) + R"(", "keep": "shared"})";
        return ask_once(at, stranger, "POST", "/api/accounts/sign-in/passphrase", body).status;
    };
    for (int i = 0; i < 10; ++i) EXPECT_EQ(guess(i % 2 == 0 ? *first : *second), 401) << i;
    EXPECT_EQ(guess(*first), 429);
    EXPECT_EQ(guess(*second), 429);
    for (Stage* each : {first.get(), second.get()})
        each->world.clock.advance(std::chrono::hours(1));
    first->world.house().sweep();
    EXPECT_EQ(guess(*second), 401) << "and forgotten";
}

TEST_F(SeveralServers, content_imported_on_one_is_served_by_the_other_with_its_sounds) {
    const auto outline = [](Stage& at, const JourneyBrowser& who) {
        return ask_once(at, who, "GET", "/api/content/outline", "").body;
    };
    const JourneyBrowser ada = join(*first, "ada");
    const std::string before = outline(*second, ada);
    ASSERT_EQ(before, outline(*first, ada));
    TempFolder changed;
    std::filesystem::copy(World::pack_folder(), changed.path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
    std::ofstream(changed / "media/bell.mp3", std::ios::app | std::ios::binary) << "and longer";
    const auto imported = first->world.import_pack(changed.path());
    ASSERT_TRUE(imported.is_new);
    second->world.house().hints().look();  // as it does by itself, soon
    EXPECT_NE(outline(*second, ada), before);
    EXPECT_EQ(outline(*second, ada), outline(*first, ada));
    for (const auto& sound : std::filesystem::directory_iterator(first->world.folder() / "media"))
        EXPECT_EQ(
            ask_once(*second, ada, "GET", "/media/" + sound.path().filename().string(), "").status,
            200)
            << sound.path();
}

TEST_F(SeveralServers, a_version_made_current_on_one_is_served_by_the_other) {
    const auto outline = [](Stage& at, const JourneyBrowser& who) {
        return ask_once(at, who, "GET", "/api/content/outline", "").body;
    };
    const JourneyBrowser ada = join(*first, "ada");
    const std::string before = outline(*second, ada);
    const auto old = first->world.house().content().list().at(0).hash;
    TempFolder changed;
    std::filesystem::copy(World::pack_folder(), changed.path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
    std::ofstream(changed / "media/bell.mp3", std::ios::app | std::ios::binary) << "and longer";
    first->world.import_pack(changed.path());
    second->world.house().hints().look();
    ASSERT_NE(outline(*second, ada), before);
    auto& content = first->world.house().content();
    first->world.house().database().write_now(
        [&](storage::Transaction& tx) { content.make_current(tx, old); });
    content.changed();
    second->world.house().hints().look();
    EXPECT_EQ(outline(*second, ada), before);
    EXPECT_EQ(outline(*first, ada), before);
}

TEST_F(SeveralServers, a_server_that_starts_leaves_alone_whom_another_is_taking_in) {
    // A key without an account: as in the middle of joining on the first.
    auto keys = storage::open_postgres({.address = first->world.postgres()->keys},
                                       storage::key_migrations());
    const auto person = PersonId::make(first->world.clock, first->world.random);
    constexpr storage::Statement add_key{"test.add_key", R"sql(
        insert into record_key (org_id, person_id, number, commitment, wrapped, settled)
        values ($1, $2, 1, $3, $3, 0))sql"};
    constexpr storage::Statement count_keys{"test.count_keys", R"sql(
        select cast(count(*) as bigint) from record_key where person_id = $1)sql"};
    keys->write_now([&](storage::Transaction& tx) {
        tx.run(add_key, person, person, first->world.random.bytes(32));
    });
    const auto count = [&] {
        return keys->read_now(
            [&](storage::Reader& reader) { return reader.find<std::int64_t>(count_keys, person); });
    };
    second->restart();
    EXPECT_EQ(count(), 1);
    second->world.clock.advance(std::chrono::days(3));
    second->restart();
    EXPECT_EQ(count(), 0) << "what nobody joined with is forgotten in the end";
}

TEST_F(SeveralServers, two_that_open_an_empty_database_at_once_both_open_it) {
    for (int round = 0; round < 5; ++round) {
        auto& cluster = PostgresCluster::shared();
        const PostgresPlaces places{cluster.fresh(), cluster.fresh(), std::chrono::seconds{10}};
        const TempFolder folders[2];
        SeededRandom key_random{5};
        storage::InstanceKey::create(folders[0] / "instance.key", key_random);
        std::filesystem::copy(folders[0] / "instance.key", folders[1] / "instance.key");
        const auto open = [&](int which) {
            HouseOptions options;
            options.database = folders[which] / "breather.db";
            options.instance_key = folders[which] / "instance.key";
            options.media = folders[which] / "media";
            options.postgres = places;
            SystemClock clock;
            SystemRandom random;
            House house(options, clock, random);
        };
        auto other = std::async(std::launch::async, open, 1);
        EXPECT_NO_THROW(open(0));
        EXPECT_NO_THROW(other.get());
    }
}

TEST_F(SeveralServers, one_without_the_installations_key_makes_no_key_of_its_own) {
    const TempFolder folder;
    HouseOptions options;
    options.database = folder / "breather.db";
    options.instance_key = folder / "instance.key";
    options.media = folder / "media";
    options.postgres = first->world.postgres();
    try {
        House house(options, first->world.clock, first->world.random);
        FAIL() << "it opened";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::Keys);
        EXPECT_NE(std::string(stop.what()).find("Copy it from another server"), std::string::npos);
    }
    EXPECT_FALSE(std::filesystem::exists(options.instance_key));
}

TEST_F(SeveralServers, one_database_for_both_is_refused) {
    HouseOptions options;
    const TempFolder folder;
    options.instance_key = folder / "instance.key";
    const std::string address = PostgresCluster::shared().fresh();
    options.postgres = PostgresPlaces{address, address + " application_name=other"};
    try {
        House house(options, first->world.clock, first->world.random);
        FAIL() << "it opened";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::Configuration) << stop.what();
    }
}

TEST_F(SeveralServers, a_folder_whose_data_stands_in_postgresql_begins_no_files) {
    HouseOptions options;
    options.instance_key = first->world.folder() / "instance.key";
    options.database = first->world.folder() / "breather.db";
    options.keys = first->world.folder() / "keys.db";
    try {
        House house(options, first->world.clock, first->world.random);
        FAIL() << "it opened";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::Configuration) << stop.what();
    }
    EXPECT_FALSE(std::filesystem::exists(options.database));
}

}  // namespace
}  // namespace breather::testing
