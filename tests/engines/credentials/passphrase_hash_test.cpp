#include "engines/credentials/passphrase_hash.h"

#include <gtest/gtest.h>

namespace breather::credentials {
namespace {

Key key_of(std::uint8_t byte) { return Key(Bytes(32, byte)); }

TEST(PassphraseHash, wrong_and_unknown_cost_one_run_each_and_match_nothing) {
    const PassphraseHash hash(key_of(1), {.passes = 1, .memory = 8192});
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

TEST(PassphraseHash, without_the_pepper_the_kept_bytes_are_worth_nothing) {
    const PassphraseHash hash(key_of(1), {.passes = 1, .memory = 8192});
    const PassphraseHash elsewhere(key_of(2), {.passes = 1, .memory = 8192});
    SeededRandom random(1);
    const Bytes secret(32, 7);
    EXPECT_FALSE(elsewhere.matches(secret, hash.make(secret, random)));
    EXPECT_NE(hash.make(secret, random), hash.make(secret, random)) << "each has its own salt";
}

}  // namespace
}  // namespace breather::credentials
