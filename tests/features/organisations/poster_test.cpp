#include "features/organisations/poster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace breather::organisations {
namespace {

using testing::HasSubstr;
using testing::Not;

Poster poster(Language language = Language::en_GB) {
    return {"https://steady.example.org/", *Code::read("K7PWX3RM"), "North <Ward> & Sons",
            "Example University", language};
}

TEST(Poster, nothing_on_it_needs_a_style_or_a_script_the_site_forbids) {
    for (const auto language : {Language::en_GB, Language::zh_Hans}) {
        const auto page = poster_html(poster(language));
        for (const auto* forbidden :
             {"<style", "style=", "<script", "onload", "javascript:", "<image", "@import"}) {
            EXPECT_THAT(page, Not(HasSubstr(forbidden)));
        }
    }
}

TEST(Poster, a_name_cannot_become_markup) {
    EXPECT_THAT(poster_html(poster()), HasSubstr("North &lt;Ward&gt; &amp; Sons"));
    EXPECT_THAT(poster_html(poster()), Not(HasSubstr("<Ward>")));
}

TEST(Poster, it_says_what_it_is_in_both_languages_and_where_to_go) {
    const auto english = poster_html(poster());
    EXPECT_THAT(english, HasSubstr("lang=\"en-GB\""));
    EXPECT_THAT(english, HasSubstr("Nobody is told."));
    EXPECT_THAT(english, HasSubstr(">steady.example.org/p/K7PWX3RM<"));
    const auto chinese = poster_html(poster(Language::zh_Hans));
    EXPECT_THAT(chinese, HasSubstr("lang=\"zh-Hans\""));
    EXPECT_THAT(chinese, HasSubstr("不告诉任何人"));
    EXPECT_EQ(poster_link(poster()), "https://steady.example.org/p/K7PWX3RM");
}

TEST(Poster, the_words_do_not_say_what_the_programme_is_about) {
    for (const auto* revealing : {"health", "stress", "mental", "therapy", "心理", "压力"}) {
        EXPECT_THAT(poster_html(poster(Language::en_GB)), Not(HasSubstr(revealing)));
        EXPECT_THAT(poster_html(poster(Language::zh_Hans)), Not(HasSubstr(revealing)));
    }
}

TEST(Poster, two_codes_make_two_pictures) {
    EXPECT_NE(qr_group("https://a.example/p/K7PWX3RM", 0, 0, 80),
              qr_group("https://a.example/p/K7PWX3RN", 0, 0, 80));
}

}  // namespace
}  // namespace breather::organisations
