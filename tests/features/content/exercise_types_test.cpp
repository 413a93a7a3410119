// Every exercise there is, once right and then wrong in one way at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "features/content/delivery.h"
#include "features/content/pack_reader.h"
#include "support/temp_folder.h"

namespace breather::content {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

constexpr std::chrono::sys_days today{std::chrono::year{2026} / 6 / 1};

class ExerciseTypes : public ::testing::Test {
  protected:
    ExerciseTypes() {
        fs::copy(fs::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs/exercises",
                 temp_ / "pack", fs::copy_options::recursive);
    }

    void change(const std::string& file, const std::string& from, const std::string& to) {
        const fs::path path = temp_ / "pack" / file;
        std::stringstream text;
        text << std::ifstream(path, std::ios::binary).rdbuf();
        std::string all = text.str();
        const auto at = all.find(from);
        ASSERT_NE(at, std::string::npos) << file << " no longer holds " << from;
        all.replace(at, from.size(), to);
        std::ofstream(path, std::ios::binary) << all;
    }
    void step(const std::string& name, const std::string& from, const std::string& to) {
        change("en-GB/e1-new/" + name + ".md", from, to);
    }
    ReadPack read() const { return read_pack(temp_ / "pack", today); }
    std::vector<std::string> faults() const {
        std::vector<std::string> texts;
        for (const Finding& finding : read().findings)
            if (!finding.note) texts.push_back(finding.text());
        return texts;
    }

  private:
    testing::TempFolder temp_;
};

TEST_F(ExerciseTypes, all_of_them_as_they_are_meant_have_no_faults) {
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(ExerciseTypes, a_thought_record_asks_ten_things_and_its_example_answers_all) {
    step("thought-record", "  supports: \"What speaks", "  suports: \"What speaks");
    step("thought-record", "  belief: 8\n", "  belief: 11\n");
    EXPECT_THAT(
        faults(),
        IsSupersetOf({HasSubstr("“prompts.supports” is missing here."),
                      HasSubstr("“suports” is not a key known here."),
                      HasSubstr("thought-record.md:24: “belief” must be a number from 0 to 10.")}));
}

TEST_F(ExerciseTypes, a_thought_record_may_compare_only_its_own_fields) {
    step("thought-record", "lower_than: strength", "lower_than: weakness");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("“weakness” is not a field of this exercise.")));
}

TEST_F(ExerciseTypes, below_is_a_number_on_the_scale) {
    step("confidence", "below: 5", "below: 50");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("“below” must be a number from 0 to 10.")));
}

TEST_F(ExerciseTypes, worry_time_lasts_at_most_twenty_minutes_and_may_outlast_its_step) {
    step("worry-time", "minutes: 10", "minutes: 21");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("“minutes” must be a number from 1 to 20.")));
}

TEST_F(ExerciseTypes, a_pile_is_one_of_that_exercise) {
    step("worry-time", "pile: can", "pile: mine");
    step("good-things", "{field: three, filled: true}", "{pile: mine, empty: false}");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("A three_good_things has no piles."),
                                      HasSubstr("“pile” must be one of: can, cannot.")));
}

TEST_F(ExerciseTypes, nobody_is_asked_to_tense_for_long) {
    step("muscles", "tense_seconds: 5", "tense_seconds: 11");
    step("muscles", "id: shoulders", "id: hands");
    EXPECT_THAT(faults(), IsSupersetOf({HasSubstr("“tense_seconds” must be a number from 2 to 10."),
                                        HasSubstr("“hands” stands twice in “groups”.")}));
}

TEST_F(ExerciseTypes, an_anchor_is_held_for_a_minute_at_most) {
    step("anchor", "seconds: 20", "seconds: 90");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("“seconds” must be a number from 5 to 60.")));
}

TEST_F(ExerciseTypes, a_question_has_a_right_answer_and_says_something_to_each) {
    step("quiz", "right: true", "right: false");
    step("quiz", "        say: \"Coffee stays in the body for hours.\"\n", "");
    EXPECT_THAT(faults(), IsSupersetOf({HasSubstr("No option here is right."),
                                        HasSubstr("say” is missing here.")}));
}

