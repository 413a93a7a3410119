// Survival, agreement, scales and use over time as people ask for them: other names, gaps, filters,
// levels nobody has, and what is not defined.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "features/analysis/event_log.h"
#include "features/analysis/method.h"

namespace breather::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

TEST(Instant, is_read_with_and_without_an_offset) {
    const auto noon = *analysis::instant("2024-04-06T12:00:00Z");
    EXPECT_EQ(noon, 1'712'404'800'000);
    for (const char* same :
         {"2024-04-06T12:00:00+00:00", "2024-04-06T14:00:00+02:00", "2024-04-06 12:00",
          "2024-04-06T06:30:00-0530", "2024-04-06T20:00:00.000+08", "2024-04-06 12:00:00 Z"})
        EXPECT_EQ(analysis::instant(same), noon) << same;
    EXPECT_EQ(analysis::instant("2024-04-06T12:00:00.25Z"), noon + 250);
    for (const char* there :
         {"2024-04-06T12:00:00 UTC", "2024-04-06 12:00GMT", "2024-04-06T13:00:00 Europe/London",
          "2024-04-06T14:00:00+02:00[Europe/Paris]", "2024-04-06 20:00 Asia/Shanghai"})
        EXPECT_EQ(analysis::instant(there), noon) << there;
    EXPECT_EQ(analysis::instant("2024-04-05T24:00Z"), analysis::instant("2024-04-06"));
    for (const char* none :
         {"2024-04-06T12:00 Mars/Base", "2024-04-06T24:30Z", "", "yesterday", "2024-13-01",
          "2024-02-30T10:00Z", "06/04/2024", "2024-04-06T12:00:00+2"})
        EXPECT_FALSE(analysis::instant(none)) << none;
}

TEST(Instant, of_a_summer_time_night_is_an_hour_apart) {
    EXPECT_EQ(*analysis::instant("2024-10-27T01:30:00+00:00") -
                  *analysis::instant("2024-10-27T01:30:00+01:00"),
              3'600'000);
}

class Folder : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("breather-use-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    void write(const char* name, const char* text) { std::ofstream(folder_ / name) << text; }
    json::object run(const char* method, std::vector<std::string> names, const char* spec) {
        analysis::Files files(folder_);
        return analysis::run({"x", method, std::move(names), json::parse(spec).as_object()}, files);
    }
    std::filesystem::path folder_;
};

TEST_F(Folder, survival_leaves_gaps_and_other_sites_out) {
    write("d.csv",
          "t,e,arm,site\n1,1,a,n\n2,0,a,n\n3,1,b,n\n4,1,b,n\n5,,b,n\n,1,a,n\n6,1,,n\n7,1,a,s\n");
    const auto got = run("kaplan_meier", {"d.csv"},
                         R"({"time": "t", "event": "e", "group": "arm", "levels": ["a", "b", "c"],
                             "days": [0, 2.5, 99], "filter": {"site": "n"}})");
    EXPECT_EQ(got.at("a").at("n").to_number<int>(), 2);
    EXPECT_EQ(got.at("a").at("at").at(1).at("survival").to_number<double>(), 0.5);
    EXPECT_EQ(json::serialize(got.at("b").at("at").at(0).at("day")), "0");
    EXPECT_TRUE(got.at("b").at("at").at(2).at("se").is_null());
    EXPECT_TRUE(got.at("c").at("undefined").as_bool());
    EXPECT_FALSE(got.at("a").as_object().contains("rmst"));
}

TEST_F(Folder, an_event_may_be_a_word_or_a_two) {
    write("d.csv", "t,word,code,left\n1,yes,2,quit\n2,no,1,stayed\n3,yes,2,quit\n");
    for (const char* event : {R"("event": "word")", R"("event": "code")",
                              R"("event": "left", "event_value": "quit")"}) {
        const std::string spec = std::string(R"({"time": "t", )") + event + "}";
        EXPECT_EQ(run("kaplan_meier", {"d.csv"}, spec.c_str()).at("events").to_number<int>(), 2)
            << event;
    }
}

