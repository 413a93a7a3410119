// Looking for work costs what is due, however much is planned. The control: without its index the
// same look walks over everything.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>

#include "engines/scheduler/scheduler.h"
#include "support/storage_world.h"

namespace breather::scheduler {
namespace {

using namespace std::chrono_literals;

std::atomic<std::int64_t> steps{0};

/// From now on every connection tells how many steps each of its statements took.
int listen(sqlite3* connection, const char**, const sqlite3_api_routines*) {
    return sqlite3_trace_v2(
        connection, SQLITE_TRACE_PROFILE,
        [](unsigned, void*, void* statement, void*) {
            steps += sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement),
                                         SQLITE_STMTSTATUS_VM_STEP, 1);
            return 0;
        },
        nullptr);
}

struct Cost : ::testing::Test {
    static constexpr int planned = 100'000;
    static constexpr std::int64_t steps_max = 3000;

    void SetUp() override {
        if (breather::testing::on_postgres()) GTEST_SKIP() << "steps are counted on SQLite";
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(&listen));
    }
    void TearDown() override {
        if (!breather::testing::on_postgres())
            sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&listen));
    }

    /// Steps of one look with three jobs due among all that are not.
    std::int64_t steps_of_a_look(const char* before) {
        breather::testing::StorageWorld world;
        int done = 0;
        Scheduler scheduler(*world.database, world.clock, world.random);
        scheduler.add({.name = "letter", .work = [&](Task&) { ++done; }});
        scheduler.open();
        const Instant later = world.clock.now() + 24h;
        world.database->write_now([&](storage::Transaction& tx) {
            for (int i = 0; i < planned; ++i)
                scheduler.plan(tx, {"letter", std::to_string(i), {}, later});
            for (int i = 0; i < 3; ++i)
                scheduler.plan(tx, {"letter", "due " + std::to_string(i), {}, world.clock.now()});
            tx.run_script(before);
        });
        steps = 0;
        scheduler.run_due(Lane::Quick);
        scheduler.next_due(Lane::Quick);
        EXPECT_EQ(done, 3);
        return steps;
    }
};

TEST_F(Cost, a_look_among_a_hundred_thousand_costs_what_is_due) {
    const auto taken = steps_of_a_look("");
    EXPECT_GT(taken, 10) << "nothing was counted";
    EXPECT_LT(taken, steps_max);
    RecordProperty("steps", static_cast<int>(taken));
}

TEST_F(Cost, control_without_its_index_it_costs_everything) {
    EXPECT_GT(steps_of_a_look("drop index job_due; drop index job_named;"), 100 * steps_max);
}

}  // namespace
}  // namespace breather::scheduler
