// What the staff realm's log says, and for how long.
#include "engines/web/staff_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "stage.h"

namespace breather::web::test {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

struct Office {
    Folder folder;
    FakeClock clock{Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 8h + 34min +
                            53s + 120ms}};
    std::string text(const std::string& day) const {
        std::ifstream in(folder.path / ("staff-" + day + ".log"));
        return {std::istreambuf_iterator<char>(in), {}};
    }
    StaffLog::Line line() const {
        return {clock.now(), "192.0.2.7", "018f3a", Method::Post, "/api/staff/things/{thing}",
                201,         1'234us};
    }
};

TEST(StaffLog, says_when_from_where_who_what_and_how_long) {
    Office office;
    StaffLog log(office.folder.path, office.clock);
    log.write(office.line());
    log.flush();
    EXPECT_EQ(office.text("2026-11-21"),
              "at=2026-11-21T08:34:53.120Z address=192.0.2.7 staff=018f3a method=POST "
              "route=/api/staff/things/{thing} status=201 took_us=1234\n");
}

TEST(StaffLog, keeps_what_came_from_outside_within_its_field) {
    Office office;
    StaffLog log(office.folder.path, office.clock);
    auto line = office.line();
    line.address = "192.0.2.7\nat=2020 status=200";
    line.staff = "";
    log.write(line);
    log.flush();
    EXPECT_THAT(office.text("2026-11-21"),
                HasSubstr("address=192.0.2.7_at_2020_status_200 staff=- "));
}

TEST(StaffLog, forgets_after_thirty_days_although_nobody_comes) {
    Office office;
    StaffLog log(office.folder.path, office.clock);
    log.write(office.line());
    log.flush();
    office.clock.advance(std::chrono::days{30});
    log.flush();
    EXPECT_NE(office.text("2026-11-21"), "");
    office.clock.advance(std::chrono::days{1});
    log.flush();
    EXPECT_FALSE(std::filesystem::exists(office.folder.path / "staff-2026-11-21.log"));
}

TEST(StaffLog, a_full_disk_ends_nothing_and_is_told_once_a_minute) {
    Office office;
    int told = 0;
    log::to_listener([&](log::Level, std::string_view) { ++told; });
    StaffLog log(office.folder.path / "gone", office.clock);
    for (int i = 0; i < 5; ++i) {
        log.write(office.line());
        log.flush();
    }
    EXPECT_EQ(told, 1);
    office.clock.advance(1min);
    log.write(office.line());
    log.flush();
    EXPECT_EQ(told, 2);
    log::to_listener({});
}

TEST(StaffLog, writes_on_its_own_when_much_waits) {
    Office office;
    StaffLog log(office.folder.path, office.clock);
    for (int i = 0; i < 400; ++i) log.write(office.line());
    EXPECT_GT(office.text("2026-11-21").size(), 30'000u);
}

}  // namespace
}  // namespace breather::web::test