TEST_F(Folder, an_event_that_is_neither_yes_nor_no_is_nobodys_guess) {
    write("d.csv", "t,word,code\n1,yes,0\n2,perhaps,1\n3,no,2\n");
    for (const char* event : {"word", "code"}) {
        const std::string spec = R"({"time": "t", "event": ")" + std::string(event) + "\"}";
        EXPECT_THROW(run("kaplan_meier", {"d.csv"}, spec.c_str()), analysis::CaseFault) << event;
    }
    const auto got =
        run("kaplan_meier", {"d.csv"}, R"({"time": "t", "event": "code", "event_value": "2"})");
    EXPECT_EQ(got.at("events").to_number<int>(), 1);
}

TEST_F(Folder, numbers_whose_powers_no_double_holds_are_told) {
    for (const char* table : {"t,e\n1e200,1\n2,1\n", "t,e\n1e-200,1\n2e-300,1\n"}) {
        write("d.csv", table);
        try {
            run("kaplan_meier", {"d.csv"}, R"({"time": "t", "event": "e"})");
            ADD_FAILURE() << table;
        } catch (const analysis::CaseFault& fault) {
            EXPECT_THAT(fault.what(), HasSubstr("1e75"));
        }
    }
}

TEST_F(Folder, what_a_method_would_pass_over_in_silence_is_refused) {
    write("d.csv", "t,e,x\n1,1,2\n2,1,1\n3,0,2\n");
    EXPECT_THROW(run("kaplan_meier", {"d.csv"}, R"({"time": "t", "event": "e", "weights": "x"})"),
                 analysis::CaseFault);
    EXPECT_THROW(run("cox", {"d.csv"}, R"({"time": "t", "event": "e", "terms": [],
                                           "cluster": "x"})"),
                 analysis::CaseFault);
    EXPECT_THROW(run("cox", {"d.csv"}, R"({"time": "t", "event": "e", "terms": []})"),
                 analysis::CaseFault);
}

TEST_F(Folder, a_log_rank_test_of_one_group_has_no_number) {
    write("d.csv", "t,e,arm\n1,1,a\n2,1,a\n");
    const auto got = run("log_rank", {"d.csv"}, R"({"time": "t", "event": "e", "group": "arm"})");
    EXPECT_TRUE(got.at("logrank").at("undefined").as_bool());
    EXPECT_TRUE(got.at("logrank").at("p").is_null());
}

TEST_F(Folder, strata_are_those_that_there_are_however_many_there_could_be) {
    std::string text = "t,e,arm,s1,s2,s3,s4,s5,s6,s7\n", same = "t,e,arm,s1,s2,s3,s4,s5,s6,s7\n";
    for (int i = 0; i < 40; ++i) {
        const auto row = std::to_string(i * 7 % 40 + 1) + ",1," + (i % 2 ? "a" : "b");
        text += row, same += row;
        for (int s = 0; s < 7; ++s) {  // 20 values each, 20^7 combinations, 20 of them there
            text += "," + std::to_string(i / 2);
            same += "," + std::to_string(i / 2 * (s == 0));
        }
        text += "\n", same += "\n";
    }
    const char* spec = R"({"time": "t", "event": "e", "group": "arm",
                           "strata": ["s1", "s2", "s3", "s4", "s5", "s6", "s7"]})";
    write("many.csv", text.c_str());
    write("few.csv", same.c_str());
    EXPECT_EQ(run("log_rank", {"many.csv"}, spec), run("log_rank", {"few.csv"}, spec));
}

