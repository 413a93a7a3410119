#include "engines/markdown/document.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "engines/markdown/node.h"

namespace breather::markdown {
namespace {

std::string screens_of(const Document& document) {
    return boost::json::serialize(to_json(document.screens));
}

Document read_body(const std::string& body) { return read_document("---\ntitle: A\n---\n" + body); }

std::string only_fault(const Document& document) {
    if (document.faults.size() != 1) return "faults: " + std::to_string(document.faults.size());
    return std::to_string(document.faults[0].line) + ": " + document.faults[0].says;
}

TEST(Document, becomes_screens_of_nodes) {
    const Document document = read_body(
        "## Hello\n\nOne **two** *three* [four](https://example.org)\nfive  \nsix\n\n---\n\n- a\n- "
        "b\n\n1. c\n\n> q\n");
    EXPECT_TRUE(document.faults.empty());
    EXPECT_EQ(
        screens_of(document),
        R"([{"nodes":[{"t":"h","c":["Hello"]},{"t":"p","c":["One ",{"t":"strong","c":["two"]}," ",)"
        R"({"t":"em","c":["three"]}," ",{"t":"a","href":"https://example.org","c":["four"]}," five",)"
        R"({"t":"br"},"six"]}]},{"nodes":[{"t":"ul","items":[[{"t":"p","c":["a"]}],[{"t":"p","c":["b"]}]]},)"
        R"({"t":"ol","items":[[{"t":"p","c":["c"]}]]},{"t":"quote","c":["q"]}]}])");
    EXPECT_EQ(document.front.value.at("title").as_string(), "A");
}

TEST(Document, an_exercise_becomes_its_own_node_with_the_lines_of_its_keys) {
    const Document document = read_body(
        "Text.\n\n```exercise grounding\nid: five\nsenses:\n  - {id: see, count: 5}\n```\n");
    EXPECT_TRUE(document.faults.empty());
    EXPECT_EQ(
        screens_of(document),
        R"([{"nodes":[{"t":"p","c":["Text."]},{"t":"exercise","id":"five","type":"grounding",)"
        R"("senses":[{"id":"see","count":5}]}]}])");
    const Node& exercise = document.screens[0].nodes[1];
    EXPECT_EQ(exercise.line, 6);
    EXPECT_EQ(exercise.exercise.line_of("senses"), 8);
    EXPECT_EQ(exercise.exercise.line_of("senses[0].count"), 9);
    EXPECT_EQ(exercise.exercise.line_of("senses[0].nothing"), 9);
}

TEST(Document, chinese_lines_join_without_a_space) {
    EXPECT_EQ(screens_of(read_body("慢慢\n呼气。\n")),
              R"([{"nodes":[{"t":"p","c":["慢慢呼气。"]}]}])");
    EXPECT_EQ(screens_of(read_body("slow\nbreath\n")),
              R"([{"nodes":[{"t":"p","c":["slow breath"]}]}])");
}

TEST(Document, every_fault_is_told_at_once_with_its_line) {
    const Document document = read_body(
        "<b>x</b>\n\n![cup](cup.png)\n\n# One\n\n`code`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
    std::vector<int> lines;
    for (const Fault& fault : document.faults) lines.push_back(fault.line);
    EXPECT_EQ(lines, (std::vector<int>{4, 4, 6, 8, 10, 12}));
}

TEST(Document, a_line_of_dashes_under_text_is_not_taken_for_a_heading) {
    EXPECT_EQ(only_fault(read_body("Some text\n---\n\nMore\n")),
              "4: The line below this text makes it a heading. Put an empty line before ---.");
}

TEST(Document, links_lead_to_https_or_to_pages_of_ours) {
    EXPECT_TRUE(read_body("[a](/help)").faults.empty());
    EXPECT_EQ(read_body("[a](javascript:alert)").faults.size(), 1u);
    EXPECT_EQ(read_body("[a](//example.org)").faults.size(), 1u);
    EXPECT_EQ(read_body("[a](http://example.org)").faults.size(), 1u);
}

TEST(Document, empty_screens_are_told) {
    EXPECT_EQ(read_body("A\n\n---\n\n---\n\nB\n").faults.size(), 1u);
    EXPECT_EQ(only_fault(read_body("A\n\n---\n")),
              "6: The last screen is empty. Remove the --- before it.");
}

TEST(Document, a_file_without_front_matter_says_how_to_begin) {
    EXPECT_EQ(only_fault(read_document("Hello\n")),
              "1: The file must begin with a --- line, then title and the like, then ---.");
}

TEST(Document, an_exercise_hidden_in_a_list_is_told) {
    EXPECT_EQ(read_body("- a\n\n  ```exercise grounding\n  id: x\n  ```\n").faults.size(), 1u);
    EXPECT_EQ(read_body("```\nid: x\n```\n").faults.size(), 1u);
    EXPECT_EQ(read_body("```exercise grounding\n```\n").faults.size(), 1u);
}

TEST(Document, deep_nesting_and_great_size_end_in_a_sentence) {
    std::string lists;
    for (int i = 0; i < 20000; ++i) lists += "- ";
    EXPECT_FALSE(read_body(lists + "x\n").faults.empty());
    std::string stars;
    for (int i = 0; i < 5000; ++i) stars += "*a **b ";
    for (int i = 0; i < 5000; ++i) stars += "b** a*";
    EXPECT_FALSE(read_body(stars).faults.empty());
    EXPECT_EQ(read_document(std::string(300 * 1024, 'x')).faults.size(), 1u);
}

TEST(Document, text_that_is_not_utf8_is_told_once) {
    EXPECT_EQ(only_fault(read_document("---\ntitle: \xFF\n---\n")),
              "1: This file is not UTF-8 text. Save it again as UTF-8.");
}

// Whatever bytes arrive: no crash, every fault inside the file, the same answer twice.
TEST(Document, survives_any_text) {
    static const std::vector<std::string> pieces{"---\n",   "```exercise a\n",
                                                 "```\n",   "- ",
                                                 "> ",      "**",
                                                 "*",       "[a](b)",
                                                 "![](x)",  "<b>",
                                                 "\n",      "\n\n",
                                                 "id: x\n", "\t",
                                                 "&a ",     "*a",
                                                 "呼吸",    "\xFF",
                                                 "| a |\n", "##",
                                                 "{",       "["};
    EXPECT_TRUE(rc::check([] {
        std::string text = *rc::gen::arbitrary<bool>() ? "---\ntitle: A\n---\n" : "";
        for (const std::string& piece :
             *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)))
            text += piece;
        const Document first = read_document(text), second = read_document(text);
        RC_ASSERT(screens_of(first) == screens_of(second));
        const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
        for (const Fault& fault : first.faults)
            RC_ASSERT(fault.line >= 1 && fault.line <= lines + 1);
    }));
}

}  // namespace
}  // namespace breather::markdown
