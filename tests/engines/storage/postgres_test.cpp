// PostgreSQL behind the one face, on a real one: what SQLite promises holds here too, and several
// programs may share it.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/refusal.h"
#include "engines/storage/idempotency.h"
#include "engines/storage/migrations.h"
#include "engines/storage/postgres_database.h"
#include "support/postgres_cluster.h"
#include "support/storage_world.h"

namespace breather::storage {
namespace {

using testing::PostgresCluster;

constexpr Statement make_notes{"make_notes", R"sql(
    create table note (id {id} not null primary key, says text, body {bytes}, made_at bigint not null) {strict})sql"};
constexpr Statement add_note{"add_note", R"sql(
    insert into note (says, id, body, made_at) values ($2, $1, $3, $4))sql"};
constexpr Statement find_note{"find_note", R"sql(
    select id, says, body, made_at from note where id = $1)sql"};
constexpr Statement count_notes{"count_notes", R"sql(select count(*) from note)sql"};
constexpr Statement make_counter{"make_counter", R"sql(
    create table counter (place bigint not null primary key, value bigint not null) {strict})sql"};
constexpr Statement begin_counter{"begin_counter", R"sql(insert into counter values (1, 0))sql"};
constexpr Statement read_counter{"read_counter",
                                 R"sql(select value from counter where place = 1)sql"};
constexpr Statement set_counter{"set_counter",
                                R"sql(update counter set value = $1 where place = 1)sql"};
constexpr Statement wait_long{"wait_long", R"sql(
    select cast(count(*) as bigint) from (select pg_sleep(5)) as slept)sql"};
constexpr Statement who_am_i{"who_am_i", R"sql(select cast(pg_backend_pid() as bigint))sql"};
constexpr Statement end_others{"end_others", R"sql(
    select cast(count(pg_terminate_backend(pid)) as bigint) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid())sql"};

using NoteId = Id<struct NoteTag>;
struct Note {
    NoteId id;
    std::optional<std::string> says;
    std::optional<Bytes> body;
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, says, body, made_at))

struct Postgres : ::testing::Test {
    FakeClock clock;
    SeededRandom random{1};
    std::string address;

