// What is packed comes out again; what is damaged, sealed or no archive is said to be.
#include "engines/datafiles/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/datafiles/unreadable.h"

namespace breather::datafiles {
namespace {

using ::testing::HasSubstr;

std::string unpacked(std::string_view bytes, const ZipEntry& entry) {
    std::string out;
    unpack(bytes, entry, [&](std::string_view piece) {
        out += piece;
        return true;
    });
    return out;
}

std::string long_text() {
    std::string out;
    for (int i = 0; i < 30'000; ++i) out += std::to_string(i * 7919 % 10'007) + "\n";
    return out;
}

TEST(Zip, gives_back_what_was_packed) {
    const std::string text = long_text();
    const auto packed = zip({{"a/hello.txt", "hello"}, {"a/空.txt", ""}, {"b/long.txt", text}});
    EXPECT_LT(packed.size(), text.size() * 2 / 3) << "it is pressed";
    const auto entries = zip_entries(packed).value();
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries[0].name, "a/hello.txt");
    EXPECT_EQ(entries[1].name, "a/空.txt");
    EXPECT_EQ(unpacked(packed, entries[0]), "hello");
    EXPECT_EQ(unpacked(packed, entries[1]), "");
    EXPECT_EQ(entries[2].unpacked, text.size());
    EXPECT_EQ(unpacked(packed, entries[2]), text);
}

TEST(Zip, of_the_same_files_is_the_same_bytes_with_the_first_day_there_is) {
    const auto packed = zip({{"a.txt", "hello"}});
    EXPECT_EQ(packed, zip({{"a.txt", "hello"}}));
    EXPECT_EQ(packed.substr(10, 4), std::string("\0\0\x21\0", 4)) << "midnight, 1980-01-01";
}

TEST(Zip, stops_when_no_more_is_wanted) {
    const auto packed = zip({{"long.txt", long_text()}});
    int pieces = 0;
    unpack(packed, zip_entries(packed)->front(), [&](std::string_view) {
        ++pieces;
        return false;
    });
    EXPECT_EQ(pieces, 1);
}

TEST(Zip, that_is_none_or_is_cut_short_has_no_list) {
    const auto packed = zip({{"a.txt", "hello"}});
    EXPECT_FALSE(zip_entries("PK\x03\x04 and no more").has_value());
    EXPECT_FALSE(zip_entries(std::string_view(packed).substr(0, packed.size() - 30)).has_value());
}

TEST(Zip, whose_bytes_were_altered_says_so) {
    const std::string text = long_text();
    auto packed = zip({{"long.txt", text}});
    packed[packed.size() / 2] ^= 1;
    const auto entries = zip_entries(packed).value();
    try {
        unpacked(packed, entries.front());
        ADD_FAILURE() << "its checksum no longer fits";
    } catch (const Unreadable& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("damaged"));
    }
}

}  // namespace
}  // namespace breather::datafiles
