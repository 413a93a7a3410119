#include "engines/counters/budget.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace breather::counters {
namespace {

using std::chrono::minutes;

TEST(Budget, lets_a_ward_answer_and_stops_a_script) {
    FakeClock clock;
    Budget budget(clock, presses_max);
    for (int i = 0; i < presses_max; ++i) EXPECT_FALSE(budget.take("tea"));
    EXPECT_TRUE(budget.take("tea"));
    EXPECT_FALSE(budget.take("something else"));
    clock.advance(Budget::window);
    EXPECT_FALSE(budget.take("tea"));
}

TEST(Budget, is_of_each_thing_by_itself_and_says_how_long_to_wait) {
    FakeClock clock;
    Budget budget(clock, 2);
    EXPECT_FALSE(budget.take("breath"));
    clock.advance(minutes{4});
    EXPECT_FALSE(budget.take("breath"));
    EXPECT_EQ(budget.take("breath"), minutes{6});
    EXPECT_FALSE(budget.take("walk")) << "another thing has its own";
    clock.advance(minutes{6});
    EXPECT_FALSE(budget.take("breath"));
    EXPECT_FALSE(budget.take("walk"));
    EXPECT_EQ(budget.take("walk"), minutes{4}) << "whose ten minutes began later";
}

TEST(Budget, that_began_while_the_clock_was_ahead_is_over_when_it_is_right_again) {
    FakeClock clock;
    Budget budget(clock, 1);
    clock.advance(std::chrono::hours{24});
    EXPECT_FALSE(budget.take("breath"));
    EXPECT_TRUE(budget.take("breath"));
    clock.advance(-std::chrono::hours{24});
    EXPECT_FALSE(budget.take("breath"));
}

TEST(Budget, forgets_things_whose_time_is_over_and_never_knows_more_than_it_may) {
    FakeClock clock;
    Budget budget(clock, 1);
    for (std::size_t i = 0; i < 2 * Budget::things_max; ++i) budget.take(std::to_string(i));
    EXPECT_TRUE(budget.take(std::to_string(2 * Budget::things_max - 1)));
    clock.advance(Budget::window);
    EXPECT_FALSE(budget.take(std::to_string(2 * Budget::things_max - 1)));
}

}  // namespace
}  // namespace breather::counters
