// The group commit: order, isolation, and answers only after the disk has it.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/refusal.h"
#include "engines/storage/sqlite_database.h"
#include "engines/storage/work.h"
#include "support/fault_vfs.h"
#include "support/temp_folder.h"

namespace breather::storage {
namespace {

using testing::FaultVfs;
using testing::TempFolder;

constexpr Statement make_items{"make_items", R"sql(
    create table item (place bigint not null primary key, says text not null) {strict})sql"};
constexpr Statement add_item{"add_item", R"sql(
    insert into item (place, says) values ($1, $2))sql"};
constexpr Statement list_places{"list_places", R"sql(select place from item order by place)sql"};
constexpr Statement count_items{"count_items", R"sql(select count(*) from item)sql"};

/// Keeps the writer busy until told, so that what is queued meanwhile becomes one batch.
class Gate {
  public:
    explicit Gate(Database& database) {
        database.write(
            [this](Transaction&) {
                reached_.set_value();
                opened_.get_future().wait();
            },
            [this](std::exception_ptr) { passed_.set_value(); });
        reached_.get_future().wait();
    }
    void open() {
        opened_.set_value();
        passed_.get_future().wait();
    }

  private:
    std::promise<void> reached_, opened_, passed_;
};

/// Counts what was done and what was refused, and waits for all of it.
class Tally {
  public:
    Done one() {
        ++expected_;
        return [this](std::exception_ptr fault) {
            const std::lock_guard lock(mutex_);
            fault ? faults_.push_back(fault) : static_cast<void>(++done_);
            changed_.notify_all();
        };
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_ + static_cast<int>(faults_.size()) == expected_; });
    }
    int done() const { return done_; }
    std::vector<int> statuses() const {
        std::vector<int> all;
        for (const auto& fault : faults_) {
            try {
                std::rethrow_exception(fault);
            } catch (const Refusal& refusal) {
                all.push_back(refusal.status());
            } catch (const std::exception&) {
                all.push_back(500);
            }
        }
        return all;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int expected_ = 0;
    int done_ = 0;
    std::vector<std::exception_ptr> faults_;
};

struct Writing : ::testing::Test {
    TempFolder folder;
    FaultVfs vfs;
    int fsync_failures = 0;

    SqliteOptions options() {
        SqliteOptions options;
        options.file = folder / "a.db";
        options.vfs = vfs.name();
        options.read_time_max = std::chrono::seconds{10};
        options.on_fsync_failure = [this] { ++fsync_failures; };
        return options;
    }
    std::unique_ptr<SqliteDatabase> open(const SqliteOptions& with) {
        auto database = std::make_unique<SqliteDatabase>(with);
        database->write_now([](Transaction& tx) { tx.run(make_items); });
        return database;
    }
    std::unique_ptr<SqliteDatabase> open() { return open(options()); }

