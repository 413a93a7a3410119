// Trials under other names than the reference's: other columns, arms, visits and files.
#include "features/analysis/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

namespace breather::testing {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// 24 people in two or three arms, seen at months 0, 3 and 6; a few come no more.
class Trial : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("breather-trial-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        std::ofstream people(folder_ / "people.csv"), visits(folder_ / "visits.csv");
        people << "code,condition,site,sex,why_not,minutes\n";
        visits << "code,month,gad\n";
        const char* arms[] = {"usual_care", "app", "coach"};
        for (int i = 0; i < 24; ++i) {
            const char* arm = arms[i % 3];
            const std::string code = "K" + std::to_string(100 + i);
            people << code << ',' << arm << ',' << (i % 4 < 2 ? "north" : "south") << ','
                   << (i % 5 < 3 ? "w" : "m") << ",,";
            if (i % 3) people << (i * 7) % 20;
            people << '\n';
            const double base = 14 + std::sin(i * 1.7) * 3;
            for (int visit = 0; visit < 3; ++visit) {
                visits << code << ',' << visit * 3 << ',';
                const double noise = std::sin(i * 3.1 + visit * 2.3);
                if (visit == 0 || (i * 5 + visit) % 7)
                    visits << base - visit * (i % 3) * 0.8 + noise;
                visits << '\n';
            }
        }
        people << "K900,,south,w,too_well,\n";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    json::object run(const char* method, const char* spec) {
        analysis::Files files(folder_);
        const analysis::Case asked{
            "x", method, {"people.csv", "visits.csv"}, json::parse(spec).as_object()};
        return analysis::run(asked, files);
    }

    std::filesystem::path folder_;
};

TEST(Visits, are_read_as_people_write_them) {
    const auto one = analysis::visits("pss at week 8");
    EXPECT_EQ(one->column + "/" + one->time, "pss/week");
    EXPECT_THAT(one->at, ElementsAre("8"));
    EXPECT_THAT(analysis::visits("gad7 at months 0, 3 and 12")->at, ElementsAre("0", "3", "12"));
    EXPECT_THAT(analysis::visits("gad7 at months 0, 3, 12")->at, ElementsAre("0", "3", "12"));
    EXPECT_EQ(analysis::visits("gad7 week 0")->time, "week");
    EXPECT_FALSE(analysis::visits("pss8"));
}

TEST(Arms, that_wait_are_told_by_their_names) {
    for (const char* arm : {"waitlist", "Wait list", "control", "usual_care", "TAU", "placebo"})
        EXPECT_TRUE(analysis::is_control(arm)) << arm;
    for (const char* arm : {"minimal_support", "discussion_group", "app", "restaurant"})
        EXPECT_FALSE(analysis::is_control(arm)) << arm;
}

TEST_F(Trial, an_ancova_finds_its_outcome_and_its_baseline) {
    const auto got = run("ancova", R"({"outcome": "gad at month 3", "terms": [
        {"name": "condition", "type": "factor", "levels": ["usual_care", "app"],
         "reference": "usual_care"}, {"name": "gad0", "type": "numeric"}]})");
    EXPECT_EQ(got.at("contrasts").as_array().size(), 1u);
    EXPECT_EQ(got.at("contrasts").at(0).at("label"), "app - usual_care");
    EXPECT_EQ(got.at("contrasts").at(0).at("p"), got.at("contrasts").at(0).at("p_holm"));
    EXPECT_TRUE(got.at("pooled_baseline_sd").is_number());
    EXPECT_EQ(got.at("adjusted_means").as_array().size(), 2u);
    EXPECT_LT(got.at("model").at("n").to_number<int>(), 16);
}

TEST_F(Trial, a_level_nobody_has_is_aliased_and_has_no_mean) {
    const auto got = run("ancova", R"({"outcome": "gad at month 3", "terms": [
        {"name": "condition", "type": "factor", "levels": ["usual_care", "app", "group"],
         "reference": "usual_care"}]})");
    EXPECT_EQ(got.at("model").at("aliased"), json::value({"condition=group"}));
    EXPECT_TRUE(got.at("adjusted_means").at(2).at("mean").is_null());
    EXPECT_TRUE(got.at("contrasts").at(1).at("estimate").is_null());
    EXPECT_TRUE(got.at("contrasts").at(0).at("p_holm").is_number());
}

TEST_F(Trial, active_arms_are_those_that_do_not_wait) {
    const auto got = run("linear_regression", R"({"outcome": "gad at month 6",
        "filter": "active arms with month 3 outcome",
        "terms": [{"name": "minutes", "type": "numeric"}, {"name": "gad_0", "type": "numeric"}]})");
    EXPECT_GT(got.at("n").to_number<int>(), 6);
    EXPECT_LT(got.at("n").to_number<int>(), 16);
    const auto counts = run("count_models", R"({"outcome": "minutes", "filter": "active arms",
        "terms": [{"name": "condition", "type": "factor", "levels": ["app", "coach"],
                   "reference": "app"}]})");
    EXPECT_EQ(counts.at("poisson").at("n"), 16);
    EXPECT_EQ(counts.at("describe").as_object().size(), 2u);
}

