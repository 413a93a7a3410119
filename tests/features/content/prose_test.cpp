#include "features/content/prose.h"

#include <gtest/gtest.h>

namespace breather::content {
namespace {

std::size_t findings(const std::string& text, Language language = Language::en_GB) {
    Findings found;
    check_claims(text, "file.md", 1, language, found);
    return found.size();
}

TEST(Reading, english_sentences_and_words_are_counted) {
    const Reading reading =
        measure("Breathe in. Breathe out slowly!\nIn for 4.5, is that easy?", Language::en_GB);
    EXPECT_EQ(reading.sentences, 3u);
    EXPECT_EQ(reading.words, 11u);
}

// "The cat sat on the mat." has 6 words and 6 syllables: 0.39*6 + 11.8*1 - 15.59 = -1.45.
TEST(Reading, the_grade_follows_its_formula) {
    EXPECT_NEAR(measure("The cat sat on the mat.", Language::en_GB).grade(), -1.45, 0.01);
    EXPECT_GT(measure("Occupational rehabilitation necessitates multidisciplinary collaboration.",
                      Language::en_GB)
                  .grade(),
              15);
}

TEST(Reading, chinese_characters_are_counted_without_signs) {
    const Reading reading = measure("慢慢呼气，数到六。再来一次。", Language::zh_Hans);
    EXPECT_EQ(reading.sentences, 2u);
    EXPECT_EQ(reading.words, 11u);
}

TEST(Claims, a_claim_about_an_illness_is_told) {
    EXPECT_EQ(findings("This course treats depression."), 1u);
    EXPECT_EQ(findings("It prevents burnout in most nurses."), 1u);
    EXPECT_EQ(findings("A cure for insomnia."), 1u);
    EXPECT_EQ(findings("We diagnose anxiety in one minute."), 1u);
    EXPECT_EQ(findings("本课程可以治疗抑郁。", Language::zh_Hans), 1u);
    EXPECT_EQ(findings("它能预防职业倦怠。", Language::zh_Hans), 1u);
}

TEST(Claims, saying_what_it_is_not_is_allowed) {
    EXPECT_EQ(findings("It does not treat, cure or diagnose any illness."), 0u);
    EXPECT_EQ(findings("One minute is a pause, not a cure."), 0u);
    EXPECT_EQ(findings("Slow breath lowered stress a little in 12 trials."), 0u);
    EXPECT_EQ(findings("这不是治疗，也不诊断任何疾病。", Language::zh_Hans), 0u);
}

TEST(Claims, words_that_promise_too_much_are_told) {
    EXPECT_EQ(findings("Your answers are anonymous."), 1u);
    EXPECT_EQ(findings("Zero knowledge, fully secure."), 2u);
    EXPECT_EQ(findings("你的回答是匿名的。", Language::zh_Hans), 1u);
    EXPECT_EQ(findings("You have a made-up name here."), 0u);
}

}  // namespace
}  // namespace breather::content
