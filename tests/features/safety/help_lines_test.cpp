#include "features/safety/help_lines.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace breather::safety {
namespace {

constexpr std::chrono::sys_days today{std::chrono::year{2026} / 6 / 1};

std::string shipped() {
    std::ifstream stream(std::string(BREATHER_SOURCE_DIR) + "/content/safety/help_lines.json");
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

std::string changed(std::string from, std::string to) {
    std::string text = shipped();
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << "the file no longer holds " << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::vector<std::string> faults(const std::string& text, std::chrono::sys_days day = today) {
    std::vector<std::string> says;
    for (const auto& fault : read_help_lines(text, day).faults) says.push_back(fault.says);
    return says;
}

std::string checked_on(const std::string& date) {
    return changed("\"checked\": null", "\"checked\": " + date);  // the first entry, gb-999
}

TEST(HelpLines, what_we_ship_has_no_fault_and_says_what_nobody_checked) {
    const HelpLines read = read_help_lines(shipped(), today);
    EXPECT_TRUE(read.faults.empty());
    ASSERT_EQ(read.regions.size(), 3u);
    EXPECT_GT(read.not_yet_checked(), 0u);
    EXPECT_EQ(read.regions[0].lines[0].number, "999");
}

TEST(HelpLines, a_date_older_than_ninety_days_is_a_fault) {
    EXPECT_TRUE(faults(checked_on("\"2026-03-03\"")).empty());
    EXPECT_EQ(
        faults(checked_on("\"2026-03-02\"")),
        std::vector<std::string>{
            "gb-999 was last checked more than 90 days ago. Ring it, and write today's date."});
}

TEST(HelpLines, a_date_must_be_one_and_must_have_come) {
    EXPECT_EQ(faults(checked_on("\"2026-02-30\"")).size(), 1u);
    EXPECT_EQ(faults(checked_on("\"soon\"")).size(), 1u);
    EXPECT_EQ(faults(checked_on("\"2026-06-02\"")).size(), 1u);
    EXPECT_EQ(faults(changed(",\n          \"checked\": null", "")).size(), 1u);
}

TEST(HelpLines, the_action_dials_the_number_that_is_shown) {
    EXPECT_EQ(faults(changed("tel:116123", "tel:116124")),
              std::vector<std::string>{
                  "The action of gb-samaritans must dial its own number: tel:116123."});
}

TEST(HelpLines, both_languages_and_a_source_are_needed) {
    EXPECT_EQ(
        faults(changed("\"zh-Hans\": \"想找人说说话，白天夜里都可以打。\"", "\"zh-Hans\": \"\""))
            .size(),
        1u);
    EXPECT_EQ(faults(changed("\"zh-Hans\": \"英国紧急电话\"", "\"zh-Hans\": \"\"")),
              std::vector<std::string>{"“source” of gb-999 has no zh-Hans text. Write it."});
    EXPECT_EQ(faults(changed("\"source\": {", "\"sources\": {")).size(), 2u);  // and unknown
}

TEST(HelpLines, unknown_regions_and_keys_are_told) {
    EXPECT_EQ(faults(changed("\"id\": \"CN\"", "\"id\": \"XX\"")).size(),
              2u);  // unknown, and CN is missing
    EXPECT_EQ(faults(changed("\"kind\": \"sms\"", "\"kind\": \"post\"")).size(), 1u);
    EXPECT_EQ(faults(changed("\"cost\": null", "\"price\": null")).size(), 1u);
}

TEST(HelpLines, broken_json_names_its_line) {
    const HelpLines read = read_help_lines("{\n\"regions\": [\n{]\n}", today);
    ASSERT_EQ(read.faults.size(), 1u);
    EXPECT_EQ(read.faults[0].line, 3);
}

}  // namespace
}  // namespace breather::safety
