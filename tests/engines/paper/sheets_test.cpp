// What is printed is parsed back by another program. The pictures of it are looked at in
// tests/system/wall.test.mjs.
#include "engines/paper/sheets.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <fstream>

#include "support/temp_folder.h"

namespace breather::paper {
namespace {

constexpr Instant made{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

std::string heard(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen(command.c_str(), "r");
    char part[4096];
    while (const auto size = std::fread(part, 1, sizeof part, pipe)) text.append(part, size);
    ::pclose(pipe);
    return text;
}

std::string two_sheets() {
    Sheets sheets(Sheets::usual_font(), "Pauses", made);
    sheets.write({.text = "Feet and floor", .x = 20, .y = 20, .width = 170, .points = 34});
    sheets.next();
    sheets.speak(Language::zh_Hans);
    sheets.write({.text = "脚踏实地", .x = 20, .y = 20, .width = 170, .points = 34});
    sheets.qr("https://steady.example.org/w/K7PWX3RMQ4TB", 20, 60, 50);
    return sheets.finish();
}

TEST(Sheets, are_read_back_in_both_scripts) {
    const testing::TempFolder folder;
    std::ofstream(folder / "a.pdf", std::ios::binary) << two_sheets();
    const auto text = heard("pdftotext " + (folder / "a.pdf").string() + " -");
    EXPECT_NE(text.find("Feet and floor"), text.npos) << text;
    EXPECT_NE(text.find("脚踏实地"), text.npos) << text;
    const auto about = heard("pdfinfo " + (folder / "a.pdf").string());
    EXPECT_NE(about.find("Pages:           2"), about.npos) << about;
    EXPECT_NE(about.find("A4"), about.npos) << about;
    const auto fonts = heard("pdffonts " + (folder / "a.pdf").string());
    EXPECT_NE(fonts.find("yes yes yes"), fonts.npos) << "embedded, cut down, readable\n" << fonts;
}

TEST(Sheets, of_the_same_input_are_the_same_bytes_and_light) {
    const auto file = two_sheets();
    EXPECT_EQ(file, two_sheets());
    EXPECT_LT(file.size(), 60'000u) << "only the letters that are used travel";
}

TEST(Sheets, leave_nothing_behind_but_the_font_that_was_read) {
    two_sheets();
    const auto before = ::mallinfo2().uordblks;
    for (int i = 0; i < 20; ++i) two_sheets();
    EXPECT_LT(::mallinfo2().uordblks, before + 20'000) << "over twenty files";
}

TEST(Sheets, set_smaller_what_would_not_fit) {
    Sheets sheets(Sheets::usual_font(), "Pauses", made);
    const std::string words = "What would not fit is set smaller and is never cut off. ";
    const auto high = sheets.write({.text = words + words + words + words,
                                    .x = 20,
                                    .y = 20,
                                    .width = 60,
                                    .points = 30,
                                    .height_max = 40});
    EXPECT_LE(high, 40);
}

TEST(Sheets, say_which_font_is_missing) {
    try {
        Sheets sheets("/nowhere/font.ttc", "Pauses", made);
        FAIL();
    } catch (const std::runtime_error& fault) {
        EXPECT_NE(std::string(fault.what()).find("/nowhere/font.ttc"), std::string::npos);
    }
}

}  // namespace
}  // namespace breather::paper
