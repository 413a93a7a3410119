#include "base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace breather {
namespace {

TEST(bytes, both_written_forms_read_back_the_same) {
    EXPECT_TRUE(rc::check([](const Bytes& bytes) {
        RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
        RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
    }));
}

TEST(bytes, whatever_base64url_reads_it_writes_back_the_same) {
    EXPECT_TRUE(rc::check([] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AQgw_-9z=+ ")));
        if (const auto bytes = from_base64url(text)) RC_ASSERT(to_base64url(*bytes) == text);
    }));
}

TEST(bytes, known_values) {
    EXPECT_EQ(to_base64url(bytes_of("fooba")), "Zm9vYmE");  // RFC 4648, 10, without padding
    EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
    EXPECT_EQ(to_hex(Bytes{0x00, 0xaf}), "00af");
}

TEST(bytes, other_spellings_are_refused) {
    EXPECT_FALSE(from_hex("AF"));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_base64url("Zm9vYmE="));
    EXPECT_FALSE(from_base64url("+/8"));
    EXPECT_FALSE(from_base64url("-_9")) << "bits left over";
    EXPECT_FALSE(from_base64url("A"));
    EXPECT_EQ(from_base64url(""), Bytes{});
}

TEST(bytes, secrets_are_equal_only_when_whole) {
    EXPECT_TRUE(equal_secrets(bytes_of("abc"), bytes_of("abc")));
    EXPECT_FALSE(equal_secrets(bytes_of("abc"), bytes_of("abd")));
    EXPECT_FALSE(equal_secrets(bytes_of("abc"), bytes_of("ab")));
}

}  // namespace
}  // namespace breather
