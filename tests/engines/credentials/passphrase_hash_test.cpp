#include "engines/credentials/passphrase_hash.h"

#include <gtest/gtest.h>

namespace breather::credentials {
namespace {

Key key_of(std::uint8_t byte) { return Key(Bytes(32, byte)); }

struct PassphraseHashes : ::testing::Test {
    SlowPlaces places;
};

TEST_F(PassphraseHashes, wrong_and_unknown_cost_one_run_each_and_match_nothing) {
    const PassphraseHash hash(key_of(1), {.passes = 1, .memory = 8192}, places);
    SeededRandom random(1);
    const Bytes secret(32, 7), other(32, 8);
    const auto kept = hash.make(secret, random);
    const auto before = hash.runs();
    EXPECT_FALSE(hash.matches(other, kept));
    EXPECT_FALSE(hash.matches(secret, {}));
    EXPECT_FALSE(hash.matches(secret, Bytes(kept.begin(), kept.end() - 1)));
    EXPECT_EQ(hash.runs(), before + 3);
    EXPECT_TRUE(hash.matches(secret, kept));
}

TEST_F(PassphraseHashes, without_the_pepper_the_kept_bytes_are_worth_nothing) {
    const PassphraseHash hash(key_of(1), {.passes = 1, .memory = 8192}, places);
    const PassphraseHash elsewhere(key_of(2), {.passes = 1, .memory = 8192}, places);
    SeededRandom random(1);
    const Bytes secret(32, 7);
    EXPECT_FALSE(elsewhere.matches(secret, hash.make(secret, random)));
    EXPECT_NE(hash.make(secret, random), hash.make(secret, random)) << "each has its own salt";
}

TEST_F(PassphraseHashes, all_take_their_turns_at_the_same_places) {
    const PassphraseHash people(key_of(1), {.passes = 1, .memory = 8192}, places);
    const PassphraseHash staff(key_of(2), {.passes = 1, .memory = 8192}, places);
    EXPECT_FALSE(people.matches(Bytes(32, 7), {}));
    EXPECT_FALSE(staff.matches(Bytes(32, 7), {}));
    EXPECT_EQ(places.turns(), 2) << "four at once is said of the whole program, not of each room";
}

}  // namespace
}  // namespace breather::credentials
