#include "base/json.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/blob.h"
#include "base/id.h"
#include "base/language.h"
#include "base/text.h"

namespace breather {

enum class Keep { Own, SharedComputer };
BOOST_DESCRIBE_ENUM(Keep, Own, SharedComputer)

struct Way {
    Blob<8, 2> wrap;
    std::optional<Bounded<0, 10>> feeling;
    bool operator==(const Way&) const = default;
};
BOOST_DESCRIBE_STRUCT(Way, (), (wrap, feeling))

struct Ask {
    Text<5, 1> name;
    Keep keep{};
    Language language{};
    bool sound{};
    std::int64_t count{};
    OrgId org;
    std::vector<Way> ways;
    bool operator==(const Ask&) const = default;
};
BOOST_DESCRIBE_STRUCT(Ask, (), (name, keep, language, sound, count, org, ways))

namespace {

const std::string org_text = "0123456789abcdef0123456789abcdef";

std::string good(const std::string& ways = R"([{"wrap":"AAEC","feeling":7},{"wrap":"AAE"}])") {
    return R"({"name":"Ada","keep":"shared_computer","language":"zh-Hans","sound":true,)"
           R"("count":-9007199254740993,"org":")" +
           org_text + R"(","ways":)" + ways + "}";
}

/// "path key" of every fault, or the refusal's own key.
std::vector<std::string> faults_of(const std::string& body) {
    try {
        json::bind<Ask>(body);
    } catch (const Refusal& refusal) {
        std::vector<std::string> all;
        for (const auto& fault : refusal.fields) all.push_back(fault.path + " " + fault.key);
        if (all.empty()) all.push_back(std::to_string(refusal.status()) + " " + refusal.key);
        return all;
    }
    return {};
}

using Faults = std::vector<std::string>;

TEST(json, a_good_body_becomes_a_struct) {
    const auto ask = json::bind<Ask>(good());
    EXPECT_EQ(ask.name.str(), "Ada");
    EXPECT_EQ(ask.keep, Keep::SharedComputer);
    EXPECT_EQ(ask.language, Language::zh_Hans);
    EXPECT_TRUE(ask.sound);
    EXPECT_EQ(ask.count, -9007199254740993) << "beyond what a double holds";
    EXPECT_EQ(ask.org.text(), org_text);
    ASSERT_EQ(ask.ways.size(), 2u);
    EXPECT_EQ(ask.ways[0].wrap.bytes(), (Bytes{0, 1, 2}));
    EXPECT_EQ(ask.ways[0].feeling->value(), 7);
    EXPECT_FALSE(ask.ways[1].feeling);
}

TEST(json, all_faults_are_told_at_once_with_their_paths) {
    const auto faults = faults_of(
        R"({"name":"too long","keep":"for ever","sound":1,"count":1.5,"org":"x","more":{"a":1},)"
        R"("ways":[{"wrap":"!!"},{"wrap":"AAEC","feeling":11},{"feeling":"3"},7]})");
    const Faults expected{"name field.text_too_long",      "keep field.not_one_of",
                          "language field.required",       "sound field.not_yes_or_no",
                          "count field.not_number",        "org field.not_id",
                          "ways[0].wrap field.not_binary", "ways[1].feeling field.out_of_range",
                          "ways[2].wrap field.required",   "ways[2].feeling field.not_number",
                          "ways[3] field.not_object",      "more field.unknown"};
    EXPECT_EQ(faults, expected);
}

TEST(json, a_repeated_field_is_refused_wherever_it_stands) {
    EXPECT_EQ(faults_of(good(R"([{"wrap":"AAEC","wrap":"AAEC"}])")),
              Faults{"ways[0].wrap field.repeated"});
    EXPECT_EQ(faults_of(R"({"a":1,"a":2,"a":3})").front(), "a field.repeated");
}

TEST(json, what_is_not_json_is_refused_as_a_whole) {
    const Faults not_json{"400 body.not_json"};
    EXPECT_EQ(faults_of(""), not_json);
    EXPECT_EQ(faults_of("{"), not_json);
    EXPECT_EQ(faults_of(good() + "x"), not_json);
    EXPECT_EQ(faults_of("{\"name\":\"\xff\"}"), not_json);
    EXPECT_EQ(faults_of(R"({"name":"\ud800"})"), not_json);
    EXPECT_EQ(faults_of("{\"name\":\"a\nb\"}"), not_json);
    EXPECT_EQ(faults_of("[]"), Faults{" field.not_object"});
    EXPECT_TRUE(faults_of(good() + " \n").empty());
}

