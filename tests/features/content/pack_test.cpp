// A pack is told every fault at once, with file, line and what to do. Each test changes one thing
// in a good pack.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
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

constexpr std::chrono::sys_days today{std::chrono::year{2026} / 6 / 1};

std::string read_text(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

void collect_exercises(const std::vector<Screen>& screens, std::set<std::string>& types) {
    for (const Screen& screen : screens)
        for (const Node& node : screen.nodes)
            if (node.kind == Node::Kind::Exercise) types.insert(node.text);
}

/// The types of exercises a reader of the English edition meets, short versions left out.
std::set<std::string> exercises_in(const fs::path& folder) {
    const ReadPack read = read_pack(folder, today);
    const Edition& edition = read.pack.editions.at(Language::en_GB);
    std::set<std::string> types;
    for (const Module& module : edition.modules)
        for (const Step& step : module.steps) collect_exercises(step.screens, types);
    for (const LibraryItem& item : edition.library) collect_exercises(item.screens, types);
    return types;
}

class Pack : public ::testing::Test {
  protected:
    Pack() {
        fs::copy(fs::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs/small", folder(),
                 fs::copy_options::recursive);
    }

    fs::path folder() const { return temp_ / "pack"; }

    void change(const std::string& file, const std::string& from, const std::string& to) {
        std::string text = read_text(folder() / file);
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << file << " no longer holds " << from;
        text.replace(at, from.size(), to);
        std::ofstream(folder() / file, std::ios::binary) << text;
    }
    void append(const std::string& file, const std::string& text) {
        std::ofstream(folder() / file, std::ios::binary | std::ios::app) << text;
    }

    std::vector<std::string> faults() const {
        std::vector<std::string> texts;
        for (const Finding& finding : read_pack(folder(), today).findings)
            if (!finding.note) texts.push_back(finding.text());
        return texts;
    }
    std::vector<std::string> notes() const {
        std::vector<std::string> texts;
        for (const Finding& finding : read_pack(folder(), today).findings)
            if (finding.note) texts.push_back(finding.text());
        return texts;
    }

  private:
    testing::TempFolder temp_;
};

TEST_F(Pack, a_good_one_has_no_faults) {
    const ReadPack read = read_pack(folder(), today);
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_EQ(read.pack.id, "small");
    EXPECT_EQ(read.pack.editions.at(Language::zh_Hans).modules[0].steps[2].title, "试");
}

TEST_F(Pack, what_we_ship_has_no_faults) {
    for (const auto& entry :
         fs::directory_iterator(fs::path(BREATHER_SOURCE_DIR) / "content/programmes"))
        for (const Finding& finding : read_pack(entry.path(), today).findings)
            EXPECT_TRUE(finding.note) << finding.text();
}

// What an author may write and the app can show, somebody can do.
TEST_F(Pack, what_we_ship_uses_every_exercise) {
    const fs::path root = BREATHER_SOURCE_DIR;
    const auto shipped = exercises_in(root / "content/programmes/steady");
    for (const std::string& type : exercises_in(root / "tests/features/content/packs/exercises"))
        EXPECT_TRUE(shipped.contains(type)) << type;
    EXPECT_GE(shipped.size(), 19u);
}

TEST_F(Pack, every_fault_is_told_at_once) {
    change("en-GB/c1-begin/look.md", "kind: read", "kind: dance");
    change("zh-Hans/c1-begin/hear.md", "minutes: 5", "minutes: 50");
    fs::remove(folder() / "en-GB/library/feet.md");
    EXPECT_GE(faults().size(), 3u);
}

TEST_F(Pack, a_missing_language_is_told) {
    fs::remove_all(folder() / "zh-Hans");
    EXPECT_THAT(faults(), Contains(HasSubstr("The folder zh-Hans is missing.")));
    change("pack.yaml", "languages: [en-GB, zh-Hans]", "languages: [en-GB, fr]");
    EXPECT_THAT(faults(), Contains(HasSubstr("pack.yaml:2: “fr” is not a language of ours.")));
}

TEST_F(Pack, a_step_missing_in_one_language_is_told) {
    fs::remove(folder() / "zh-Hans/c1-begin/look.md");
    EXPECT_THAT(
        faults(),
        Contains(
            "zh-Hans/c1-begin/look.md:1: This file is missing, but module.md names the step."));
}

TEST_F(Pack, a_file_nobody_names_is_told) {
    fs::copy(folder() / "en-GB/c1-begin/look.md", folder() / "en-GB/c1-begin/extra.md");
    EXPECT_THAT(
        faults(),
        ElementsAre("en-GB/c1-begin/extra.md:1: module.md does not name this step. Add it to its "
                    "steps, or remove the file."));
}

TEST_F(Pack, a_missing_short_version_is_told) {
    fs::remove(folder() / "en-GB/c1-begin/hear.short.md");
    EXPECT_THAT(
        faults(),
        ElementsAre("en-GB/c1-begin/hear.short.md:1: The short version is missing. Write one of at "
                    "most three minutes."));
}

TEST_F(Pack, an_unknown_key_is_told_with_its_line) {
    change("en-GB/c1-begin/look.md", "kind: read", "kind: read\ncolour: red");
    EXPECT_THAT(
        faults(),
        ElementsAre("en-GB/c1-begin/look.md:4: “colour” is not a key known here. Correct its "
                    "spelling, or remove it."));
}

TEST_F(Pack, screens_that_differ_between_languages_are_told) {
    append("zh-Hans/c1-begin/look.md", "\n---\n\n多了一页。\n");
    EXPECT_THAT(faults(),
                ElementsAre(HasSubstr("zh-Hans/c1-begin/look.md:17: This has 3 screens, but "
                                      "en-GB/c1-begin/look.md has 2.")));
}

TEST_F(Pack, exercise_ids_types_and_fields_that_differ_are_told) {
    change("zh-Hans/c1-begin/try.md", "id: back", "id: home");
    EXPECT_THAT(faults(),
                ElementsAre(HasSubstr("the id “home”, but in en-GB/c1-begin/try.md it is “back”")));
    change("zh-Hans/c1-begin/try.md", "id: home", "id: back");
    change("zh-Hans/library/feet.md", "感受双脚。",
           "```exercise reveal\nid: a\nquestion: 问\nanswer: 答\n```");
    EXPECT_THAT(faults(), Contains(HasSubstr("This screen has 1 exercises")));
}

TEST_F(Pack, minutes_out_of_range_are_told) {
    change("en-GB/c1-begin/look.md", "minutes: 4", "minutes: 11");
    EXPECT_THAT(faults(),
                Contains("en-GB/c1-begin/look.md:4: “minutes” must be a number from 1 to 10."));
}

TEST_F(Pack, a_pause_has_one_of_five_lengths) {
    for (const char* language : {"en-GB", "zh-Hans"})
        change(std::string(language) + "/library/feet.md", "minutes: 3", "minutes: 4");
    EXPECT_THAT(faults(), Contains(HasSubstr("A pause takes 1, 1.5, 3, 5 or 10 minutes.")));
}

TEST_F(Pack, a_missing_sound_and_a_missing_transcript_are_told) {
    change("en-GB/c1-begin/hear.md", "file: bell.mp3", "file: gong.mp3");
    change("zh-Hans/c1-begin/hear.md", "transcript: |\n  一声铃。\n", "");
    EXPECT_THAT(faults(),
                ElementsAre(HasSubstr("The sound file “gong.mp3” is not in the media folder."),
                            HasSubstr("This sound has no transcript.")));
}

TEST_F(Pack, an_unknown_exercise_and_an_unknown_key_in_one_are_told) {
    change("en-GB/library/breath.md", "exercise paced_breathing", "exercise dancing");
    change("zh-Hans/library/breath.md", "in: 4", "in: 4\ninhale: 4");
    EXPECT_THAT(faults(),
                Contains(HasSubstr("“dancing” is not an exercise. There are: paced_breathing")));
    EXPECT_THAT(faults(), Contains(HasSubstr("“inhale” is not a key known here.")));
}

TEST_F(Pack, feedback_speaks_of_fields_that_exist) {
    change("en-GB/c1-begin/try.md", "{moment}, then {action}.", "{moment}, then {deed}.");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("{deed} is not a field of this exercise")));
}

