#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace breather {
namespace {

/// Any code point as UTF-8, by the table of RFC 3629.
std::string utf8(std::uint32_t point) {
    const auto tail = [&](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3f)); };
    if (point < 0x80) return {static_cast<char>(point)};
    if (point < 0x800) return {static_cast<char>(0xc0 | point >> 6), tail(0)};
    if (point < 0x10000) return {static_cast<char>(0xe0 | point >> 12), tail(6), tail(0)};
    return {static_cast<char>(0xf0 | point >> 18), tail(12), tail(6), tail(0)};
}

TEST(text, counts_characters_not_bytes) {
    EXPECT_TRUE(rc::check([] {
        const auto points = *rc::gen::container<std::vector<std::uint32_t>>(
            rc::gen::suchThat(rc::gen::inRange<std::uint32_t>(0xa0, 0x110000),
                              [](std::uint32_t p) { return p < 0xd800 || p > 0xdfff; }));
        std::string text;
        for (const auto point : points) text += utf8(point);
        RC_ASSERT(is_utf8(text));
        RC_ASSERT(count_characters(text) == points.size());
        RC_ASSERT(!text_fault(text, points.size(), points.size()));
        if (!points.empty()) {
            RC_ASSERT(text_fault(text, 0, points.size() - 1)->key == "field.text_too_long");
            RC_ASSERT(!is_utf8(std::string_view(text).substr(0, text.size() - 1)));
        }
    }));
}

TEST(text, what_is_not_utf8_is_refused) {
    for (const auto* bad : {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                            "\x80", "a\xc3", "\xf8\x88\x80\x80\x80"})
        EXPECT_EQ(text_fault(bad, 0, 100)->key, "field.not_text") << bad;
}

TEST(text, keeps_line_feeds_and_tabs_and_no_other_control) {
    for (int c = 0; c < 0xa0; ++c) {
        const bool control = (c < 0x20 && c != '\n' && c != '\t') || c >= 0x7f;
        const auto fault = text_fault(utf8(static_cast<std::uint32_t>(c)), 0, 1);
        EXPECT_EQ(fault.has_value(), control) << c;
    }
}

TEST(text, our_own_text_that_breaks_its_limits_is_our_mistake) {
    EXPECT_THROW((Text<2>("abc")), std::logic_error);
    EXPECT_THROW((Text<2, 1>("")), std::logic_error);
    EXPECT_EQ((Text<2>("五六").str()), "五六");
}

}  // namespace
}  // namespace breather
