#include "engines/credentials/totp.h"

#include <gtest/gtest.h>

namespace breather::credentials {
namespace {

// RFC 6238, appendix B: the secret "12345678901234567890"; the last six of the eight digits there.
const Totp published = *Totp::of(bytes_of("12345678901234567890"));
Instant at(std::int64_t seconds) { return Instant{std::chrono::seconds(seconds)}; }

TEST(Totp, meets_the_published_examples) {
    EXPECT_EQ(published.check("287082", at(59), -1), 1);
    EXPECT_EQ(published.check("081804", at(1111111109), -1), 37037036);
    EXPECT_EQ(published.check("005924", at(1234567890), -1), 41152263);
    EXPECT_EQ(published.check("279037", at(2000000000), -1), 66666666);
    EXPECT_EQ(published.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST(Totp, a_code_counts_once) {
    const auto used = published.check("081804", at(1111111109), -1);
    ASSERT_TRUE(used);
    EXPECT_FALSE(published.check("081804", at(1111111109), *used));
    EXPECT_FALSE(published.check("081804", at(1111111109 + 20), *used));
}

TEST(Totp, a_clock_may_be_one_step_off_and_no_more) {
    EXPECT_TRUE(published.check("081804", at(1111111109 + 30), -1));
    EXPECT_TRUE(published.check("081804", at(1111111109 - 30), -1));
    EXPECT_FALSE(published.check("081804", at(1111111109 + 61), -1));
    EXPECT_FALSE(published.check("081804", at(1111111109 - 61), -1));
}

TEST(Totp, refuses_what_is_not_six_digits) {
    for (const char* code : {"", "08180", "0818040", "08180a", "081 04", " 81804"})
        EXPECT_FALSE(published.check(code, at(1111111109), -1)) << code;
}

TEST(Totp, carries_its_name_in_the_address_of_the_qr_code) {
    EXPECT_EQ(published.uri("Steady staff", "ada.l"),
              "otpauth://totp/Steady%20staff:ada.l?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
              "&issuer=Steady%20staff");
}

}  // namespace
}  // namespace breather::credentials