TEST_F(Pack, a_module_without_a_way_back_to_work_is_told) {
    for (const char* language : {"en-GB", "zh-Hans"}) {
        const std::string file = std::string(language) + "/c1-begin/try.md";
        change(file, "exercise re_entry", "exercise reveal");
        std::string text = read_text(folder() / file);
        text.resize(text.find("lines:"));
        std::ofstream(folder() / file, std::ios::binary) << text << "question: a\nanswer: b\n```\n";
    }
    EXPECT_THAT(faults(), Contains(HasSubstr("No step of this module leads back to work.")));
}

TEST_F(Pack, a_core_module_reads_listens_and_does) {
    for (const char* language : {"en-GB", "zh-Hans"})
        change(std::string(language) + "/c1-begin/hear.md", "kind: listen", "kind: read");
    EXPECT_THAT(faults(), Contains(HasSubstr("“listen” is missing.")));
}

TEST_F(Pack, links_and_siblings_lead_somewhere) {
    change("en-GB/c1-begin/look.md", "(/help)", "(/nowhere)");
    change("en-GB/library/why.md", "sibling: breath", "sibling: gone");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("The link “/nowhere” leads nowhere."),
                                      HasSubstr("there is no “gone”.")));
}

TEST_F(Pack, chinese_has_no_italics) {
    change("zh-Hans/c1-begin/look.md", "**很多**", "*很多*");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("Chinese has no italics.")));
}

