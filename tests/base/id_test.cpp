#include "base/id.h"

#include <gtest/gtest.h>

#include <set>

#include "base/clock.h"
#include "base/random.h"

namespace breather {
namespace {

TEST(id, is_ordered_by_time_and_marked_as_version_7) {
    FakeClock clock;
    SeededRandom random(1);
    const auto first = uuid_v7(clock, random);
    clock.advance(std::chrono::milliseconds{1});
    const auto second = uuid_v7(clock, random);
    EXPECT_LT(first, second);
    EXPECT_EQ(first.text()[12], '7');
    EXPECT_NE(std::string("89ab").find(first.text()[16]), std::string::npos);
}

TEST(id, has_one_written_form) {
    FakeClock clock;
    SeededRandom random(1);
    const auto id = OrgId::make(clock, random);
    EXPECT_EQ(OrgId::parse(id.text()), id);
    EXPECT_FALSE(OrgId::parse("0123456789ABCDEF0123456789ABCDEF"));
    EXPECT_FALSE(OrgId::parse("01234567-89ab-cdef-0123-456789abcdef"));
    EXPECT_FALSE(OrgId::parse(""));
}

TEST(random, the_same_seed_repeats_and_another_does_not) {
    SeededRandom one(7), same(7), other(8);
    const auto first = one.bytes<16>();
    EXPECT_EQ(first, same.bytes<16>());
    EXPECT_NE(first, other.bytes<16>());
    EXPECT_NE(first, one.bytes<16>());
}

TEST(random, every_number_below_comes_up) {
    SystemRandom random;
    std::set<std::uint32_t> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(random.below(6));
    EXPECT_EQ(seen, (std::set<std::uint32_t>{0, 1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace breather