TEST_F(Trial, effect_sizes_and_reliable_change_go_by_its_arms) {
    const auto sizes = run("effect_size", R"({"outcome": "gad at month 6", "group": "condition",
        "comparisons": "each active arm minus usual_care, unadjusted"})");
    EXPECT_EQ(sizes.size(), 2u);
    EXPECT_EQ(sizes.at("coach").at("groups").at(1), "usual_care");
    const auto change = run("reliable_change", R"({"pre": "gad month 0", "post": "gad month 6",
        "reliability": 0.9, "lower_is_better": true})");
    EXPECT_EQ(change.size(), 3u);
    EXPECT_TRUE(change.at("app").at("cutoff_c").is_null());
    EXPECT_TRUE(change.at("app").at("clinically_significant").is_null());
}

TEST_F(Trial, its_flow_counts_who_came_and_who_did_not) {
    const auto got = run("consort_flow", R"({"participants": "people.csv",
        "outcomes": "visits.csv", "arm": "condition", "exclusion": "why_not",
        "started": "minutes"})");
    EXPECT_EQ(got.at("screened"), 25);
    EXPECT_EQ(got.at("randomised"), 24);
    EXPECT_EQ(got.at("excluded").at("too_well"), 1);
    EXPECT_TRUE(got.at("by_arm").at("usual_care").at("started").is_null());
    const auto& app = got.at("by_arm").at("app").as_object();
    EXPECT_EQ(app.at("outcome_month3").to_number<int>() + app.at("lost_month3").to_number<int>(),
              8);
}

TEST_F(Trial, three_visits_unstructured_and_a_random_intercept) {
    const char* spec = R"({"outcome": "gad at months 3 and 6", "arm": "condition",
        "fixed": ["condition", "month", "condition:month", "gad0"],
        "condition_levels": ["usual_care", "app", "coach"], "month_levels": ["3", "6"],
        "covariance": "unstructured over months within code"})";
    const auto got = run("mmrm", spec);
    ASSERT_TRUE(got.contains("covariance")) << json::serialize(got);
    EXPECT_EQ(got.at("contrasts").as_array().size(), 6u);
    EXPECT_EQ(got.at("contrasts").at(0).at("label"), "app - usual_care, month 3");
    EXPECT_TRUE(got.at("arm_by_month_test").at("kenward_roger_observed").at("F").is_number());
    const auto mixed = run("linear_mixed_model", R"({"outcome": "gad at months 0, 3, 6",
        "fixed": ["condition", "month", "condition:month"], "random": "intercept by code",
        "condition_levels": ["usual_care", "coach"], "month_levels": ["0", "3", "6"]})");
    EXPECT_EQ(mixed.at("contrast").at("label"),
              "coach - usual_care, change from month 0 to month 3");
    EXPECT_EQ(mixed.at("participants"), 16);
}

/// R 4.2: emmeans(m, ~ arm * week) of nlme::gls (corSymm, varIdent) and of lme4::lmer.
TEST(AdjustedMeans, over_time_are_those_of_emmeans) {
    const std::filesystem::path folder = BREATHER_SOURCE_DIR "/tests/reference/o3_three_arm_trial";
    std::ifstream in(folder / "expected.json");
    const json::value all = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    const std::map<std::string, std::vector<double>> by_r{
        {"mmrm", {23.31477011, 22.96191580, 20.85848774, 21.99090324, 18.71676756, 19.30491766}},
        {"linear_mixed_model",
         {24.88, 24.09084056, 23.65114988, 24.08108108, 21.02568544, 22.21491482, 24.72,
          19.29866077, 19.81757484}}};
    analysis::Files files(folder);
    for (const auto& one : all.at("analyses").as_array()) {
        const auto expected = by_r.find(std::string(one.at("method").as_string()));
        if (expected == by_r.end()) continue;
        const auto got = analysis::run(analysis::read_case(one.as_object()), files);
        const auto& means = got.at("adjusted_means").as_array();
        ASSERT_EQ(means.size(), expected->second.size());
        for (std::size_t i = 0; i < means.size(); ++i) {
            EXPECT_NEAR(means[i].at("mean").as_double(), expected->second[i], 3e-5) << i;
            EXPECT_LT(means[i].at("low").as_double(), means[i].at("mean").as_double());
        }
    }
}

TEST_F(Trial, gaps_are_filled_and_pooled_and_the_same_seed_says_the_same) {
    const char* spec = R"({"outcome": "gad at month 6", "imputations": 5, "seed": 4, "terms": [
        {"name": "condition", "type": "factor", "levels": ["usual_care", "app", "coach"]},
        {"name": "gad0", "type": "numeric"}], "auxiliary": ["gad at month 3", "site"]})";
    const auto got = run("multiple_imputation", spec);
    ASSERT_TRUE(got.contains("coefficients")) << json::serialize(got);
    EXPECT_EQ(got.at("m"), 5);
    EXPECT_EQ(got.at("n"), 24);  // nobody who was not randomised
    EXPECT_EQ(got, run("multiple_imputation", spec));
    EXPECT_GT(got.at("coefficients").at(1).at("between").to_number<double>(), 0);
}