    static std::vector<std::int64_t> places(Database& database) {
        return database.read_now(
            [](Reader& reader) { return reader.list<std::int64_t>(list_places); });
    }
};

auto adds(std::int64_t place, std::string says = "x") {
    return [=](Transaction& tx) { tx.run(add_item, place, says); };
}

TEST_F(Writing, what_waits_is_committed_together_and_in_order) {
    const auto database = open();
    Gate gate(*database);
    Tally tally;
    std::vector<int> order;
    for (int i = 0; i < 20; ++i)
        database->write(
            [i, &order](Transaction& tx) {
                order.push_back(i);
                tx.run(add_item, i, "x");
            },
            tally.one());
    const auto before = vfs.story().size();
    gate.open();
    tally.wait();
    const auto story = vfs.story();
    EXPECT_EQ(std::count(story.begin() + static_cast<std::ptrdiff_t>(before), story.end(),
                         "sync a.db-wal"),
              1)
        << "twenty writes, one sync";
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    EXPECT_EQ(places(*database).size(), 20u);
}

TEST_F(Writing, one_failure_undoes_only_itself) {
    const auto database = open();
    Gate gate(*database);
    Tally tally;
    database->write(adds(1), tally.one());
    database->write(
        [](Transaction& tx) {
            tx.run(add_item, 2, "half done");
            throw Refusal::conflict("test");
        },
        tally.one());
    database->write(adds(1, "the same place again"), tally.one());
    database->write(adds(3), tally.one());
    gate.open();
    tally.wait();
    EXPECT_EQ(places(*database), (std::vector<std::int64_t>{1, 3}));
    EXPECT_EQ(tally.statuses(), (std::vector<int>{409, 500}));
}

TEST_F(Writing, the_answer_comes_after_the_sync) {
    const auto database = open();
    vfs.note("asked");
    database->write_now(adds(1));
    vfs.note("answered");
    const auto story = vfs.story();
    const auto asked = std::find(story.begin(), story.end(), "asked");
    const auto answered = std::find(story.begin(), story.end(), "answered");
    const auto written = std::find(asked, answered, "write a.db-wal");
    ASSERT_NE(written, answered);
    EXPECT_NE(std::find(written, answered, "sync a.db-wal"), answered);
}

TEST_F(Writing, without_syncs_the_same_look_finds_none) {
    auto unsynced = options();
    unsynced.synced = false;
    const auto database = open(unsynced);
    vfs.note("asked");
    database->write_now(adds(1));
    const auto story = vfs.story();
    const auto asked = std::find(story.begin(), story.end(), "asked");
    EXPECT_EQ(std::find(asked, story.end(), "sync a.db-wal"), story.end());
}

TEST_F(Writing, a_reader_cannot_write) {
    const auto database = open();
    EXPECT_THROW(database->read_now([](Reader& reader) {
        dynamic_cast<Transaction&>(reader).run(add_item, 1, "x");
    }),
                 std::runtime_error);
    EXPECT_TRUE(places(*database).empty());
}

TEST_F(Writing, a_reader_sees_one_state_throughout) {
    const auto database = open();
    database->read_now([&](Reader& reader) {
        EXPECT_EQ(*reader.find<std::int64_t>(count_items), 0);
        database->write_now(adds(1));
        EXPECT_EQ(*reader.find<std::int64_t>(count_items), 0);
        database->read_now([&](Reader& nested) {
            EXPECT_EQ(*nested.find<std::int64_t>(count_items), 0)
                << "a nested look is the same look";
        });
    });
    EXPECT_EQ(places(*database).size(), 1u);
}

TEST_F(Writing, a_look_that_takes_too_long_is_stopped) {
    auto hasty = options();
    hasty.read_time_max = std::chrono::milliseconds{1};
    const auto database = open(hasty);
    constexpr Statement forever{"forever", R"sql(
        with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n)sql"};
    int status = 0;
    database->read([&](Reader& reader) { reader.find<std::int64_t>(forever); },
                   [&](std::exception_ptr fault) {
                       try {
                           std::rethrow_exception(fault);
                       } catch (const Refusal& refusal) {
                           status = refusal.status();
                       }
                   });
    EXPECT_EQ(status, 503);
    EXPECT_TRUE(places(*database).empty()) << "the connection goes on";
}

TEST_F(Writing, more_than_the_queue_holds_is_refused_at_once) {
    auto small = options();
    small.queue_max = 3;
    const auto database = open(small);
    Gate gate(*database);
    Tally tally;
    for (int i = 0; i < 5; ++i) database->write(adds(i), tally.one());
    EXPECT_EQ(tally.statuses(), (std::vector<int>{503, 503}));
    gate.open();
    tally.wait();
    EXPECT_EQ(places(*database).size(), 3u);
}

TEST_F(Writing, a_full_disk_refuses_keeps_everything_and_heals) {
    const auto database = open();
    database->write_now(adds(1));
    vfs.fill_disk(true);
    for (int i = 0; i < 3; ++i) {
        try {
            database->write_now(adds(2, std::string(100'000, 'x')));
            FAIL() << "a full disk was not noticed";
        } catch (const Refusal& refusal) {
            EXPECT_EQ(refusal.kind, Refusal::Kind::storage_full);
        }
    }
    EXPECT_EQ(places(*database), std::vector<std::int64_t>{1}) << "reading goes on";
    vfs.fill_disk(false);
    database->write_now(adds(2));
    EXPECT_EQ(places(*database), (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(fsync_failures, 0);
}

TEST_F(Writing, after_a_failed_fsync_nobody_is_told_it_was_kept) {
    const auto database = open();
    vfs.fail_syncs(true);
    EXPECT_THROW(database->write_now(adds(1)), std::exception);
    EXPECT_EQ(fsync_failures, 1);
    vfs.fail_syncs(false);
    EXPECT_THROW(database->write_now(adds(2)), std::exception) << "it is never retried";
}

TEST(writing_death, a_failed_fsync_ends_the_process_with_74) {
    EXPECT_EXIT(
        {
            TempFolder folder;
            FaultVfs vfs;
            SqliteOptions options;
            options.file = folder / "a.db";
            options.vfs = vfs.name();
            SqliteDatabase database(options);
            database.write_now([](Transaction& tx) { tx.run(make_items); });
            vfs.fail_syncs(true);
            database.write([](Transaction& tx) { tx.run(add_item, 1, "x"); },
                           [](std::exception_ptr) { ::_exit(1); });
            ::pause();
        },
        ::testing::ExitedWithCode(74), "fsync failed");
}

TEST_F(Writing, whichever_call_fails_the_database_stays_whole) {
    for (int k = 1; k < 200; ++k) {
        const TempFolder other;
        auto with = options();
        with.file = other / "a.db";
        const auto database = open(with);
        const int before = vfs.calls();
        vfs.fail_call(k);
        std::vector<std::int64_t> kept;
        for (std::int64_t place = 0; place < 6; ++place) {
            try {
                database->write_now([&](Transaction& tx) {
                    tx.run(add_item, 2 * place, std::string(9000, 'x'));
                    tx.run(add_item, 2 * place + 1, "the second half");
                });
                kept.push_back(2 * place);
                kept.push_back(2 * place + 1);
            } catch (const std::exception&) {
                // Refused or broken: then nothing of it may be there.
            }
        }
        vfs.fail_call(0);
        EXPECT_EQ(places(*database), kept) << "call " << k;
        if (vfs.calls() - before < k) break;  // every call has had its turn
    }
}

TEST_F(Writing, closing_finishes_what_was_queued) {
    Tally tally;
    {
        const auto database = open();
        for (int i = 0; i < 50; ++i) database->write(adds(i), tally.one());
    }
    EXPECT_EQ(tally.done(), 50);
    EXPECT_FALSE(std::filesystem::exists(folder / "a.db-wal"));
}

TEST_F(Writing, a_closure_can_run_again) {
    const auto database = open();
    int runs = 0;
    const Work<std::int64_t> work{
        [&](Transaction& tx) { tx.run(add_item, ++runs, "x"); },
        [](Reader& reader) { return *reader.find<std::int64_t>(count_items); }};
    EXPECT_THROW(database->write_now([&](Transaction& tx) {
        work.apply(tx);
        throw std::runtime_error("the batch fell");
    }),
                 std::runtime_error);
    EXPECT_EQ(database->write_now([&](Transaction& tx) {
        work.apply(tx);
        return work.answer(tx);
    }),
              1)
        << "the first run left nothing";
}

TEST_F(Writing, scrubbing_leaves_nothing_deleted_in_any_file) {
    const auto database = open();
    const std::string secret = "a sentence nobody may find again";
    const auto found = [&] {
        for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
            std::ifstream in(file.path(), std::ios::binary);
            const std::string all((std::istreambuf_iterator<char>(in)), {});
            if (all.find(secret) != all.npos) return true;
        }
        return false;
    };
    database->write_now(adds(1, secret));
    constexpr Statement remove{"remove", R"sql(delete from item where place = 1)sql"};
    database->write_now([&](Transaction& tx) { tx.run(remove); });
    EXPECT_TRUE(found()) << "the journal still holds it: otherwise this test proves nothing";
    database->scrub_now();
    EXPECT_FALSE(found());
}

TEST_F(Writing, many_threads_and_databases_keep_apart) {
    const auto first = open();
    auto other_options = options();
    other_options.file = folder / "b.db";
    auto second = open(other_options);
    second->write_now(adds(7));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) {
                first->write_now(adds(100 * t + i));
                EXPECT_EQ(places(*second).size(), 1u);
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(places(*first).size(), 100u);
    second.reset();
    second = std::make_unique<SqliteDatabase>(other_options);
    EXPECT_EQ(places(*second), std::vector<std::int64_t>{7}) << "an old connection is not reused";
}

}  // namespace
}  // namespace breather::storage
