#include "app/cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace breather::testing {
namespace {

using namespace std::chrono_literals;

TEST(Progress, what_takes_less_than_a_second_is_not_spoken_of) {
    FakeClock clock;
    std::ostringstream out;
    {
        cli::Progress progress(clock, out);
        progress.look();
        progress.begin("Reading survey.csv");
        clock.advance(999ms);
        progress.look();
    }
    EXPECT_EQ(out.str(), "");
}

TEST(Progress, what_lasts_is_told_with_its_seconds_on_one_line_that_goes_away) {
    FakeClock clock;
    std::ostringstream out;
    {
        cli::Progress progress(clock, out);
        progress.begin("Reading survey.csv");
        clock.advance(2500ms);
        progress.look();
        progress.look();
        EXPECT_EQ(out.str(), "\r\033[KReading survey.csv … 2 s");
        progress.begin("Working out cox");
        clock.advance(100ms);
        progress.look();
        EXPECT_EQ(out.str(), "\r\033[KReading survey.csv … 2 s");
        clock.advance(1000ms);
        progress.look();
    }
    EXPECT_EQ(out.str(), "\r\033[KReading survey.csv … 2 s\r\033[KWorking out cox … 1 s\r\033[K");
}

}  // namespace
}  // namespace breather::testing