TEST_F(Trial, words_that_are_not_understood_are_named) {
    const auto fault = [&](const char* method, const char* spec) -> std::string {
        try {
            run(method, spec);
        } catch (const analysis::CaseFault& found) {
            return found.what();
        }
        return "";
    };
    EXPECT_THAT(fault("linear_regression", R"({"outcome": "gad at month 3", "terms": [],
                       "filter": "whoever"})"),
                HasSubstr("active arms"));
    EXPECT_THAT(fault("linear_regression", R"({"outcome": "phq at month 3", "terms": []})"),
                HasSubstr("phq at month 3"));
    EXPECT_THAT(fault("mmrm", R"({"outcome": "gad", "fixed": ["condition"]})"),
                HasSubstr("visits"));
    EXPECT_THAT(fault("effect_size", R"({"outcome": "gad at month 3", "group": "condition",
                       "comparisons": "them"})"),
                HasSubstr("minus"));
    EXPECT_THAT(fault("effect_size", R"({"outcome": "gad at month 3", "group": "condition",
                       "comparisons": "app minus pap"})"),
                HasSubstr("pap"));
    EXPECT_THAT(fault("mmrm", R"({"outcome": "gad at months 3 and 6", "fixed": ["condition"],
                       "estimation": "ML"})"),
                HasSubstr("REML"));
    EXPECT_THAT(fault("mmrm", R"({"outcome": "gad at months 3 and 6", "fixed": ["condition"],
                       "covariance": "autoregressive"})"),
                HasSubstr("unstructured"));
    EXPECT_THAT(fault("linear_mixed_model", R"({"outcome": "gad at months 0, 3 and 6",
                       "fixed": ["condition"], "random": "intercept and slope by code"})"),
                HasSubstr("intercept by id"));
    EXPECT_THAT(fault("baseline_table", R"({"by": "condition", "categorical": "sex"})"),
                HasSubstr("list"));
    EXPECT_THAT(fault("multiple_imputation", R"({"outcome": "gad at month 3", "seed": -1,
                       "terms": []})"),
                HasSubstr("seed"));
}

TEST_F(Trial, its_files_may_come_in_any_order_and_its_visits_may_have_names) {
    std::ofstream(folder_ / "named.csv") << "code,visit,gad\nK100,pre,12\nK100,post,9\n"
                                            "K101,pre,13\nK101,post,\nK102,later,7\n";
    const auto flow = [&](std::vector<std::string> names, const char* spec) {
        analysis::Files files(folder_);
        return analysis::run({"x", "consort_flow", std::move(names), json::parse(spec).as_object()},
                             files);
    };
    const auto got = flow({"people.csv", "named.csv"}, "{}").at("by_arm").at("usual_care");
    EXPECT_EQ(got.at("outcome_visitpost"), 1);
    EXPECT_FALSE(got.as_object().contains("outcome_visitpre"));
    const char* spec = R"({"outcome": "gad at months 3 and 6", "fixed": ["condition"]})";
    analysis::Files files(folder_);
    const analysis::Case asked{
        "x", "mmrm", {"visits.csv", "people.csv"}, json::parse(spec).as_object()};
    EXPECT_EQ(analysis::run(asked, files), run("mmrm", spec));
    const char* by_bar = R"x({"outcome": "gad at months 0, 3 and 6", "fixed": ["condition"],
                              "random": "(1 | code)"})x";
    const char* by_word = R"x({"outcome": "gad at months 0, 3 and 6", "fixed": ["condition"],
                               "random": "intercept by code"})x";
    EXPECT_EQ(run("linear_mixed_model", by_bar), run("linear_mixed_model", by_word));
}

TEST_F(Trial, arms_that_begin_alike_differ_at_each_visit) {
    const auto got = run("mmrm", R"({"outcome": "gad at months 0, 3 and 6",
        "fixed": ["month", "condition:month"], "condition_levels": ["usual_care", "app", "coach"],
        "month_levels": ["0", "3", "6"]})");
    const auto whole = run("mmrm", R"({"outcome": "gad at months 0, 3 and 6",
        "fixed": ["condition*month"], "condition_levels": ["usual_care", "app", "coach"],
        "month_levels": ["0", "3", "6"]})");
    EXPECT_EQ(got.at("fixed").as_array().size(), 9u);  // R: ~ month + condition:month
    EXPECT_EQ(got.at("fixed").at(4).at("term"), "wk=3:condition=app");
    for (std::size_t c = 0; c < 9; ++c)
        EXPECT_NEAR(got.at("contrasts").at(c).at("estimate").to_number<double>(),
                    whole.at("contrasts").at(c).at("estimate").to_number<double>(), 1e-8);
}

}  // namespace
}  // namespace breather::testing