TEST_F(Pack, a_review_date_that_has_passed_is_told) {
    change("en-GB/c1-begin/module.md", "review_by: 2030-01-01", "review_by: 2026-05-31");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("This date has passed.")));
}

TEST_F(Pack, reviewed_text_names_who_and_when) {
    change("en-GB/c1-begin/look.md", "status: not_yet_clinically_reviewed",
           "status: clinically_reviewed");
    EXPECT_THAT(faults(), ElementsAre(HasSubstr("add “reviewed_by” and “reviewed_on”")));
    change("en-GB/c1-begin/look.md", "status: clinically_reviewed", "status: approved");
    EXPECT_THAT(faults(),
                ElementsAre(HasSubstr("“status” must be one of: not_yet_clinically_reviewed, "
                                      "clinically_reviewed.")));
}

TEST_F(Pack, long_sentences_are_noted_and_longer_ones_refused) {
    const auto sentence = [](int words) {
        std::string text;
        for (int i = 0; i < words; ++i) text += "we ";
        return text + "go.\n\n";
    };
    const auto with_mean = [&](int words) {
        std::string text = "---\nminutes: 1\n---\n";
        for (int i = 0; i < 5; ++i) text += sentence(words - 1);
        std::ofstream(folder() / "en-GB/c1-begin/look.short.md", std::ios::binary) << text;
    };
    with_mean(15);
    EXPECT_THAT(faults(), IsEmpty());
    with_mean(17);
    EXPECT_THAT(faults(), IsEmpty());
    EXPECT_THAT(notes(),
                Contains(HasSubstr("The mean sentence in words is 17.0; the limit is 15.0.")));
    with_mean(25);
    EXPECT_THAT(faults(), Contains(HasSubstr("The mean sentence in words is 25.0")));
}

TEST_F(Pack, a_folder_that_is_no_pack_is_one_finding) {
    fs::remove(folder() / "pack.yaml");
    EXPECT_THAT(
        faults(),
        ElementsAre("pack.yaml:1: This file is missing. Name a folder that holds pack.yaml."));
    EXPECT_EQ(read_pack("/nowhere/at/all", today).findings.size(), 1u);
}

TEST_F(Pack, a_link_out_of_the_folder_brings_nothing_in) {
    change("pack.yaml", "modules: [c1-begin]", "modules: [../../etc]");
    EXPECT_THAT(faults(),
                Contains(HasSubstr("“../../etc” may only hold a to z, 0 to 9 and hyphens.")));
}

TEST_F(Pack, the_same_content_has_the_same_name_and_any_change_another) {
    const auto name = [&] { return make_delivery(read_pack(folder(), today).pack).hash; };
    const std::string first = name();
    EXPECT_EQ(first.size(), 64u);
    EXPECT_EQ(name(), first);
    change("zh-Hans/c1-begin/try.md", "一个计划。", "一个小计划。");
    const std::string second = name();
    EXPECT_NE(second, first);
    append("media/bell.mp3", "x");
    EXPECT_NE(name(), second);
}

TEST_F(Pack, what_is_delivered_can_be_read_again) {
    const Delivery delivery = make_delivery(read_pack(folder(), today).pack);
    for (const Item& item : delivery.items) {
        if (item.kind != ItemKind::Outline) continue;
        const Outline outline = read_outline(item.body);
        EXPECT_EQ(outline.hash, delivery.hash);
        ASSERT_NE(outline.find_step("c1-begin", "try"), nullptr);
        EXPECT_EQ(outline.find_step("c1-begin", "try")->exercises,
                  (std::vector<std::string>{"if_then", "re_entry"}));
        EXPECT_EQ(outline.find_step("c1-begin", "nowhere"), nullptr);
    }
    EXPECT_EQ(delivery.media.size(), 1u);
}

// docs/content.md promises that its worked example passes. The two whole files stand between four
// backticks.
TEST(ContentPage, its_worked_example_passes) {
    const std::string page = read_text(fs::path(BREATHER_SOURCE_DIR) / "docs/content.md");
    std::vector<std::string> files;
    const std::string fence = "\n````\n";
    for (auto at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
        const auto end = page.find(fence, at + fence.size());
        files.push_back(page.substr(at + fence.size(), end + 1 - at - fence.size()));
        at = end + fence.size();
    }
    ASSERT_EQ(files.size(), 2u);
    const testing::TempFolder temp;
    fs::copy(fs::path(BREATHER_SOURCE_DIR) / "content/programmes/steady", temp / "steady",
             fs::copy_options::recursive);
    std::ofstream(temp / "steady/en-GB/library/slow-sip.md") << files[0];
    std::ofstream(temp / "steady/zh-Hans/library/slow-sip.md") << files[1];
    const ReadPack read = read_pack(temp / "steady", today);
    EXPECT_NE(read.pack.editions.at(Language::zh_Hans).library.size(), 0u);
    for (const Finding& finding : read.findings) EXPECT_TRUE(finding.note) << finding.text();
}

}  // namespace
}  // namespace breather::content