TEST_F(Folder, who_has_no_stratum_is_left_out_of_what_a_log_tells) {
    write("log.csv",
          "user_id,timestamp,event,module\nu1,2024-03-02T10:00:00Z,login,\n"
          "u2,2024-03-09T10:40:00Z,login,\nu3,2024-03-05T10:00:00Z,login,\n");
    write("people.csv",
          "user_id,arm,site,enrolled_at\nu1,a,n,2024-03-01T10:00:00Z\n"
          "u2,b,n,2024-03-01T10:00:00Z\nu3,b,,2024-03-01T10:00:00Z\n");
    const auto got = run("log_rank", {"people.csv", "log.csv"},
                         R"x({"time": "study day of last login (0 when none)",
                              "event": "1 when time < 42", "group": "arm", "strata": "site"})x");
    EXPECT_EQ(got.at("observed").at(0).to_number<double>(), 1);
    EXPECT_EQ(got.at("observed").at(1).to_number<double>(), 1);
}

TEST_F(Folder, cox_names_what_is_collinear_and_what_runs_away) {
    std::string text = "t,e,x,y,arm\n";
    for (int i = 0; i < 40; ++i)
        text += std::to_string(i + 1) + (i % 4 == 3 ? ",0," : ",1,") + std::to_string(i * 7 % 11) +
                "," + std::to_string(2 * (i * 7 % 11) + 1) +
                (i % 4 == 3 ? ",never\n"
                 : i % 2    ? ",b\n"
                            : ",a\n");
    write("d.csv", text.c_str());
    const auto got = run("cox", {"d.csv"}, R"({"time": "t", "event": "e", "terms": [
        {"name": "x", "type": "numeric"}, {"name": "y", "type": "numeric"},
        {"name": "arm", "type": "factor", "levels": ["a", "b", "never"], "reference": "a"}]})");
    EXPECT_TRUE(got.at("separation").as_bool());
    EXPECT_EQ(json::serialize(got.at("separating_terms")), R"(["arm=never"])");
    EXPECT_EQ(got.at("direction").as_string(), "estimate tends to -Inf");
    EXPECT_EQ(json::serialize(got.at("aliased")), R"(["y"])");
    EXPECT_EQ(got.at("finite_terms_limit").as_array().size(), 2u);
    EXPECT_FALSE(got.contains("coefficients"));
}

TEST_F(Folder, coders_may_use_numbers_or_words_and_levels_need_not_be_named) {
    write("d.csv", "a,b,n,m\nx,x,1,1\ny,y,10,2\nx,y,2,2\n,x,1,\nz,z,10,10\n");
    const auto words = run("cohen_kappa", {"d.csv"}, R"({"a": "a", "b": "b"})");
    EXPECT_EQ(words.at("n").to_number<int>(), 4);
    EXPECT_EQ(json::serialize(words.at("table").at("rows")), R"(["x","y","z"])");
    const auto numbers =
        run("cohen_kappa", {"d.csv"}, R"({"a": "n", "b": "m", "weights": "linear"})");
    EXPECT_EQ(json::serialize(numbers.at("table").at("rows")), R"(["1","2","10"])");
    const auto one = run("cohen_kappa", {"d.csv"}, R"({"a": "a", "b": "b", "filter": {"b": "z"}})");
    EXPECT_TRUE(one.at("kappa").is_null());
    EXPECT_THROW(run("cohen_kappa", {"d.csv"}, R"({"a": "a", "b": "b", "weights": "cubic"})"),
                 analysis::CaseFault);
    EXPECT_THROW(
        run("krippendorff_alpha", {"d.csv"}, R"({"raters": ["a", "b"], "metrics": ["ratio"]})"),
        analysis::CaseFault);
}

