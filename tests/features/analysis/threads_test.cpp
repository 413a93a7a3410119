// What is printed is the same to the last byte, however many hands worked on it.
#include <gtest/gtest.h>

#include <fstream>
#include <random>

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

}  // namespace
}  // namespace breather::analysis
