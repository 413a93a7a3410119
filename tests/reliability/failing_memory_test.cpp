// R4, memory: whichever allocation fails while the house serves, ours or SQLite's, somebody hears
// an error, the house goes on, and what was acknowledged is there, whole, when it opens again.
#include "reliability/failing_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "engines/storage/sqlite_database.h"
#include "reliability/small_house.h"
#include "support/faulty_databases.h"
#include "support/postgres_cluster.h"
#include "support/temp_folder.h"

namespace breather::testing {
namespace {

struct FailingMemory : ::testing::Test {
    Morning morning;
    TempFolder before;

    void SetUp() override {
        if (on_postgres()) GTEST_SKIP() << "what is looked at afterwards are SQLite's files";
        morning.prepare(before.path());
    }

    /// A morning in which memory fails as `fail` says.
    Ended morning_on(const std::filesystem::path& folder, const HouseWith& with,
                     const std::function<void()>& fail) {
        return in_child([&](const Child& child) {
            spare_this_thread();
            take_over_sqlite_memory();
            SmallHouse house(folder, with);
            const long news = count_new(), sqlites = count_sqlite_memory();
            fail();
            morning.live(house, child);
            fail_new(0);
            fail_sqlite_memory(0);
            child.say("new " + std::to_string(count_new() - news));
            child.say("sqlite " + std::to_string(count_sqlite_memory() - sqlites));
            return 0;
        });
    }

    long count(const std::string& what) {
        const TempFolder folder;
        copy_house(before.path(), folder.path());
        for (const auto& line : morning_on(folder.path(), {}, [] {}).said)
            if (line.starts_with(what + " ")) return std::stol(line.substr(what.size() + 1));
        return 0;
    }

    enum class Until { TheEnd, FirstHarm };
    std::vector<std::string> harms(const std::string& what, void (*fail)(long), long all, long step,
                                   Until until = Until::TheEnd, const HouseWith& with = {}) {
        std::vector<std::string> found;
        for (long k = 1; k <= all && (until == Until::TheEnd || found.empty()); k += step) {
            const TempFolder folder;
            copy_house(before.path(), folder.path());
            const auto told = morning_on(folder.path(), with, [&] { fail(k); });
            const auto name = what + " " + std::to_string(k) + ": ";
            if (told.code != 0)
                found.push_back(name + "ended with " + std::to_string(told.code) + ", signal " +
                                std::to_string(told.signal));
            const auto looked = in_child([&](const Child& child) {
                SmallHouse house(folder.path());
                for (const auto& harm : morning.harm(house, told)) child.say(harm);
                return 0;
            });
            if (looked.code != 0) found.push_back(name + "the house does not open any more");
            for (const auto& harm : looked.said) found.push_back(name + harm);
        }
        return found;
    }

    static long step_for(long all) {
        return std::getenv("BREATHER_LONG") ? 1 : std::max(1L, all / 50);
    }
};

TEST_F(FailingMemory, whichever_new_fails_nothing_is_lost_or_halved) {
    const long all = count("new");
    ASSERT_GT(all, 100);
    std::cout << all << " allocations, every " << step_for(all) << ". fails\n";
    EXPECT_EQ(harms("new", fail_new, all, step_for(all)), std::vector<std::string>{});
}

TEST_F(FailingMemory, whichever_allocation_of_sqlite_fails_nothing_is_lost_or_halved) {
    const long all = count("sqlite");
    ASSERT_GT(all, 100);
    std::cout << all << " allocations, every " << step_for(all) << ". fails\n";
    EXPECT_EQ(harms("sqlite", fail_sqlite_memory, all, step_for(all)), std::vector<std::string>{});
}

/// A read that stays open keeps the journal from being emptied, and so an erasure from its end.
TEST_F(FailingMemory, a_read_that_fails_anywhere_leaves_nothing_open) {
    const auto told = in_child([&](const Child& child) {
        spare_this_thread();
        take_over_sqlite_memory();
        for (const auto& [fail, count] : {std::pair{&fail_new, &count_new},
                                          std::pair{&fail_sqlite_memory, &count_sqlite_memory}})
            for (long k = 1;; ++k) {
                const TempFolder folder;
                storage::SqliteOptions options;
                options.file = folder / "a.db";
                storage::SqliteDatabase database(options);
                database.write_now([](storage::Transaction& tx) {
                    tx.run(storage::Statement{"make", "create table item (place bigint)"});
                });
                const long counted = count();
                fail(k);
                bool failed = false;
                try {
                    const NotSpared reading;
                    database.read_now([](storage::Reader& reader) {
                        reader.find<std::int64_t>(
                            storage::Statement{"look", "select count(*) from item"});
                    });
                } catch (const std::exception&) {
                    failed = true;
                }
                fail(0);
                database.scrub_now();  // never ends while a read is open
                database.read_now([](storage::Reader&) {});
                child.say(failed ? "failed" : "passed");
                if (count() - counted < k) break;
            }
        return 0;
    });
    EXPECT_EQ(told.code, 0) << "signal " << told.signal;
    EXPECT_GT(std::count(told.said.begin(), told.said.end(), "failed"), 20);
}

TEST_F(FailingMemory, written_piece_by_piece_the_same_failures_halve) {
    HouseWith with;
    with.around = [](std::unique_ptr<storage::Database> inner) {
        return std::make_unique<PieceByPiece>(std::move(inner));
    };
    const long all = count("sqlite");
    const auto found =
        harms("sqlite", fail_sqlite_memory, all, std::max(1L, all / 50), Until::FirstHarm, with);
    EXPECT_FALSE(found.empty());
}

}  // namespace
}  // namespace breather::testing
