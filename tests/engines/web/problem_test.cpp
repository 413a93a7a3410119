#include "engines/web/problem.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "base/log.h"

namespace breather::web {
namespace {

boost::json::value parsed(const Response& response) {
    const auto text = response.body.text();
    return boost::json::parse(boost::json::string_view(text.data(), text.size()));
}

std::string detail(const Response& response) {
    return std::string(parsed(response).at("detail").as_string());
}

TEST(Problem, speaks_the_askers_language) {
    const auto refusal = Refusal::not_found("not_found");
    const auto english = parsed(problem_response(refusal, Language::en_GB, "/api/a/{b}"));
    EXPECT_EQ(english.at("type"), "/problems/not_found");
    EXPECT_EQ(english.at("status"), 404);
    EXPECT_EQ(english.at("instance"), "/api/a/{b}");
    for (const auto language : {Language::en_GB, Language::zh_Hans})
        EXPECT_EQ(detail(problem_response(refusal, language, "/x")),
                  problem_words("not_found", language));
    EXPECT_NE(problem_words("not_found", Language::en_GB),
              problem_words("not_found", Language::zh_Hans));
}

TEST(Problem, names_every_field_and_the_wait) {
    auto refusal = Refusal::invalid(
        {{"ways[0].wrap", "field.required", {}}, {"name", "field.too_long", {{"max", "40"}}}});
    refusal.retry_after = std::chrono::seconds(7);
    const auto response = problem_response(refusal, Language::en_GB, "/x");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json");
    ASSERT_EQ(response.headers.size(), 1u);
    EXPECT_EQ(response.headers[0], (std::pair<std::string_view, std::string>("Retry-After", "7")));
    const auto body = parsed(response);
    EXPECT_EQ(body.at_pointer("/fields/0/path"), "ways[0].wrap");
    const auto says = std::string(body.at_pointer("/fields/1/says").as_string());
    EXPECT_NE(says.find("40"), std::string::npos) << says;
    EXPECT_EQ(says.find('{'), std::string::npos) << says;
}

TEST(Problem, a_broken_thing_is_calm_outside_and_whole_inside) {
    std::string told;
    log::to_listener([&](log::Level, std::string_view line) { told += line; });
    const auto why = std::make_exception_ptr(std::runtime_error("table diary is locked"));
    const auto response = failure_response(why, Language::en_GB, "/api/a/{b}");
    log::to_listener({});
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body.text().find("diary"), std::string_view::npos);
    EXPECT_NE(told.find("table diary is locked"), std::string::npos);
    EXPECT_NE(told.find("/api/a/{b}"), std::string::npos);
}

TEST(Problem, both_languages_have_the_same_sentences_and_none_is_empty) {
    EXPECT_EQ(problem_keys(Language::en_GB), problem_keys(Language::zh_Hans));
    EXPECT_GT(problem_keys(Language::en_GB).size(), 20u);
    for (const auto language : {Language::en_GB, Language::zh_Hans})
        for (const auto& key : problem_keys(language))
            EXPECT_FALSE(problem_words(key, language).empty()) << key;
}

// Every key that any room refuses with has its words. A key nobody wrote words for would show a
// person the general sentence only.
TEST(Problem, every_key_in_the_house_has_words) {
    const std::regex refusal(
        R"re(Refusal(?:::[a-z_]+)?\(\s*(?:Refusal::Kind::[a-z_]+,\s*)?"([a-z_0-9.]+)")re");
    const std::regex own(R"re("((?:web|field)\.[a-z_0-9]+)")re");
    int keys = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(BREATHER_SOURCE_DIR) / "src")) {
        const auto extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".h") continue;
        std::ifstream file(entry.path());
        const std::string text(std::istreambuf_iterator<char>(file), {});
        for (const auto& pattern : {refusal, own})
            for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end;
                 ++match, ++keys)
                for (const auto language : {Language::en_GB, Language::zh_Hans})
                    EXPECT_TRUE(has_problem_words((*match)[1].str(), language))
                        << "write problems." << (*match)[1] << " in frontend/src/words/"
                        << json_name(language) << ".json, said in " << entry.path();
    }
    EXPECT_GT(keys, 15);
}

TEST(Problem, a_key_without_words_still_says_something_and_is_logged) {
    std::string told;
    log::to_listener([&](log::Level, std::string_view line) { told += line; });
    EXPECT_EQ(problem_words("no.such_key", Language::en_GB),
              problem_words("title", Language::en_GB));
    log::to_listener({});
    EXPECT_NE(told.find("no.such_key"), std::string::npos);
}

}  // namespace
}  // namespace breather::web
