// The researcher's example: made by the machine itself, whole, and always the same.
#include "features/research/example_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "base/bytes.h"

namespace breather::research {
namespace {

using ::testing::HasSubstr;

std::string read_whole(const std::string& path) {
    std::ifstream file(std::string(BREATHER_SOURCE_DIR) + "/" + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> left_behind() {
    std::set<std::string> found;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::temp_directory_path()))
        if (entry.path().filename().string().starts_with("breather-example-"))
            found.insert(entry.path().filename());
    return found;
}

TEST(ExampleReport, carries_its_plan_and_table_as_they_stand_in_the_repository) {
    ASSERT_EQ(embedded_example().size(), 2u);
    EXPECT_EQ(embedded_example()[0].text,
              read_whole("docs/examples/analysis/two-country-survey/plan.toml"));
    EXPECT_EQ(embedded_example()[1].text, read_whole("tests/reference/o1_survey/data.csv"));
}

TEST(ExampleReport, is_the_report_of_that_plan_with_all_its_parts) {
    const auto before = left_behind();
    ExampleReport report("1.2.3");
    const auto& made = report.get();
    EXPECT_EQ(made.rows, 438u);
    EXPECT_EQ(made.questions, 19u);
    for (const char* name : {"report.html", "plan.toml", "data.csv", "analysis.R", "answers.json",
                             "tables/people.csv", "plots/uk_logistic.csv"})
        EXPECT_NE(made.find(name), nullptr) << name;
    EXPECT_EQ(made.find("../plan.toml"), nullptr);
    const auto& page = *made.find("report.html")->bytes;
    EXPECT_THAT(page, HasSubstr("made up for trying the program"));
    EXPECT_THAT(page, HasSubstr("为试用本程序而生成"));
    EXPECT_THAT(page, HasSubstr("1.2.3"));
    EXPECT_EQ(&report.get(), &made) << "made once, and kept";
    EXPECT_EQ(left_behind(), before) << "its folder is gone";
}

/// What a page of its own style may do is said by the hash of that style: anything that would need
/// more would not be seen by whoever opens it at the desk.
TEST(ExampleReport, is_one_page_whose_one_style_is_known_by_its_hash) {
    ExampleReport report("1");
    const auto& made = report.get();
    const std::string page = *made.find("report.html")->bytes;
    const auto begin = page.find("<style>") + 7, end = page.find("</style>");
    EXPECT_EQ(made.style_hash, sha256_in_base64(page.substr(begin, end - begin)));
    EXPECT_EQ(made.style_hash.size(), 44u);
    EXPECT_EQ(page.find("<style", begin), std::string::npos) << "a second style would not show";
    for (const char* needs_more :
         {" style=", "<script", "<link", "<img", "@import", "url(", " onclick"})
        EXPECT_EQ(page.find(needs_more), std::string::npos) << needs_more;
}

TEST(ExampleReport, is_the_same_for_all_who_ask_at_once) {
    ExampleReport report("1"), again("1");
    const Example* seen[4] = {};
    {
        std::vector<std::jthread> askers;
        for (auto& each : seen) askers.emplace_back([&] { each = &report.get(); });
    }
    for (const auto* each : seen) EXPECT_EQ(each, seen[0]);
    EXPECT_EQ(*report.get().packed.bytes, *again.get().packed.bytes) << "made twice, the same";
}

}  // namespace
}  // namespace breather::research
