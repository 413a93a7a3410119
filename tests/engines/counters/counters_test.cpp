#include "engines/counters/counters.h"

#include <gtest/gtest.h>

#include "engines/counters/blur.h"
#include "support/storage_world.h"

namespace breather::counters {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;

/// A Monday.
constexpr sys_days monday = std::chrono::year{2026} / 3 / 2;

struct Counters : ::testing::Test {
    Uuid name() { return *Uuid::from_bytes(world.random.bytes(16)); }
    void count(const Tick& tick, const Uuid& key) {
        world.database->write_now(
            [&](storage::Transaction& tx) { counters::count(tx, tick, key, world.clock.now()); });
    }
    std::vector<Tally> told() {
        return world.database->read_now([&](storage::Reader& reader) {
            return counters::list(reader, "helped", world.clock.now());
        });
    }
    std::int64_t sweep() {
        return world.database->write_now(
            [&](storage::Transaction& tx) { return counters::sweep(tx, world.clock.now()); });
    }
    testing::StorageWorld world;
};

TEST_F(Counters, tell_nothing_of_a_week_that_is_not_over) {
    world.clock.set(Instant{monday + days(6) + 23h});
    count({"helped", "tea", "yes"}, name());
    EXPECT_TRUE(told().empty());
    world.clock.advance(1h);
    ASSERT_EQ(told().size(), 1u);
    EXPECT_EQ(told()[0].times, 1);
}

TEST_F(Counters, count_once_what_is_sent_twice_also_a_month_later_and_with_something_else) {
    const Uuid key = name();
    count({"helped", "tea", "yes"}, key);
    count({"helped", "tea", "yes"}, key);
    count({"helped", "tea", "not_for_me"}, key);
    world.clock.advance(days(30));
    EXPECT_EQ(sweep(), 0);
    count({"helped", "tea", "yes"}, key);
    world.clock.advance(days(7));
    ASSERT_EQ(told().size(), 1u);
    EXPECT_EQ(told()[0].times, 1);
}

TEST_F(Counters, forget_the_names_and_keep_the_numbers) {
    count({"helped", "tea", "yes"}, name());
    world.clock.advance(days(43));
    EXPECT_EQ(sweep(), 1);
    EXPECT_EQ(sweep(), 0);
    EXPECT_EQ(told().size(), 1u);
}

TEST_F(Counters, keep_topics_answers_and_weeks_apart) {
    count({"helped", "tea", "yes"}, name());
    count({"helped", "tea", "yes"}, name());
    count({"helped", "tea", "little"}, name());
    count({"opened", "tea", ""}, name());
    world.clock.advance(days(7));
    count({"helped", "tea", "yes"}, name());
    world.clock.advance(days(7));
    ASSERT_EQ(told().size(), 2u);
    EXPECT_EQ(told()[0].answer, "little");
    EXPECT_EQ(told()[0].times, 1);
    EXPECT_EQ(told()[1].times, 3);
    const auto last = world.database->read_now(
        [&](storage::Reader& reader) { return list_last(reader, "helped", world.clock.now(), 1); });
    ASSERT_EQ(last.size(), 1u);
    EXPECT_EQ(last[0].times, 1);
}

TEST(Week, begins_on_monday_at_midnight) {
    EXPECT_EQ(week_of(Instant{monday}), Instant{monday});
    EXPECT_EQ(week_of(Instant{monday + days(6) + 23h + 59min}), Instant{monday});
    EXPECT_EQ(week_of(Instant{monday} - 1ms), Instant{monday - days(7)});
}

TEST(Blur, tells_nothing_below_ten_and_then_steps) {
    EXPECT_FALSE(step_of(0));
    EXPECT_FALSE(step_of(9));
    EXPECT_EQ(step_of(10), 10);
    EXPECT_EQ(step_of(19), 10);
    EXPECT_EQ(step_of(20), 20);
    EXPECT_EQ(step_of(999), 250);
    EXPECT_EQ(step_of(5000), 1000);
}

TEST(Blur, has_blunt_ends_and_steps_of_five) {
    EXPECT_EQ(share_of(0, 50), 5);
    EXPECT_EQ(share_of(4, 50), 5);
    EXPECT_EQ(share_of(5, 50), 10);
    EXPECT_EQ(share_of(44, 50), 85);
    EXPECT_EQ(share_of(45, 50), 90);
    EXPECT_EQ(share_of(50, 50), 90);
    EXPECT_EQ(share_of(1, 3), 35);
    for (std::int64_t whole = 10; whole < 300; ++whole)
        for (std::int64_t part = 0; part <= whole; ++part) {
            const auto told = share_of(part, whole);
            ASSERT_EQ(told % 5, 0);
            if (told > 5 && told < 90) {
                ASSERT_LE(std::abs(100.0 * static_cast<double>(part) / static_cast<double>(whole) -
                                   static_cast<double>(told)),
                          5.0);
            }
        }
}

}  // namespace
}  // namespace breather::counters