    void SetUp() override {
        ASSERT_TRUE(PostgresCluster::is_installed()) << "Install postgresql-15.";
        auto& cluster = PostgresCluster::shared();
        ASSERT_TRUE(cluster.is_there()) << cluster.what_happened();
        address = cluster.fresh();
    }
    std::unique_ptr<PostgresDatabase> open() const {
        return std::make_unique<PostgresDatabase>(
            PostgresOptions{.address = address, .read_time_max = std::chrono::seconds{10}});
    }
    NoteId new_id() { return NoteId::make(clock, random); }
    std::int64_t count(Database& database) {
        return database
            .read_now([](Reader& reader) { return reader.find<std::int64_t>(count_notes); })
            .value();
    }
};

/// What a write heard, waited for.
struct Heard {
    std::promise<void> promise;
    Done done() {
        return [this](std::exception_ptr fault) {
            fault ? promise.set_exception(fault) : promise.set_value();
        };
    }
    void get() { promise.get_future().get(); }
};

TEST_F(Postgres, what_is_written_can_be_read_as_a_struct) {
    const auto database = open();
    const auto id = new_id(), empty = new_id();
    database->write_now([&](Transaction& tx) {
        tx.run(make_notes);
        EXPECT_EQ(tx.run(add_note, id, "Zwölf Stühle, 十二把椅子", Bytes{0, 1, 255}, clock.now()),
                  1);
        tx.run(add_note, empty, std::optional<std::string>{}, Bytes{}, Instant{});
    });
    const auto note =
        database->read_now([&](Reader& reader) { return reader.find<Note>(find_note, id); });
    ASSERT_TRUE(note);
    EXPECT_EQ(note->id, id);
    EXPECT_EQ(note->says, "Zwölf Stühle, 十二把椅子");
    EXPECT_EQ(note->body, (Bytes{0, 1, 255}));
    EXPECT_EQ(note->made_at, clock.now());
    const auto other =
        database->read_now([&](Reader& reader) { return reader.find<Note>(find_note, empty); });
    EXPECT_EQ(other->says, std::nullopt);
    EXPECT_EQ(other->body, Bytes{});
}

TEST_F(Postgres, the_whole_schema_is_made_and_made_once) {
    for (int start = 0; start < 2; ++start) {
        const auto database = open();
        migrate(*database, Dialect::Postgres, data_migrations());
    }
}

TEST_F(Postgres, one_write_that_fails_leaves_the_others_whole) {
    PostgresDatabase database({.address = address});
    database.write_now([](Transaction& tx) { tx.run(make_notes); });
    // While the first is under way the others wait, and go together.
    std::promise<void> begun, go_on;
    auto allowed = go_on.get_future().share();
    Heard first, refused, broken, swallowed, last;
    database.write(
        [&, told = false](Transaction& tx) mutable {
            if (!told) begun.set_value();
            told = true;
            allowed.wait();
            tx.run(add_note, new_id(), "first", Bytes{}, clock.now());
        },
        first.done());
    begun.get_future().wait();
    database.write(
        [&](Transaction& tx) {
            tx.run(add_note, new_id(), "never", Bytes{}, clock.now());
            throw Refusal::conflict("accounts.name_taken");
        },
        refused.done());
    const auto twice = new_id();
    database.write(
        [&](Transaction& tx) {
            for (int i = 0; i < 2; ++i) tx.run(add_note, twice, "twice", Bytes{}, clock.now());
        },
        broken.done());
    database.write(
        [&](Transaction& tx) {
            const auto id = new_id();
            tx.run(add_note, id, "hidden", Bytes{}, clock.now());
            try {
                tx.run(add_note, id, "hidden", Bytes{}, clock.now());
            } catch (const std::exception&) {
                // pretends that nothing happened
            }
        },
        swallowed.done());
    database.write(
        [&](Transaction& tx) { tx.run(add_note, new_id(), "last", Bytes{}, clock.now()); },
        last.done());
    go_on.set_value();
    first.get();
    EXPECT_THROW(refused.get(), Refusal);
    EXPECT_THROW(broken.get(), std::exception);
    EXPECT_THROW(swallowed.get(), std::exception);
    last.get();
    EXPECT_EQ(count(database), 2);
}

TEST_F(Postgres, programs_that_share_it_lose_no_update) {
    constexpr int programs = 3, each = 40;
    open()->write_now([](Transaction& tx) {
        tx.run(make_counter);
        tx.run(begin_counter);
    });
    std::vector<std::thread> running;
    std::atomic<int> done = 0;
    for (int program = 0; program < programs; ++program) {
        running.emplace_back([&] {
            PostgresDatabase database({.address = address, .tries_max = 1000});
            for (int i = 0; i < each; ++i) {
                database.write_now([](Transaction& tx) {
                    const auto before = tx.find<std::int64_t>(read_counter).value();
                    tx.run(set_counter, before + 1);
                });
                ++done;
            }
        });
    }
    for (auto& program : running) program.join();
    EXPECT_EQ(done, programs * each);
    const auto database = open();
    EXPECT_EQ(database->read_now(
                  [](Reader& reader) { return reader.find<std::int64_t>(read_counter).value(); }),
              programs * each);
}

TEST_F(Postgres, what_was_sent_unheard_and_failed_fails_its_own_write_alone) {
    PostgresDatabase database({.address = address});
    database.write_now([](Transaction& tx) { tx.run(make_notes); });
    std::promise<void> begun, go_on;
    auto allowed = go_on.get_future().share();
    Heard first, broken, last;
    database.write(
        [&, told = false](Transaction& tx) mutable {
            if (!told) begun.set_value();
            told = true;
            allowed.wait();
            tx.send(add_note, new_id(), "first", Bytes{}, clock.now());
        },
        first.done());
    begun.get_future().wait();
    const auto twice = new_id();
    database.write(
        [&](Transaction& tx) {
            for (int i = 0; i < 2; ++i) tx.send(add_note, twice, "twice", Bytes{}, clock.now());
        },
        broken.done());
    database.write(
        [&](Transaction& tx) { tx.send(add_note, new_id(), "last", Bytes{}, clock.now()); },
        last.done());
    go_on.set_value();
    first.get();
    EXPECT_THROW(broken.get(), std::exception);
    last.get();
    EXPECT_EQ(count(database), 2);
}

TEST_F(Postgres, everything_in_one_look_sees_the_same_state) {
    const auto database = open();
    database->write_now([](Transaction& tx) { tx.run(make_notes); });
    database->read_now([&](Reader& reader) {
        EXPECT_EQ(reader.find<std::int64_t>(count_notes), 0);
        database->write_now(
            [&](Transaction& tx) { tx.run(add_note, new_id(), "new", Bytes{}, clock.now()); });
        EXPECT_EQ(reader.find<std::int64_t>(count_notes), 0);
    });
    EXPECT_EQ(count(*database), 1);
}

TEST_F(Postgres, a_look_cannot_change_anything) {
    const auto database = open();
    database->write_now([](Transaction& tx) { tx.run(make_notes); });
    EXPECT_THROW(database->read_now([&](Reader& reader) {
        reader.list<std::int64_t>(Statement{"sneaky", "delete from note returning made_at"});
    }),
                 std::exception);
}

TEST_F(Postgres, a_look_that_takes_too_long_is_refused_and_the_next_is_answered) {
    PostgresDatabase database({.address = address, .readers = 1});
    Heard slow, quick;
    database.read([](Reader& reader) { reader.find<std::int64_t>(wait_long); }, slow.done());
    database.read([](Reader& reader) { reader.find<std::int64_t>(who_am_i); }, quick.done());
    try {
        slow.get();
        FAIL() << "it waited five seconds";
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.key, "storage.slow");
    }
    quick.get();
}

