#include "features/organisations/code.h"

#include <gtest/gtest.h>

#include <set>

namespace breather::organisations {
namespace {

TEST(Code, what_is_not_a_code_is_not_read_as_one) {
    for (const auto* written :
         {"", "K7PW", "K7PWX3RMM", "K7PWX3R0", "K7PWX3RO", "K7PW_X3RM", "K7PWX3R\n"}) {
        EXPECT_FALSE(Code::read(written)) << written;
    }
}

TEST(Code, a_tired_spelling_is_the_same_code) {
    const auto code = Code::read("K7PW-X3RM");
    ASSERT_TRUE(code);
    EXPECT_EQ(code, Code::read("k7pwx3rm"));
    EXPECT_EQ(code, Code::read("k7pw x3rm"));
    EXPECT_EQ(code->kept(), "K7PWX3RM");
    EXPECT_EQ(code->printed(), "K7PW-X3RM");
}

TEST(Code, codes_differ_and_hold_no_letter_taken_for_another) {
    SeededRandom random(7);
    std::set<std::string> seen;
    for (int i = 0; i < 2'000; ++i) {
        const auto code = Code::make(random);
        EXPECT_EQ(code.kept().find_first_of("01OILAEU"), std::string::npos);
        EXPECT_EQ(Code::read(code.printed()), code);
        EXPECT_TRUE(seen.insert(code.kept()).second);
    }
}

}  // namespace
}  // namespace breather::organisations
