// Planned once, done once, whatever happens in between.
#include "engines/scheduler/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "base/refusal.h"
#include "engines/scheduler/workshop.h"
#include "support/storage_world.h"

namespace breather::scheduler {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

/// What a killed server looks like: the work begins and nobody notes how it ended.
struct Killed {};

struct Scheduling : ::testing::Test {
    breather::testing::StorageWorld world;
    std::vector<std::string> done;

    std::unique_ptr<Scheduler> server(std::function<void(Task&)> work = {},
                                      std::optional<Rule> rule = {}) {
        auto made = std::make_unique<Scheduler>(*world.database, world.clock, world.random);
        if (!work) work = [this](Task& task) { done.push_back(task.payload()); };
        made->add({.name = "letter", .work = std::move(work), .rule = std::move(rule)});
        made->open();
        return made;
    }
    bool plan(Scheduler& scheduler, const std::string& key, std::chrono::milliseconds in = 0ms) {
        const Planned planned{"letter", key, "of " + key, world.clock.now() + in};
        return world.database->write_now(
            [&](storage::Transaction& tx) { return scheduler.plan(tx, planned); });
    }
    /// As a server that is killed while it works: the claim stands, nothing else is written.
    void claim_and_die(const std::string& key) {
        const Instant now = world.clock.now();
        const Uuid somebody = uuid_v7(world.clock, world.random);
        const auto claimed = world.database->write_now([&](storage::Transaction& tx) {
            return store::claim(tx, somebody, "letter", now, now + 2min, 1);
        });
        ensure(claimed.size() == 1 && claimed[0].key == key, "the wrong job was claimed");
    }
};

TEST_F(Scheduling, what_is_due_is_done_once_and_what_is_not_waits) {
    const auto one = server();
    plan(*one, "a");
    plan(*one, "b", 1h);
    EXPECT_EQ(one->run_due(Lane::Quick), 1u);
    EXPECT_EQ(one->run_due(Lane::Quick), 0u);
    EXPECT_THAT(done, ElementsAre("of a"));
    EXPECT_EQ(one->next_due(Lane::Quick), world.clock.now() + 1h);
    world.clock.advance(1h);
    one->run_due(Lane::Quick);
    EXPECT_THAT(done, ElementsAre("of a", "of b"));
    EXPECT_EQ(one->next_due(Lane::Quick), std::nullopt);
}

TEST_F(Scheduling, the_same_key_is_planned_once_even_when_it_is_done_already) {
    const auto one = server();
    EXPECT_TRUE(plan(*one, "a"));
    EXPECT_FALSE(plan(*one, "a"));
    one->run_due(Lane::Quick);
    EXPECT_FALSE(plan(*one, "a"));
    one->run_due(Lane::Quick);
    EXPECT_EQ(done.size(), 1u);
    world.clock.advance(std::chrono::days(31));
    one->sweep();
    EXPECT_TRUE(plan(*one, "a")) << "after thirty days nobody remembers";
}

TEST_F(Scheduling, planned_in_a_write_that_fails_it_is_not_planned) {
    const auto one = server();
    const Planned planned{"letter", "a", "of a", world.clock.now()};
    EXPECT_THROW(world.database->write_now([&](storage::Transaction& tx) {
        one->plan(tx, planned);
        throw Refusal::conflict("test");
    }),
                 Refusal);
    EXPECT_EQ(one->run_due(Lane::Quick), 0u);
}

TEST_F(Scheduling, a_killed_servers_claim_is_taken_up_again_when_it_runs_out) {
    const auto other = server();
    plan(*other, "a");
    claim_and_die("a");
    EXPECT_EQ(other->run_due(Lane::Quick), 0u) << "somebody still holds it";
    world.clock.advance(2min);
    EXPECT_EQ(other->run_due(Lane::Quick), 1u);
    EXPECT_THAT(done, ElementsAre("of a"));
}

TEST_F(Scheduling, a_claim_that_is_kept_does_not_run_out) {
    std::size_t taken = 0;
    const auto other = server([&](Task&) { ++taken; });
    std::unique_ptr<Scheduler> one;
    one = server([&](Task&) {
        for (int i = 0; i < 5; ++i) {
            world.clock.advance(1min);
            one->keep_claims();
            other->run_due(Lane::Quick);
        }
    });
    plan(*one, "a");
    one->run_due(Lane::Quick);
    EXPECT_EQ(taken, 0u);
    // The same without keeping it: the other takes it up, and the first is told.
    one = server([&](Task& task) {
        world.clock.advance(5min);
        other->run_due(Lane::Quick);
        world.database->write_now([&](storage::Transaction& tx) { task.finish(tx); });
    });
    plan(*one, "b");
    one->run_due(Lane::Quick);
    EXPECT_EQ(taken, 1u);
    EXPECT_THAT(one->list_failures(), ::testing::IsEmpty()) << "it was done, by the other";
}

TEST_F(Scheduling, done_and_its_effect_are_one_write) {
    int tries = 0;
    const auto one = server([&](Task& task) {
        ++tries;
        world.database->write_now([&](storage::Transaction& tx) {
            task.finish(tx);
            if (tries == 1) throw std::runtime_error("the disk is full");
        });
    });
    plan(*one, "a");
    one->run_due(Lane::Quick);
    EXPECT_EQ(one->list_failures().size(), 1u);
    world.clock.advance(1min);
    one->run_due(Lane::Quick);
    world.clock.advance(std::chrono::days(1));
    one->run_due(Lane::Quick);
    EXPECT_EQ(tries, 2);
    EXPECT_TRUE(one->list_failures().empty());
}

TEST_F(Scheduling, what_fails_is_tried_again_later_and_later_and_in_the_end_shown) {
    std::vector<Instant> tries;
    bool fails = true;
    const auto one = server([&](Task&) {
        tries.push_back(world.clock.now());
        if (fails) throw std::runtime_error("nobody answers");
    });
    plan(*one, "a");
    for (int i = 0; i < 24 * 60; ++i) {
        one->run_due(Lane::Quick);
        world.clock.advance(1min);
    }
    ASSERT_EQ(tries.size(), 8u);
    for (std::size_t i = 2; i < tries.size(); ++i)
        EXPECT_EQ(tries[i] - tries[i - 1], 2 * (tries[i - 1] - tries[i - 2]));
    const auto failed = one->list_failures();
    ASSERT_EQ(failed.size(), 1u);
    EXPECT_EQ(failed[0].why, "nobody answers");
    EXPECT_EQ(failed[0].state, State::Failed);
    EXPECT_EQ(one->next_due(Lane::Quick), std::nullopt);
    fails = false;
    one->retry(failed[0].job_id);
    one->run_due(Lane::Quick);
    EXPECT_EQ(tries.size(), 9u);
    EXPECT_TRUE(one->list_failures().empty());
    EXPECT_THROW(one->retry(failed[0].job_id), Refusal);
}

TEST_F(Scheduling, work_that_kills_its_server_each_time_ends_as_failed) {
    const auto one = server();
    plan(*one, "a");
    for (int i = 0; i < 8; ++i) {
        claim_and_die("a");
        world.clock.advance(2min);
    }
    one->run_due(Lane::Quick);
    EXPECT_TRUE(done.empty());
    ASSERT_EQ(one->list_failures().size(), 1u);
    EXPECT_EQ(one->list_failures()[0].state, State::Failed);
}

/// R6: the clock jumps; each instant of the rule once.
TEST_F(Scheduling, a_clock_that_jumps_neither_skips_nor_doubles_a_repeating_job) {
    const Rule daily = Daily{TimeZone::utc(), 2h};
    std::set<Instant> days;
    int runs = 0;
    const auto one = server(
        [&](Task& task) {
            ++runs;
            days.insert(task.planned_for());
        },
        daily);
    const Instant midnight{std::chrono::floor<std::chrono::days>(world.clock.now())};
    world.clock.set(midnight + 2h);
    one->run_due(Lane::Quick);
    world.clock.set(midnight + 2h - 5s);  // set right by a little
    one->run_due(Lane::Quick);
    world.clock.set(midnight + 2h);
    one->run_due(Lane::Quick);
    EXPECT_EQ(runs, 1) << "the same night twice";
    world.clock.set(midnight + std::chrono::days(400));  // a battery that died
    one->run_due(Lane::Quick);
    EXPECT_EQ(runs, 2) << "what was missed comes once, not four hundred times";
    world.clock.set(midnight + std::chrono::days(1));
    for (int hour = 0; hour < 7 * 24; ++hour) {
        one->run_due(Lane::Quick);
        world.clock.advance(1h);
    }
    // The night of the jump was done early; the six after it follow.
    EXPECT_EQ(runs, 2 + 6);
    EXPECT_EQ(days.size(), 8u);
}

TEST_F(Scheduling, a_server_that_ran_for_long_with_its_clock_ahead_works_on_when_it_is_right) {
    for (const Rule& rule : {Rule{Every{1min}}, Rule{Daily{TimeZone::utc(), 2h}}}) {
        const auto one = server({}, rule);
        const auto all_day = [&] {
            done.clear();
            for (int minute = 0; minute <= 24 * 60; ++minute) {
                world.clock.advance(1min);
                one->run_due(Lane::Quick);
            }
            return done.size();
        };
        const auto usual = all_day();
        for (const auto ahead : {2, 400, 3653}) {
            world.clock.advance(std::chrono::days(ahead));
            all_day();
            all_day();
            world.clock.advance(-std::chrono::days(ahead));
            EXPECT_GE(all_day() + 1, usual) << ahead << " days ahead";
            EXPECT_LE(done.size(), usual + 1) << ahead << " days ahead";
        }
        world.database->write_now([](storage::Transaction& tx) {
            tx.run(storage::Statement{"test.clear", "delete from job"});
        });
    }
}

TEST_F(Scheduling, a_claim_made_while_the_clock_was_ahead_runs_out_all_the_same) {
    const auto one = server();
    plan(*one, "a");
    world.clock.advance(std::chrono::days(300));
    one->run_due(Lane::Slow);  // has seen that time
    claim_and_die("a");
    world.clock.advance(-std::chrono::days(300));
    one->run_due(Lane::Quick);
    world.clock.advance(2min);
    one->run_due(Lane::Quick);
    EXPECT_THAT(done, ElementsAre("of a"));
}

TEST_F(Scheduling, a_repeating_job_that_fails_comes_again_and_says_so) {
    bool fails = true;
    auto one = std::make_unique<Scheduler>(*world.database, world.clock, world.random);
    one->add({.name = "sweep",
              .work =
                  [&](Task&) {
                      if (fails) throw std::runtime_error("full");
                  },
              .tries_max = 1,
              .rule = Every{1min}});
    one->open();
    world.clock.advance(1min);
    one->run_due(Lane::Quick);
    ASSERT_EQ(one->list_failures().size(), 1u);
    EXPECT_EQ(one->list_failures()[0].state, State::Waiting);
    EXPECT_EQ(one->next_due(Lane::Quick), world.clock.now() + 1min);
    fails = false;
    one->hasten("sweep");
    EXPECT_EQ(one->run_due(Lane::Quick), 1u);
    EXPECT_TRUE(one->list_failures().empty());
}

TEST_F(Scheduling, slow_work_waits_in_its_own_lane_and_other_kinds_are_left_alone) {
    const auto one = server();
    auto backups = std::make_unique<Scheduler>(*world.database, world.clock, world.random);
    backups->add({.name = "backup",
                  .work = [&](Task& task) { done.push_back(task.key()); },
                  .lane = Lane::Slow});
    backups->open();
    world.database->write_now([&](storage::Transaction& tx) {
        backups->plan(tx, {"backup", "b", {}, world.clock.now()});
    });
    plan(*one, "a");
    EXPECT_EQ(backups->run_due(Lane::Quick), 0u);
    EXPECT_EQ(backups->run_due(Lane::Slow), 1u);
    EXPECT_EQ(one->run_due(Lane::Quick), 1u);
    EXPECT_THAT(done, ElementsAre("b", "of a"));
}

/// Two servers on one database, at once, with claims that are lost now and then.
TEST_F(Scheduling, two_servers_never_do_a_job_twice) {
    std::mutex mutex;
    std::multiset<std::string> ran;
    const auto work = [&](Task& task) {
        const std::lock_guard lock(mutex);
        ran.insert(task.key());
    };
    const auto one = server(work), two = server(work);
    constexpr int count = 400;
    for (int i = 0; i < count; ++i) plan(*one, "job " + std::to_string(i));
    std::thread left([&] { one->run_due(Lane::Quick); });
    std::thread right([&] { two->run_due(Lane::Quick); });
    left.join();
    right.join();
    one->run_due(Lane::Quick);
    EXPECT_EQ(ran.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(std::set<std::string>(ran.begin(), ran.end()).size(),
              static_cast<std::size_t>(count));
}

TEST_F(Scheduling, the_workshop_does_what_is_planned_and_stops_at_once) {
    std::promise<void> heard;
    const auto one = server([&](Task&) { heard.set_value(); });
    const SystemClock real;
    const Instant before = real.now();
    {
        Workshop workshop(*one);
        plan(*one, "a");
        workshop.wake();
        EXPECT_EQ(heard.get_future().wait_for(20s), std::future_status::ready);
    }
    EXPECT_LT(real.now() - before, 20s);
}

}  // namespace
}  // namespace breather::scheduler