TEST_F(ExerciseTypes, the_same_answer_is_right_in_both_languages) {
    step("quiz", "right: true", "right: false");
    step("quiz", "right: false\n        say: \"A pause", "right: true\n        say: \"A pause");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("The parts here are")));
}

TEST_F(ExerciseTypes, a_quiz_names_its_own_fields) {
    step("quiz", "{always: true}", "{field: pauses, filled: true}");
    EXPECT_THAT(faults(), IsEmpty());
    step("quiz", "{field: pauses,", "{field: naps,");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("“naps” is not a field of this exercise.")));
}

TEST_F(ExerciseTypes, there_are_at_least_eight_values_to_sort) {
    for (const char* id : {"fair", "children", "careful"}) {
        const std::string text = std::string("  - id: ") + id + "\n    text: \"";
        step("values", text, "  - id: " + std::string(id) + "\n    words: \"");
    }
    EXPECT_THAT(faults(), Contains(HasSubstr("“words” is not a key known here.")));
    step("values", "values:\n  - id: fair\n", "values: []\nrest:\n  - id: fair\n");
    EXPECT_THAT(faults(), Contains(HasSubstr("“values” must have 8 to 24 entries.")));
}

TEST_F(ExerciseTypes, the_same_signs_stand_in_both_languages) {
    step("signs", "id: jaw", "id: chin");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("signs, body, chin, sleep, head")));
}

TEST_F(ExerciseTypes, a_scenario_has_a_case_for_each_profession) {
    step("scenario", "role: porter", "role: nurse");
    EXPECT_THAT(faults(), IsSupersetOf({HasSubstr("There are two cases for “nurse”."),
                                        HasSubstr("The case for “porter” is missing.")}));
}

TEST_F(ExerciseTypes, a_drawing_is_one_we_have_and_says_what_it_shows) {
    step("drawings", "name: worry-loop", "name: worry-line");
    step("drawings", "description: \"A slow wave", "caption: \"A slow wave");
    EXPECT_THAT(faults(), IsSupersetOf({HasSubstr("“name” must be one of: load-and-recovery,"),
                                        HasSubstr("This drawing has no words."),
                                        HasSubstr("“caption” is not a key known here.")}));
}

TEST_F(ExerciseTypes, a_glossary_line_begins_with_its_word) {
    change("en-GB/library/words.md", "**load**", "load");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("words.md:11: A glossary line begins with")));
}

TEST_F(ExerciseTypes, needs_professions_and_postures_are_words_the_app_knows) {
    change("en-GB/library/pocket.md", "need: [people]", "need: [peple]");
    change("en-GB/library/pocket.md", "for: [nurse, porter]", "for: [nurse, pilot]");
    change("en-GB/library/one-minute.md", "posture: walking", "posture: flying");
    EXPECT_THAT(faults(),
                IsSupersetOf({HasSubstr("“peple” is not known in “need”. There are: calm,"),
                              HasSubstr("“pilot” is not known in “for”. There are: nurse,"),
                              HasSubstr("“posture” must be one of: any, sitting, standing, lying, "
                                        "walking.")}));
}

TEST_F(ExerciseTypes, an_item_is_for_the_same_people_in_both_languages) {
    change("en-GB/library/pocket.md", "for: [nurse, porter]", "for: [nurse]");
    EXPECT_THAT(faults(), IsSupersetOf({HasSubstr("“for” differs from zh-Hans")}));
}

TEST_F(ExerciseTypes, cards_and_the_glossary_have_shelves_of_their_own) {
    for (const Item& item : make_delivery(read().pack).items) {
        if (item.kind != ItemKind::Library) continue;
        const auto library = boost::json::parse(item.body).as_object();
        ASSERT_EQ(library.at("cards").as_array().size(), 1u);
        EXPECT_EQ(library.at("cards").at(0).at("id"), "pocket");
        EXPECT_EQ(library.at("cards").at(0).at("for"), (boost::json::array{"nurse", "porter"}));
        ASSERT_EQ(library.at("glossary").as_array().size(), 1u);
        EXPECT_EQ(library.at("glossary").at(0).at("for"), boost::json::array{});
        EXPECT_EQ(library.at("pauses").as_array().size(), 1u);
    }
}

}  // namespace
}  // namespace breather::content
