#include "base/log.h"

#include <gtest/gtest.h>

#include <vector>

namespace breather {
namespace {

TEST(log, one_event_is_one_line_whatever_its_values_hold) {
    std::vector<std::string> lines;
    log::to_listener([&](log::Level, std::string_view line) { lines.emplace_back(line); });
    log::warning("the disk is slow", {{"ms", 12}, {"file", "a b\nc\"d"}, {"empty", ""}});
    log::to_listener({});
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0], "the disk is slow ms=12 file=\"a b c\\\"d\" empty=\"\"");
}

}  // namespace
}  // namespace breather