TEST_F(Folder, a_scale_says_which_items_go_against_it) {
    write("d.csv", "i1,i2,i3\n1,1,5\n2,2,4\n3,3,3\n4,5,2\n5,4,1\n2,,4\n");
    const auto turned =
        run("cronbach_alpha", {"d.csv"}, R"({"items": ["i1", "i2", "i3"], "reversed": []})");
    EXPECT_THAT(json::serialize(turned.at("items_against_total")), HasSubstr("i3"));
    EXPECT_FALSE(turned.at("warnings").as_array().empty());
    const auto right =
        run("cronbach_alpha", {"d.csv"}, R"({"items": ["i1", "i2", "i3"], "reversed": ["i3"]})");
    EXPECT_TRUE(right.at("warnings").as_array().empty());
    EXPECT_EQ(right.at("item").at(2).at("mean").to_number<double>(), 3);
    const auto score =
        run("scale_score", {"d.csv"}, R"({"items": ["i1", "i2", "i3"], "reversed": ["i3"],
        "reverse_rule": "6 - value", "rule": "mean, missing when any item is missing"})");
    EXPECT_EQ(score.at("describe").at("n").to_number<int>(), 5);
    EXPECT_EQ(score.at("describe").at("max").to_number<double>(), 14.0 / 3);
    EXPECT_EQ(score.at("prorated_1_missing").at("min").to_number<double>(), 1);
    EXPECT_THROW(run("scale_score", {"d.csv"}, R"({"items": ["i1"], "reversed": ["i9"]})"),
                 analysis::CaseFault);
}

TEST_F(Folder, use_is_counted_on_instants_and_strangers_are_left_out) {
    write("people.csv",
          "code,arm,enrolled_at\np1,a,2024-03-30T23:00:00+01:00\np2,b,2024-03-30T12:00:00Z\n");
    // The clocks change on 31 March: 23:30 summer time is 23.5 hours after the enrolment.
    write("log.csv",
          "code,timestamp,event,module\np1,2024-03-31T23:30:00+02:00,login,\n"
          "p1,2024-03-31T21:30:00Z,login,\nstranger,2024-03-31T21:30:00Z,login,\np2,soon,login,\n"
          "p1,2024-04-02T00:00:00Z,module_complete,2\n");
    const auto got = run(
        "engagement_summary", {"people.csv", "log.csv"},
        R"({"users": "people.csv", "events": "log.csv", "days": [0, 1], "adherence": "modules / 4"})");
    EXPECT_EQ(got.at("logins_all").at("max").to_number<int>(), 1);
    EXPECT_EQ(got.at("retention").at(0).at("classic_n").to_number<int>(), 1);
    EXPECT_EQ(got.at("retention").at(1).at("rolling_n").to_number<int>(), 0);
    EXPECT_EQ(got.at("events_left_out").to_number<int>(), 2);
    EXPECT_EQ(got.at("adherence").at("max_percent").to_number<double>(), 25);
    EXPECT_TRUE(got.at("funnel").at(1).at("completion_of_started").is_null());
    const auto curve = run("kaplan_meier", {"people.csv", "log.csv"},
                           R"x({"time": "study day of last login (0 when none)",
                                "event": "1 when time < 1", "group": "arm"})x");
    EXPECT_EQ(curve.at("b").at("events").to_number<int>(), 1);
}

TEST_F(Folder, who_was_never_enrolled_is_left_out_and_nobody_is_enrolled_twice) {
    write("log.csv",
          "user_id,timestamp,event,module\nu1,2024-03-02T10:00:00Z,login,\n"
          "u1,2024-03-02T10:40:00Z,login,\nu2,2024-03-02T10:00:00Z,login,\n");
    write("people.csv", "user_id,enrolled_at\nu1,2024-03-01T10:00:00Z\nu2,\n");
    const char* half_an_hour = R"({"session": "logins at most 30 minutes apart"})";
    const auto got = run("engagement_summary", {"people.csv", "log.csv"}, half_an_hour);
    EXPECT_EQ(got.at("enrolled").to_number<int>(), 1);
    EXPECT_EQ(got.at("events_left_out").to_number<int>(), 1);
    EXPECT_EQ(got.at("sessions_total").to_number<int>(), 2);
    EXPECT_THROW(run("engagement_summary", {"people.csv", "log.csv"},
                     R"({"adherence": "modules completed / 0"})"),
                 analysis::CaseFault);
    write("people.csv", "user_id,enrolled_at\nu1,2024-03-01T10:00:00Z\nu1,2024-03-02T10:00Z\n");
    EXPECT_THROW(run("engagement_summary", {"people.csv", "log.csv"}, half_an_hour),
                 analysis::CaseFault);
}

}  // namespace
}  // namespace breather::testing
