#include "engines/markdown/yaml.h"

#include <gtest/gtest.h>

namespace breather::markdown {
namespace {

std::string read_text(const std::string& text) {
    const Yaml yaml = read_yaml(text);
    if (!yaml.faults.empty())
        return std::to_string(yaml.faults[0].line) + ": " + yaml.faults[0].says;
    return boost::json::serialize(yaml.value);
}

TEST(Yaml, plain_values_keep_their_kind) {
    EXPECT_EQ(
        read_text("a: 1\nb: 1.5\nc: true\nd: text\ne: \"1\"\nf:\ng: [x, 2]\nh: 2026-01-01\n"),
        R"({"a":1,"b":1.5E0,"c":true,"d":"text","e":"1","f":null,"g":["x",2],"h":"2026-01-01"})");
}

TEST(Yaml, anchors_aliases_and_tags_are_refused) {
    EXPECT_EQ(read_text("a: &x [1]\nb: *x\n"),
              "1: A value that begins with & must stand in quotation marks.");
    EXPECT_EQ(read_text("b: !!binary abc\n"),
              "1: A value that begins with ! must stand in quotation marks.");
    const std::string bomb =
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: &e [*d,*d]\nf: [*e,*e]\n";
    EXPECT_TRUE(read_text(bomb).starts_with("1: "));
}

TEST(Yaml, a_key_written_twice_is_told_with_its_line) {
    EXPECT_EQ(read_text("a: 1\nb: 2\na: 3\n"), "3: “a” is written twice. Keep one of them.");
}

TEST(Yaml, depth_and_size_are_limited) {
    EXPECT_TRUE(read_text(std::string(40, '[') + std::string(40, ']')).find("nested too deeply") !=
                std::string::npos);
    EXPECT_TRUE(read_text(std::string(30000, '[')).starts_with("1: "));
    EXPECT_TRUE(read_text("a: " + std::string(70000, 'x')).find("64 KiB") != std::string::npos);
    std::string many = "a:\n";
    for (int i = 0; i < 6000; ++i) many += " - 1\n";
    EXPECT_TRUE(read_text(many).find("too long") != std::string::npos);
}

TEST(Yaml, unreadable_text_names_the_line) {
    EXPECT_TRUE(read_text("a: 1\nb: x: y\n").starts_with("2: "));
}

TEST(Yaml, lines_begin_where_the_text_begins) {
    const Yaml yaml = read_yaml("a: 1\nb:\n  - c: 1\n", 10);
    EXPECT_EQ(yaml.line_of("a"), 10);
    EXPECT_EQ(yaml.line_of("b[0].c"), 12);
    EXPECT_EQ(yaml.line_of("nowhere"), 10);
}

}  // namespace
}  // namespace breather::markdown
