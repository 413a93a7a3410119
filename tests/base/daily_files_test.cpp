#include "base/daily_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "support/temp_folder.h"

namespace breather {
namespace {

using std::chrono::days;
using std::chrono::hours;

class Days : public ::testing::Test {
  protected:
    testing::TempFolder folder;
    FakeClock clock{Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};

    std::set<std::string> files() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
            names.insert(entry.path().filename().string());
        return names;
    }
    std::string text_of(const std::string& name) const {
        std::ifstream in(folder / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

TEST_F(Days, each_have_a_file_of_their_own) {
    DailyFiles log(folder.path(), "staff", days{30}, clock);
    log.append("one\n");
    clock.advance(hours{23});
    log.append("two\n");
    clock.advance(hours{1});
    log.append("three\n");
    EXPECT_EQ(text_of("staff-2026-11-21.log"), "one\ntwo\n");
    EXPECT_EQ(text_of("staff-2026-11-22.log"), "three\n");
}

TEST_F(Days, older_than_they_may_be_are_deleted_and_no_other_file_is) {
    std::ofstream(folder / "staff-2026-10-21.log") << "31 days old\n";
    std::ofstream(folder / "staff-2026-10-22.log") << "30 days old\n";
    std::ofstream(folder / "access.log") << "another log\n";
    std::ofstream(folder / "other-2020-01-01.log") << "another name\n";
    DailyFiles log(folder.path(), "staff", days{30}, clock);
    EXPECT_EQ(files(), (std::set<std::string>{"staff-2026-10-22.log", "access.log",
                                              "other-2020-01-01.log"}));
    clock.advance(days{1});
    log.append("today\n");
    EXPECT_EQ(files(), (std::set<std::string>{"staff-2026-11-22.log", "access.log",
                                              "other-2020-01-01.log"}));
}

TEST_F(Days, pass_without_a_line_too) {
    DailyFiles log(folder.path(), "staff", days{30}, clock);
    log.append("one\n");
    clock.advance(days{31});
    log.sweep();
    EXPECT_EQ(files(), std::set<std::string>{});
    log.append("later\n");  // although the file of the old day was still open
    EXPECT_EQ(text_of("staff-2026-12-22.log"), "later\n");
}

TEST_F(Days, go_on_where_they_were_after_a_restart_and_are_for_this_account_only) {
    DailyFiles(folder.path(), "staff", days{30}, clock).append("one\n");
    DailyFiles(folder.path(), "staff", days{30}, clock).append("two\n");
    EXPECT_EQ(text_of("staff-2026-11-21.log"), "one\ntwo\n");
    struct stat status {};
    ASSERT_EQ(::stat((folder / "staff-2026-11-21.log").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(Days, that_cannot_be_written_say_so) {
    DailyFiles log(folder / "not-there", "staff", days{30}, clock);
    EXPECT_THROW(log.append("one\n"), std::system_error);
}

}  // namespace
}  // namespace breather
