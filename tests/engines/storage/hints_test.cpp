// Servers on one database hear that something changed: at once by a NOTIFY, and without it at their
// next look.
#include "engines/storage/hints.h"

#include <gtest/gtest.h>

#include <future>

#include "engines/storage/postgres_opening.h"
#include "support/postgres_cluster.h"

namespace breather::storage {
namespace {

using namespace std::chrono_literals;
using testing::PostgresCluster;

class HintsTest : public ::testing::Test {
  protected:
    std::string address = PostgresCluster::shared().fresh();
    std::unique_ptr<PostgresDatabase> here = open(), there = open();

    std::unique_ptr<PostgresDatabase> open() {
        return open_postgres({.address = address, .read_time_max = 10s}, data_migrations());
    }
    static void change(PostgresDatabase& database, Hints& hints) {
        database.write_now([&](Transaction& tx) { hints.note(tx, "shelf"); });
        hints.send();
    }
    /// A promise that may be kept more than once.
    struct Heard {
        std::promise<void> promise;
        std::atomic<bool> kept = false;
        void operator()() {
            if (!kept.exchange(true)) promise.set_value();
        }
    };
};

TEST_F(HintsTest, what_is_noted_here_is_heard_there_at_once) {
    // Looking by itself would come an hour too late.
    Hints mine(*here, {.address = address, .look_every = 1h});
    Hints theirs(*there, {.address = address, .look_every = 1h});
    Heard heard;
    theirs.listen("shelf", [&] { heard(); });
    mine.start();
    theirs.start();
    // The line may still be opening: what came before it opened is found by the look that follows.
    change(*here, mine);
    EXPECT_EQ(heard.promise.get_future().wait_for(30s), std::future_status::ready);
}

TEST_F(HintsTest, what_was_not_sent_is_found_by_looking) {
    Hints mine(*here, {.address = address, .look_every = 1h, .sends = false});
    Hints theirs(*there, {.address = address, .look_every = 10ms});
    Heard heard;
    theirs.listen("shelf", [&] { heard(); });
    mine.start();
    theirs.start();
    change(*here, mine);
    EXPECT_EQ(heard.promise.get_future().wait_for(30s), std::future_status::ready);
}

TEST_F(HintsTest, control_what_was_not_sent_is_not_heard_without_looking) {
    Hints mine(*here, {.address = address, .look_every = 1h, .sends = false});
    Hints theirs(*there, {});
    int heard = 0;
    theirs.listen("shelf", [&] { ++heard; });
    mine.start();
    change(*here, mine);
    EXPECT_EQ(heard, 0);
    EXPECT_EQ(theirs.look(), 1);
    EXPECT_EQ(heard, 1);
    EXPECT_EQ(theirs.look(), 0) << "once is enough";
}

TEST_F(HintsTest, a_note_whose_transaction_failed_is_none) {
    Hints mine(*here, {}), theirs(*there, {});
    EXPECT_THROW(here->write_now([&](Transaction& tx) {
        mine.note(tx, "shelf");
        throw std::runtime_error("the thing did not change");
    }),
                 std::runtime_error);
    theirs.listen("shelf", [] {});
    EXPECT_EQ(theirs.look(), 0);
}

TEST_F(HintsTest, of_notes_made_at_the_same_time_none_is_lost) {
    Hints mine(*here, {}), other(*there, {});
    const auto third = open();
    Hints theirs(*third, {});
    int heard = 0;
    for (const char* topic : {"a", "b"}) theirs.listen(topic, [&] { ++heard; });
    const auto note = [](PostgresDatabase& database, Hints& hints, const std::string& topic) {
        for (int i = 0; i < 30; ++i)
            database.write_now([&](Transaction& tx) { hints.note(tx, topic); });
    };
    auto one = std::async(std::launch::async, [&] { note(*here, mine, "a"); });
    auto two = std::async(std::launch::async, [&] { note(*there, other, "b"); });
    one.get();
    two.get();
    theirs.look();
    EXPECT_EQ(heard, 2);
    const auto last = third->read_now([](Reader& reader) {
        return reader.find<std::int64_t>(
            Statement{"test.last", "select cast(max(seq) as bigint) from hint"});
    });
    EXPECT_EQ(last, 60) << "each note has a number of its own";
}

TEST_F(HintsTest, what_failed_to_be_heard_is_heard_again) {
    Hints mine(*here, {}), theirs(*there, {});
    int tries = 0;
    theirs.listen("shelf", [&] {
        if (++tries == 1) throw std::runtime_error("the disk is full");
    });
    change(*here, mine);
    EXPECT_THROW(theirs.look(), std::runtime_error);
    EXPECT_EQ(theirs.look(), 1);
}

}  // namespace
}  // namespace breather::storage