TEST(json, depth_ends_at_32) {
    const auto nested = [](int depth) {
        return good(std::string(static_cast<std::size_t>(depth), '[') +
                    std::string(static_cast<std::size_t>(depth), ']'));
    };
    EXPECT_EQ(faults_of(nested(31)), Faults{"ways[0] field.not_object"});
    EXPECT_EQ(faults_of(nested(32)), Faults{"400 body.too_deep"});
    EXPECT_EQ(faults_of(std::string(200'000, '[')), Faults{"400 body.too_deep"});
}

TEST(json, control_characters_and_emptiness_are_faults_of_the_text) {
    const auto name = [](const std::string& text) {
        return faults_of(R"({"keep":"own","language":"en-GB","sound":true,"count":0,"ways":[],)"
                         R"("org":")" +
                         org_text + R"(","name":")" + text + "\"}");
    };
    EXPECT_TRUE(name(R"(a\n\tb)").empty());
    EXPECT_TRUE(name("五个字符也").empty());
    EXPECT_EQ(name(R"(a\u0000b)"), Faults{"name field.control_character"});
    EXPECT_EQ(name(R"(a\u0085b)"), Faults{"name field.control_character"});
    EXPECT_EQ(name(""), Faults{"name field.empty"});
    EXPECT_EQ(name("五个字符也长"), Faults{"name field.text_too_long"});
}

TEST(json, hostile_bodies_buy_no_long_answers) {
    std::string many = "{";
    for (int i = 0; i < 20'000; ++i) many += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    EXPECT_LE(faults_of(many + "}").size(), 50u);
    std::string list = "[";
    for (int i = 0; i < 257; ++i) list += i ? ",7" : "7";
    EXPECT_EQ(faults_of(good(list + "]")), Faults{"ways field.list_too_long"});
    const std::string long_name(1000, 'x');
    EXPECT_LE(faults_of("{\"" + long_name + "\":1}").back().size(), 100u);
}

TEST(json, whole_numbers_beyond_63_bits_are_out_of_range) {
    const auto count = [](const std::string& number) {
        auto body = good("[]");
        return faults_of(body.replace(body.find("-9007199254740993"), 17, number));
    };
    EXPECT_TRUE(count("9223372036854775807").empty());
    EXPECT_EQ(count("9223372036854775808"), Faults{"count field.out_of_range"});
    EXPECT_EQ(count("1e999"), Faults{"count field.not_number"});
}

TEST(json, what_is_written_reads_back_the_same) {
    EXPECT_TRUE(rc::check([] {
        Ask ask;
        ask.name = Text<5, 1>(*rc::gen::element<std::string>("A", "\"\\/", "a\n\tb", "五个", "😀"));
        ask.keep = *rc::gen::element(Keep::Own, Keep::SharedComputer);
        ask.sound = *rc::gen::arbitrary<bool>();
        ask.count = *rc::gen::arbitrary<std::int64_t>();
        ask.org.uuid = Uuid{*rc::gen::arbitrary<std::array<std::uint8_t, 16>>()};
        ask.ways.resize(*rc::gen::inRange<std::size_t>(0, 4));
        for (auto& way : ask.ways) {
            way.wrap =
                Blob<8, 2>(*rc::gen::container<Bytes>(5, rc::gen::arbitrary<std::uint8_t>()));
            if (*rc::gen::arbitrary<bool>()) way.feeling = Bounded<0, 10>(*rc::gen::inRange(0, 11));
        }
        RC_ASSERT(json::bind<Ask>(json::write(ask)) == ask);
    }));
}

struct Answer {
    std::string says;
    std::map<std::string, std::vector<int>> by_name;
    boost::json::value tree;
    Instant at{};
    std::string operator_;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (says, by_name, tree, at, operator_))

TEST(json, what_needs_an_escape_gets_one_and_nothing_else_does) {
    std::string text;
    json::append_text(text, std::string_view("\"a\\b\nc\x01\td\0 é\"", 14));
    EXPECT_EQ(text, "\"\\\"a\\\\b\\nc\\u0001\\u0009d\\u0000 é\\\"\"");
}

TEST(json, answers_may_hold_text_maps_trees_and_moments) {
    const Answer answer{"a\"\x01",
                        {{"x", {1, 2}}},
                        {{"t", nullptr}},
                        Instant{std::chrono::milliseconds{5}},
                        "a charity"};
    EXPECT_EQ(json::write(answer),
              R"({"says":"a\"\u0001","by_name":{"x":[1,2]},"tree":{"t":null},"at":5,)"
              R"("operator":"a charity"})");
}

TEST(json, the_schema_tells_the_same_limits) {
    const auto schema = json::schema<Ask>();
    EXPECT_EQ(schema.at("additionalProperties"), false);
    EXPECT_EQ(schema.at("required").as_array().size(), 7u);
    EXPECT_EQ(schema.at_pointer("/properties/name/maxLength"), 5);
    EXPECT_EQ(schema.at_pointer("/properties/name/minLength"), 1);
    EXPECT_EQ(schema.at_pointer("/properties/keep/enum/1"), "shared_computer");
    EXPECT_EQ(schema.at_pointer("/properties/ways/items/properties/feeling/maximum"), 10);
    EXPECT_EQ(schema.at_pointer("/properties/ways/items/required").as_array().size(), 1u);
    EXPECT_EQ(schema.at_pointer("/properties/ways/items/properties/wrap/maxLength"), 11);
}

}  // namespace
}  // namespace breather
