// A host name is read by every name server and proxy on the way.
#include "features/organisations/telling_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace breather::organisations {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TellingWords, are_found_however_the_name_is_written) {
    for (const char* host :
         {"wellbeing.example.org", "well-being.example.org", "WellBeing.example.org",
          "https://staffwellbeing.example.org:8443/", "steady.well-being-hub.example.org"})
        EXPECT_THAT(telling_words(host), Contains("wellbeing")) << host;
    EXPECT_THAT(telling_words("mental-stress.example.org"), ElementsAre("mental", "stress"));
    for (const char* host :
         {"counselling.example.org", "counseling.example.org", "psychology.example.ac.uk",
          "beat-burnout.example", "anti-depression.example", "eap.example.org", "eap2.example.org",
          "suicide-prevention.example", "help.example.org", "mood.example.org"})
        EXPECT_THAT(telling_words(host), ::testing::SizeIs(1)) << host;
}

TEST(TellingWords, are_found_in_pinyin_and_in_characters) {
    for (const char* host :
         {"xinli.example.cn", "xin-li.example.cn", "jiaolv.example.cn", "yiyuzheng.example.cn",
          "yali.example.cn", "zisha.example.cn", "心理.example.cn", "员工心理.example.cn"})
        EXPECT_THAT(telling_words(host), ::testing::Not(IsEmpty())) << host;
}

TEST(TellingWords, leave_ordinary_names_alone) {
    for (const char* host :
         {"steady.example.org", "https://steady.example.org", "localhost", "192.0.2.7:8080",
          "tuesday.example.ac.uk", "pause.hospital.example", "renmin-yiyuan.example.cn",
          "yiyuan.example.cn", "fundamentals.example.org", "moodle.example.ac.uk",
          "departmental.example", "physiotherapy.example.org", "", "."})
        EXPECT_THAT(telling_words(host), IsEmpty()) << host;
}

TEST(TellingWords, of_the_path_are_not_the_hosts) {
    EXPECT_THAT(telling_words("https://steady.example.org/stress"), IsEmpty());
}

}  // namespace
}  // namespace breather::organisations