TEST_F(Postgres, lost_connections_are_taken_up_again) {
    const auto database = open();
    database->write_now([](Transaction& tx) { tx.run(make_notes); });
    EXPECT_EQ(count(*database), 0);
    PostgresDatabase other({.address = address});
    other.read_now([](Reader& reader) { reader.find<std::int64_t>(end_others); });
    EXPECT_EQ(count(*database), 0) << "a look is simply made again";
    for (int i = 0; i < 4; ++i)  // so that each writer has its turn
        database->write_now(
            [&](Transaction& tx) { tx.run(add_note, new_id(), "x", Bytes{}, clock.now()); });
    EXPECT_EQ(count(*database), 4);
}

TEST_F(Postgres, too_many_that_wait_are_refused_at_once) {
    PostgresDatabase database({.address = address, .queue_max = 2, .batch_max = 1});
    std::promise<void> begun, go_on;
    auto allowed = go_on.get_future().share();
    Heard first, second, third, fourth;
    database.write(
        [&](Transaction&) {
            begun.set_value();
            allowed.wait();
        },
        first.done());
    begun.get_future().wait();
    database.write([](Transaction&) {}, second.done());
    database.write([](Transaction&) {}, third.done());
    database.write([](Transaction&) {}, fourth.done());
    EXPECT_THROW(fourth.get(), Refusal);
    go_on.set_value();
    first.get();
    second.get();
    third.get();
}

TEST(PostgresCrash, what_was_acknowledged_is_there_after_a_crash) {
    ASSERT_TRUE(PostgresCluster::is_installed()) << "Install postgresql-15.";
    PostgresCluster cluster(true);
    ASSERT_TRUE(cluster.is_there()) << cluster.what_happened();
    const auto address = cluster.fresh();
    FakeClock clock;
    SeededRandom random{3};
    PostgresDatabase database({.address = address});
    database.write_now([](Transaction& tx) { tx.run(make_notes); });
    std::mutex mutex;
    std::vector<NoteId> acknowledged;
    std::atomic<int> answered = 0;
    const auto write = [&] {
        const auto id = NoteId::make(clock, random);
        database.write([id](Transaction& tx) { tx.run(add_note, id, "kept", Bytes{}, Instant{}); },
                       [&, id](std::exception_ptr fault) {
                           if (!fault) {
                               const std::lock_guard lock(mutex);
                               acknowledged.push_back(id);
                           }
                           ++answered;
                       });
    };
    const auto wait_for = [&](int wanted) {
        while (answered < wanted) std::this_thread::yield();
    };
    for (int i = 0; i < 100; ++i) write();
    wait_for(100);
    EXPECT_EQ(acknowledged.size(), 100u);
    for (int i = 0; i < 300; ++i) write();
    cluster.crash();  // among them
    wait_for(400);
    EXPECT_THROW(database.write_now([](Transaction&) {}), Refusal) << "nobody is there to keep it";
    cluster.start();
    ASSERT_TRUE(cluster.is_there()) << cluster.what_happened();
    for (const auto& id : acknowledged) {
        EXPECT_TRUE(
            database.read_now([&](Reader& reader) { return reader.find<Note>(find_note, id); })
                .has_value());
    }
    database.write_now([&](Transaction& tx) {
        tx.run(add_note, NoteId::make(clock, random), "again", Bytes{}, Instant{});
    });
}

TEST(PostgresAddress, where_nobody_answers_says_so) {
    EXPECT_THROW(PostgresDatabase({.address = "host=/nowhere dbname=none"}), std::runtime_error);
}

}  // namespace
}  // namespace breather::storage
