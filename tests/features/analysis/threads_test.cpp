// What is printed is the same to the last byte, however many hands worked on it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>

#include "engines/datafiles/mapped.h"
#include "features/analysis/method.h"
#include "support/temp_folder.h"

namespace breather::analysis {
namespace {

constexpr int rows = 60'000;  // several pieces of everything, and of the file

void write_survey(const std::filesystem::path& file) {
    std::mt19937_64 bits(3);
    std::string text = "used,day,left,arm,site,age,stress,sleep,first,second,note\n";
    const auto below = [&](std::uint64_t count) { return static_cast<int>(bits() % count); };
    for (int row = 0; row < rows; ++row) {
        const int age = 20 + below(45), stress = below(2000);
        text += std::to_string(below(2000) < stress) + "," + std::to_string(below(36500)) + "." +
                std::to_string(below(10)) + "," + std::to_string(below(2)) + "," + "ABC"[below(3)] +
                "," + (below(2) ? "North," : "South,") + std::to_string(age) + ",0." +
                std::to_string(1000 + stress) + "," + std::to_string(below(90)) + "," +
                "xyz"[below(3)] + "," + "xyz"[below(3)] + ",\"" +
                std::string(static_cast<std::size_t>(below(60)), '-') + "\n\"\n";
    }
    std::ofstream(file) << text;
}

void write_log(const std::filesystem::path& folder) {
    std::mt19937_64 bits(4);
    std::ofstream people(folder / "people.csv"), events(folder / "events.csv");
    people << "user_id,enrolled_at,arm\n";
    for (int person = 0; person < 3000; ++person)
        people << "p" << person << ",2026-01-0" << 1 + bits() % 9 << "T10:00:00Z,"
               << (person % 2 ? "a" : "b") << "\n";
    events << "user_id,timestamp,event,module\n";
    for (int event = 0; event < 60'000; ++event) {
        const bool login = bits() % 3 > 0;
        events << "p" << bits() % 3100 << ",2026-0" << 1 + bits() % 3 << "-1" << bits() % 10 << "T1"
               << bits() % 10 << ":00:00Z," << (login ? "login," : "module_start,");
        if (!login) events << 1 + bits() % 7;
        events << "\n";
    }
}

constexpr const char* asked[] = {
    R"({"id": "logistic", "method": "logistic_regression", "file": "survey.csv", "spec": {
        "outcome": "used", "event": "1", "terms": [{"name": "stress"}, {"name": "age"},
        {"name": "site", "type": "factor"}, {"name": "arm", "type": "factor"}]}})",
    R"({"id": "linear", "method": "linear_regression", "file": "survey.csv", "spec": {
        "outcome": "sleep", "terms": [{"name": "stress"}, {"name": "arm", "type": "factor"}]}})",
    R"({"id": "cox", "method": "cox", "file": "survey.csv", "spec": {"time": "day",
        "event": "left", "terms": [{"name": "stress"}, {"name": "arm", "type": "factor"}]}})",
    R"({"id": "curve", "method": "kaplan_meier", "file": "survey.csv", "spec": {"time": "day",
        "event": "left", "group": "arm", "days": [90], "rmst_tau": 365}})",
    R"({"id": "ranks", "method": "log_rank", "file": "survey.csv", "spec": {"time": "day",
        "event": "left", "group": "arm"}})",
    R"({"id": "cross", "method": "chi_square", "file": "survey.csv", "spec": {"row": "site",
        "column": "used", "row_levels": ["North", "South"], "column_levels": ["0", "1"]}})",
    R"({"id": "kappa", "method": "cohen_kappa", "file": "survey.csv", "spec": {"a": "first",
        "b": "second", "levels": ["x", "y", "z"], "weights": "none"}})",
    R"({"id": "use", "method": "engagement_summary", "file": ["people.csv", "events.csv"],
        "spec": {"days": [1, 7, 28]}})",
};

TEST(Threads, change_not_one_byte_of_what_is_printed) {
    const breather::testing::TempFolder folder;
    write_survey(folder.path() / "survey.csv");
    write_log(folder.path());
    std::vector<std::string> alone;
    for (const unsigned hands : {1u, 2u, 3u, 8u}) {
        Files files(folder.path(), {}, Crew(hands));
        for (std::size_t a = 0; a < std::size(asked); ++a) {
            const auto one = read_case(boost::json::parse(asked[a]).as_object());
            const auto printed = boost::json::serialize(run(one, files));
            if (hands == 1) alone.push_back(printed);
            EXPECT_EQ(printed, alone[a]) << one.id << " with " << hands;
            EXPECT_GT(printed.size(), 100u) << one.id;
        }
    }
}

TEST(Tables, go_when_the_only_method_is_done_with_them_and_it_says_the_same) {
    const breather::testing::TempFolder folder;
    const auto file = folder.path() / "survey.csv";
    for (const auto* words : {asked[0], asked[1], asked[2]}) {
        write_survey(file);
        const auto one = read_case(boost::json::parse(words).as_object());
        Files kept(folder.path()), left(folder.path());
        left.for_one_method();
        EXPECT_EQ(run(one, left), run(one, kept)) << one.id;
        std::filesystem::remove(file);
        EXPECT_EQ(kept.get("survey.csv").rows(), static_cast<std::size_t>(rows)) << one.id;
        EXPECT_THROW(left.get("survey.csv"), datafiles::NoSuchFile) << one.id;
    }
}

