#include <gtest/gtest.h>

#include "features/accounts/known_device.h"
#include "features/accounts/name.h"

namespace breather::accounts {
namespace {

Key key_of(std::uint8_t byte) { return Key(Bytes(32, byte)); }

TEST(Name, two_spellings_a_tired_person_calls_the_same_are_the_same) {
    EXPECT_EQ(canonical("Quiet Heron 42"), "quiet heron 42");
    EXPECT_EQ(canonical("  quiet\theron  42 "), "quiet heron 42");
    EXPECT_EQ(canonical("ＱＵＩＥＴ　Ｈｅｒｏｎ　４２"), "quiet heron 42");
    EXPECT_EQ(canonical("安静的白鹭"), "安静的白鹭");
    EXPECT_EQ(canonical("   "), "");
    EXPECT_NE(canonical("quiet heron 42"), canonical("quiet heron 43"));
}

TEST(KnownDevice, a_forged_or_foreign_cookie_knows_nobody) {
    SeededRandom random(1);
    const auto name = Bytes(32, 1), other = Bytes(32, 2);
    auto device = KnownDevice::make(random);
    device.mark(key_of(1), name);
    EXPECT_TRUE(device.knows(key_of(1), name));
    EXPECT_FALSE(device.knows(key_of(1), other));
    EXPECT_FALSE(device.knows(key_of(2), name));
    EXPECT_FALSE(KnownDevice::read("not a cookie!"));
    EXPECT_FALSE(KnownDevice::read(""));
    EXPECT_FALSE(KnownDevice::read(std::string(4'000, 'A')));
    EXPECT_FALSE(KnownDevice::read(std::string(64, 'A'))->knows(key_of(1), name));
}

TEST(KnownDevice, several_accounts_on_one_device_are_each_known) {
    SeededRandom random(1);
    auto device = KnownDevice::make(random);
    for (std::uint8_t i = 0; i < 12; ++i) device.mark(key_of(1), Bytes(32, i));
    const auto read = KnownDevice::read(device.cookie());
    ASSERT_TRUE(read);
    EXPECT_EQ(to_hex(read->id()), to_hex(device.id()));
    for (std::uint8_t i = 0; i < 12; ++i)
        EXPECT_EQ(read->knows(key_of(1), Bytes(32, i)), i >= 4) << int(i);
    EXPECT_LE(device.cookie().size(), 200u);
}

TEST(KnownDevice, an_account_that_leaves_is_known_no_longer) {
    SeededRandom random(1);
    auto device = KnownDevice::make(random);
    device.mark(key_of(1), Bytes(32, 1));
    device.unmark(key_of(1), Bytes(32, 1));
    EXPECT_TRUE(device.empty());
}

}  // namespace
}  // namespace breather::accounts
