// A file as it is, or nothing; a folder that goes with whoever asked for it.
#include "base/files.h"

#include <gtest/gtest.h>

#include <fstream>

namespace breather {
namespace {

namespace fs = std::filesystem;

TEST(WholeFile, has_every_byte_and_an_empty_file_has_none) {
    const TemporaryFolder folder("files-test");
    const std::string bytes("a\r\n\0\xFF\xEF\xBB\xBF z", 10);
    std::ofstream(folder.path() / "some", std::ios::binary) << bytes;
    std::ofstream(folder.path() / "empty", std::ios::binary).flush();
    EXPECT_EQ(whole_file(folder.path() / "some"), bytes);
    EXPECT_EQ(whole_file(folder.path() / "empty"), "");
}

TEST(WholeFile, is_nothing_where_there_is_no_file) {
    const TemporaryFolder folder("files-test");
    EXPECT_FALSE(whole_file(folder.path() / "none").has_value());
    EXPECT_FALSE(whole_file(folder.path()).has_value()) << "a folder is no file";
}

TEST(TemporaryFolder, is_new_closed_to_others_and_gone_in_the_end) {
    fs::path first, second;
    {
        const TemporaryFolder a("files-test"), b("files-test");
        first = a.path(), second = b.path();
        EXPECT_NE(first, second);
        EXPECT_TRUE(first.filename().string().starts_with("breather-files-test-"));
        EXPECT_EQ(fs::status(first).permissions() & fs::perms::all, fs::perms::owner_all);
        std::ofstream(first / "kept") << "something";
    }
    EXPECT_FALSE(fs::exists(first));
    EXPECT_FALSE(fs::exists(second));
}

}  // namespace
}  // namespace breather