TEST(Tables, with_numbers_beyond_what_can_be_worked_with_are_refused_complete_or_not) {
    const breather::testing::TempFolder folder;
    for (const auto* gap : {"0,2,5\n", "0,2,\n"}) {
        std::ofstream(folder.path() / "d.csv") << "y,x,z\n1,1e80,2\n0,2,3\n1,3,4\n0,1,1\n" << gap;
        for (const auto* method : {"linear_regression", "logistic_regression"}) {
            Files files(folder.path());
            const auto spec = boost::json::parse(
                R"({"outcome": "y", "event": "1", "terms": [{"name": "x"}, {"name": "z"}]})");
            try {
                run({"one", method, {"d.csv"}, spec.as_object()}, files);
                FAIL() << method << gap;
            } catch (const CaseFault& fault) {
                EXPECT_NE(std::string(fault.what()).find("\"x\""), std::string::npos);
            }
        }
    }
}

TEST(UseLog, says_the_same_whether_events_stand_in_order_or_not) {
    // In order it is read in one pass that keeps no event; otherwise all are held and sorted.
    std::mt19937_64 bits(9);
    std::vector<std::string> events;
    for (int second = 0; second < 20'000; ++second) {
        char at[64];
        std::snprintf(at, sizeof at, "p%d,2026-02-%02dT%02d:%02d:%02dZ,", int(bits() % 220),
                      1 + second / 1000, second / 42 % 24, second % 60, int(bits() % 2) * 30);
        const bool login = bits() % 3 > 0;
        events.push_back(at +
                         std::string(login        ? "login,"
                                     : bits() % 2 ? "module_complete,"
                                                  : "x,") +
                         (login ? "" : std::to_string(1 + bits() % 9)));
        if (bits() % 10 == 0) events.push_back(events.back());  // twice is once
    }
    const breather::testing::TempFolder folder;
    std::ofstream people(folder.path() / "people.csv");
    people << "user_id,enrolled_at,arm\n";
    for (int person = 0; person < 200; ++person)
        people << "p" << person << ",2026-01-31T10:00:00Z," << (person % 2 ? "a" : "b") << "\n";
    people.close();
    const auto write = [&](const char* name) {
        std::ofstream out(folder.path() / name);
        out << "user_id,timestamp,event,module\nnobody,2026-02-01T00:00:00Z,login,\n"
            << "p1,whenever,login,\n";
        for (const auto& event : events) out << event << "\n";
    };
    std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
        return a.substr(a.find(',')) < b.substr(b.find(','));
    });
    write("in_order.csv");
    std::shuffle(events.begin(), events.end(), bits);
    write("shuffled.csv");
    const auto summary = [&](const char* name) {
        Files files(folder.path(), {}, Crew(2));
        return boost::json::serialize(
            run({"x", "engagement_summary", {"people.csv", name}, {}}, files));
    };
    const auto found = summary("in_order.csv");
    EXPECT_EQ(found, summary("shuffled.csv"));
    EXPECT_NE(found.find("\"enrolled\":200"), std::string::npos) << found;
}

TEST(UseLog, knows_people_by_their_whole_name_however_long) {
    const breather::testing::TempFolder folder;
    std::ofstream people(folder.path() / "people.csv"), events(folder.path() / "events.csv");
    people << "user_id,enrolled_at\n";
    events << "user_id,timestamp,event,module\n";
    for (const char* name :
         {"a", "ab", "12345678", "123456789", "participant-01", "participant-02"})
        people << name << ",2026-01-31T10:00:00Z\n";
    for (const char* name : {"ab", "123456789", "123456780", "participant-02", "participant-03",
                             "1234567", "abc", "participant-02"})
        events << name << ",2026-02-01T10:00:00Z,login,\n";
    people.close(), events.close();
    Files files(folder.path());
    const auto found = run({"x", "engagement_summary", {"people.csv", "events.csv"}, {}}, files);
    EXPECT_EQ(found.at("uptake").at("k").to_number<int>(), 3);
    EXPECT_EQ(found.at("events_left_out").to_number<int>(), 4);
}

TEST(UseLog, with_a_row_that_does_not_fit_is_refused_with_its_line) {
    const breather::testing::TempFolder folder;
    std::ofstream(folder.path() / "people.csv") << "user_id,enrolled_at\np1,2026-01-31T10:00:00Z\n";
    std::ofstream(folder.path() / "events.csv") << "user_id,timestamp,event,module\n"
                                                   "p1,2026-02-01T10:00:00Z,login,\n"
                                                   "p1,2026-02-01T10:00:00Z\n";
    Files files(folder.path());
    try {
        run({"x", "engagement_summary", {"people.csv", "events.csv"}, {}}, files);
        FAIL();
    } catch (const CaseFault& fault) {
        EXPECT_NE(std::string(fault.what()).find("events.csv, line 3"), std::string::npos)
            << fault.what();
    }
}

}  // namespace
}  // namespace breather::analysis
