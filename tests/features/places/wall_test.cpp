#include "features/places/wall.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "features/content/pack_reader.h"

namespace breather::places {
namespace {

content::Library library(Language language) {
    const auto folder = std::filesystem::path(BREATHER_SOURCE_DIR) / "content/programmes/steady";
    const auto read = content::read_pack(folder, std::chrono::sys_days{});
    for (const auto& item : content::make_delivery(read.pack).items)
        if (item.kind == content::ItemKind::Library && item.language == language)
            return content::read_library(item.body);
    ADD_FAILURE();
    return {};
}

Wall wall() {
    Wall made{.address = "https://steady.example.org/",
              .place = *organisations::Code::read("K7PWX3RM"),
              .organisation = "St Brannoc’s University Hospital",
              .operator_name = "The Linden Trust",
              .made_at = Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}},
              .languages = {}};
    for (const Language language : {Language::en_GB, Language::zh_Hans})
        made.languages.push_back({language, chosen_for_a_wall(library(language).pauses)});
    return made;
}

TEST(SheetCode, is_read_as_a_tired_hand_writes_it_and_nothing_else_is) {
    const auto code = SheetCode::read("k7pw-x3rm-q4tb");
    ASSERT_TRUE(code);
    EXPECT_EQ(code->kept(), "K7PWX3RMQ4TB");
    for (const char* written : {"", "K7PWX3RM", "K7PWX3RMQ4T", "K7PWX3RMQ4TB2", "K7PWX3RMQ4T0"})
        EXPECT_FALSE(SheetCode::read(written)) << written;
}

TEST(SheetCode, has_another_tag_for_every_pause_there_is) {
    std::set<std::string> tags;
    for (const auto& pause : library(Language::en_GB).pauses)
        EXPECT_TRUE(tags.insert(tag_of(pause.id)).second) << pause.id;
    EXPECT_EQ(tag_of("one-minute"), tag_of("one-minute"));
}

TEST(Wall, has_short_silent_pauses_for_different_needs) {
    const auto chosen = chosen_for_a_wall(library(Language::en_GB).pauses);
    EXPECT_EQ(chosen.size(), sheets_max);
    std::set<std::string> needs;
    for (const auto& pause : chosen) {
        EXPECT_LE(pause.minutes, 2);
        EXPECT_FALSE(pause.sound);
        EXPECT_NE(pause.posture, "lying");
        needs.insert(pause.need.front());
    }
    EXPECT_GE(needs.size(), 6u);
    const auto in_chinese = chosen_for_a_wall(library(Language::zh_Hans).pauses);
    ASSERT_EQ(in_chinese.size(), chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) EXPECT_EQ(in_chinese[i].id, chosen[i].id);
}

TEST(Wall, is_the_same_paper_each_time) {
    const auto file = print(wall());
    EXPECT_EQ(file, print(wall()));
    EXPECT_LT(file.size(), 400'000u);
    if (const char* keep = std::getenv("BREATHER_KEEP_WALL"))
        std::ofstream(keep, std::ios::binary) << file;
}

}  // namespace
}  // namespace breather::places
