#include "engines/credentials/guess_budget.h"

#include <gtest/gtest.h>

#include "base/refusal.h"

namespace breather::credentials {
namespace {

using namespace std::chrono_literals;

/// Seconds to wait, or zero when the guess was let through.
std::chrono::seconds wait_of(GuessBudget& budget, const std::string& who) {
    try {
        budget.take(who);
        return 0s;
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.kind, Refusal::Kind::too_many);
        return refusal.retry_after.value();
    }
}

TEST(GuessBudget, the_eleventh_guess_in_five_minutes_waits) {
    FakeClock clock;
    GuessBudget budget(clock);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(wait_of(budget, "mallory"), 0s) << i;
    EXPECT_EQ(wait_of(budget, "mallory"), 30s);
    EXPECT_EQ(wait_of(budget, "ada"), 0s) << "another name has its own budget";
}

TEST(GuessBudget, each_further_guess_waits_longer_up_to_fifteen_minutes) {
    FakeClock clock;
    GuessBudget budget(clock);
    for (int i = 0; i < 10; ++i) budget.take("mallory");
    for (const auto expected : {30s, 60s, 120s, 240s, 480s, 900s, 900s, 900s}) {
        EXPECT_EQ(wait_of(budget, "mallory"), expected);
        clock.advance(expected - 1s);
        EXPECT_EQ(wait_of(budget, "mallory"), 1s) << "asking while closed does not count";
        clock.advance(1s);
        EXPECT_EQ(wait_of(budget, "mallory"), 0s);
    }
}

TEST(GuessBudget, five_quiet_minutes_give_ten_guesses_again) {
    FakeClock clock;
    GuessBudget budget(clock);
    for (int i = 0; i < 9; ++i) budget.take("ada");
    clock.advance(5min);
    for (int i = 0; i < 9; ++i) EXPECT_EQ(wait_of(budget, "ada"), 0s);
}

TEST(GuessBudget, quiet_after_the_wait_is_forgiven) {
    FakeClock clock;
    GuessBudget budget(clock);
    for (int i = 0; i < 10; ++i) budget.take("ada");
    clock.advance(30s + 15min);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(wait_of(budget, "ada"), 0s);
    EXPECT_EQ(wait_of(budget, "ada"), 30s);
}

TEST(GuessBudget, a_right_guess_does_not_count_and_opens_no_door_for_others) {
    FakeClock clock;
    GuessBudget budget(clock);
    for (int i = 0; i < 9; ++i) budget.take("ada");
    for (int i = 0; i < 20; ++i) budget.give_back("ada", budget.take("ada"));
    EXPECT_EQ(wait_of(budget, "ada"), 0s) << "the tenth wrong one";
    EXPECT_EQ(wait_of(budget, "ada"), 30s);
}

TEST(GuessBudget, a_guess_that_was_never_checked_does_not_shorten_a_wait) {
    FakeClock clock;
    GuessBudget budget(clock);
    for (int i = 0; i < 10; ++i) budget.take("ada");
    clock.advance(30s);
    const auto unchecked = budget.take("ada");
    budget.give_back("ada", unchecked);
    EXPECT_EQ(wait_of(budget, "ada"), 0s);
    EXPECT_EQ(wait_of(budget, "ada"), 60s) << "the wait goes on growing where it was";
}

TEST(GuessBudget, memory_stays_small_under_a_flood_of_names) {
    FakeClock clock;
    GuessBudget budget(clock, 100);
    for (int i = 0; i < 10; ++i) budget.take("victim");
    for (int i = 0; i < 99; ++i) budget.take("name " + std::to_string(i));
    EXPECT_NE(wait_of(budget, "victim"), 0s);
    for (int i = 0; i < 1'000; ++i) budget.take("other " + std::to_string(i));
    EXPECT_EQ(budget.count_names(), 100u);
}

}  // namespace
}  // namespace breather::credentials
