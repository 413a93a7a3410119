#include "features/exercises/sealed_value.h"

#include <gtest/gtest.h>

namespace breather::exercises {
namespace {

Bytes value(std::size_t padded, std::uint8_t format = sealed_format) {
    Bytes bytes(sealed_around + padded);
    bytes[0] = format;
    return bytes;
}

TEST(SealedValue, what_no_vault_makes_is_refused) {
    EXPECT_FALSE(is_sealed({}));
    EXPECT_FALSE(is_sealed(bytes_of("I could not sleep"))) << "clear text must never be kept";
    EXPECT_FALSE(is_sealed(value(64, 2)));
    EXPECT_FALSE(is_sealed(value(0)));
    EXPECT_FALSE(is_sealed(value(65))) << "a size that is not padded says how much was written";
    EXPECT_FALSE(is_sealed(value(2048)));
    EXPECT_FALSE(is_sealed(value(16 * 4096)));
}

TEST(SealedValue, each_padded_size_is_accepted) {
    for (const std::size_t padded : {64, 256, 1024, 4096, 8192, 15 * 4096}) {
        EXPECT_TRUE(is_sealed(value(padded))) << padded;
    }
}

}  // namespace
}  // namespace breather::exercises
