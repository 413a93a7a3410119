// The instance key as systemd hands it to the service: read where it lies, and copied nowhere.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "app/data_folder.h"
#include "app/exit.h"
#include "app/house.h"
#include "support/temp_folder.h"

namespace breather {
namespace {

namespace fs = std::filesystem;

class HandedKey : public ::testing::Test {
  protected:
    void SetUp() override { open(); }  // a new installation makes its key in its folder
    void TearDown() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }

    bool open() {
        const DataFolder folder(temp / "data");
        return House(options_of(folder, "http://localhost"), clock, random).made_instance_key();
    }
    Exit fault() {
        try {
            open();
        } catch (const Stop& stop) {
            return stop.code;
        }
        return Exit::Ok;
    }
    /// As systemd does where the folder keeps access lists: an entry for the service shows as the
    /// group's.
    void hand_over(mode_t mode = 0440) {
        fs::create_directories(handed);
        fs::rename(own, handed / "instance.key");
        ::chmod((handed / "instance.key").c_str(), mode);
        ::setenv("CREDENTIALS_DIRECTORY", handed.c_str(), 1);
    }

    testing::TempFolder temp;
    FakeClock clock;
    SeededRandom random{5};
    const fs::path own = temp / "data/instance.key", handed = temp / "handed";
};

TEST_F(HandedKey, is_read_where_it_lies_and_copied_nowhere) {
    hand_over();
    EXPECT_FALSE(open());
    EXPECT_FALSE(fs::exists(own)) << "it was copied into the data folder";
    std::ifstream in(handed / "instance.key");
    const std::string key{std::istreambuf_iterator<char>(in), {}};
    for (const auto& entry : fs::recursive_directory_iterator(temp / "data")) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string all{std::istreambuf_iterator<char>(file), {}};
        EXPECT_EQ(all.find(key.substr(key.find(' ') + 1, 64)), std::string::npos) << entry.path();
    }
}

TEST_F(HandedKey, comes_before_one_in_the_folder) {
    fs::copy(own, temp / "kept");
    hand_over();
    std::ofstream(own) << "not a key";
    ::chmod(own.c_str(), 0400);
    EXPECT_EQ(fault(), Exit::Ok);
}

TEST_F(HandedKey, that_is_not_handed_over_is_missing_and_no_other_is_made) {
    hand_over();
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_EQ(fault(), Exit::Keys);
    EXPECT_FALSE(fs::exists(own));
    EXPECT_TRUE(DataFolder::is_begun(temp / "data"));
}

TEST_F(HandedKey, that_everybody_could_read_is_refused) {
    hand_over(0444);
    EXPECT_EQ(fault(), Exit::Keys);
}

TEST_F(HandedKey, that_is_not_among_what_was_handed_over_is_looked_for_in_the_folder) {
    fs::create_directories(handed);
    ::setenv("CREDENTIALS_DIRECTORY", handed.c_str(), 1);
    EXPECT_EQ(fault(), Exit::Ok);
}

}  // namespace
}  // namespace breather
