// What people write into a spec: the same thing in other words is the same thing, and what cannot
// be read is refused in a sentence, never answered as something else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "features/analysis/method.h"

namespace breather::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class Spec : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("breather-spec-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        std::ofstream(folder_ / "d.csv") << "g,x,y,yes,code,text,w,\"a, b\",i1,i2,i3,i4\n"
                                            "1,1.5,2,1,01,甲,1,1000000,1,2,3,4\n"
                                            "1,2.5,3,0,02,乙,2,1000000,,2,2,1\n"
                                            "2,3.5,5,1,01,甲,3,3,4,3,,\n"
                                            "2,4.5,4,0,03,丙,4,3,2,,1,0\n"
                                            "2,,8,1,02,甲,5,3,0,1,4,4\n"
                                            "3,6,9,1,01,\"乙, 丁\",1,1000000,3,3,3,2\n"
                                            "3,7,7,0,NA,Inf,2,3,2,1,2,2\n";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    json::object run(const char* method, std::string spec, const char* file = "d.csv") {
        std::replace(spec.begin(), spec.end(), '\'', '"');
        analysis::Files files(folder_);
        return analysis::run({"x", method, {file}, json::parse(spec).as_object()}, files);
    }
    std::string refusal(const char* method, const std::string& spec, const char* file = "d.csv") {
        try {
            return "answered: " + json::serialize(run(method, spec, file));
        } catch (const analysis::CaseFault& fault) {
            return fault.what();
        }
    }

    std::filesystem::path folder_;
};

TEST_F(Spec, the_same_question_in_other_words_has_the_same_answer) {
    const struct {
        const char *method, *one, *other;
    } pairs[] = {
        {"describe", "{'column':'x','filter':{'g':2}}", "{'column':['x'],'filter':{'g':[2.0]}}"},
        {"describe", "{'column':'x','filter':{'a, b':3}}", "{'column':'x','filter':{'a, b':'3'}}"},
        {"proportion", "{'column':'yes','event':'1'}", "{'column':'yes','event':1.0}"},
        {"chi_square", "{'row':'a, b','column':'yes','row_levels':[1000000,3]}",
         "{'row':'a, b','column':'yes','row_levels':['1000000','3']}"},
        {"logistic_regression", "{'outcome':'yes','terms':[{'name':'y','type':'numeric'}]}",
         "{'outcome':'yes','terms':['y']}"},
        {"logistic_regression",
         "{'outcome':'yes','terms':[{'name':'g','type':'factor','levels':[2,1,3]}]}",
         "{'outcome':'yes','terms':[{'name':'g','reference':2.0}]}"},
        {"poisson_regression",
         "{'outcome':'y','terms':[{'name':'y'},{'name':'w'},{'interaction':['y','w']}]}",
         "{'outcome':'y','terms':['y','w',{'name':'y:w','type':'interaction'}]}"},
        {"poisson_regression", "{'outcome':'y','terms':[],'offset':'log(w)'}",
         "{'outcome':'y','terms':[],'exposure':'w'}"},
        {"krippendorff_alpha", "{'raters':['i1','i3'],'metrics':['ordinal']}",
         "{'raters':['i1','i3'],'metric':'ordinal'}"},
        {"scale_score", "{'items':['i1','i2'],'reversed':['i2'],'reverse_rule':'6 - value'}",
         "{'items':['i1','i2'],'reversed':'i2','reverse_rule':'(5 + 1) - x'}"},
        {"cronbach_alpha", "{'items':['i1','i2','i4'],'reversed':['i2']}",
         "{'items':['i1','i2','i4'],'reversed':['i2'],'reverse_rule':'max + min - value'}"},
    };
    for (const auto& each : pairs)
        EXPECT_EQ(run(each.method, each.one), run(each.method, each.other)) << each.other;
}

TEST_F(Spec, numbers_that_stand_as_text_are_numbers_where_numbers_are_needed) {
    EXPECT_EQ(run("describe", "{'column':'code'}").at("max").to_number<double>(), 3);
    EXPECT_THAT(refusal("describe", "{'column':'text'}"), HasSubstr("\"甲\" in row 1"));
    EXPECT_THAT(refusal("describe", "{'column':'text','filter':{'g':3,'w':2}}"),
                HasSubstr("\"Inf\" in row 7"));
}

TEST_F(Spec, how_many_items_may_be_missing_is_read_from_the_rule) {
    const std::string items = "{'items':['i1','i2','i3','i4'],'rule':'";
    const auto scored = [&](const char* rule) {
        return run("scale_score", items + rule + "'}").at("describe").at("n").as_uint64();
    };
    for (const auto* none :
         {"sum", "sum, missing when any item is missing", "mean of 4 items",
          "sum, missing when one or more items are missing",
          "sum, missing when at least 1 item is missing", "sum, at least 4 items answered"})
        EXPECT_EQ(scored(none), 4u) << none;
    for (const auto* one :
         {"sum, at most one missing", "mean, missing when more than 1 is missing",
          "sum, missing when two or more items are missing", "mean, at least 75% of items answered",
          "sum, missing when fewer than three items are answered"})
        EXPECT_EQ(scored(one), 6u) << one;
    for (const auto* half : {"mean, at least half of the items answered", "sum, up to 2 missing"})
        EXPECT_EQ(scored(half), 7u) << half;
}

TEST_F(Spec, what_cannot_be_read_is_refused_and_not_taken_for_something_else) {
    const struct {
        const char *method, *spec, *says;
    } refused[] = {
        {"describe", "{'column':['x','y']}", "one text or number, not a list"},
        {"describe", "{'column':'x','filter':{'g':null}}", "\"filter\" gives \"g\""},
        {"describe", "{'column':'x','filter':{'g':{'>':1}}}", "\"filter\" gives \"g\""},
        {"logistic_regression", "{'outcome':'yes','terms':[{'name':'g','type':'ordered'}]}",
         "numeric or factor, not \"ordered\""},
        {"logistic_regression", "{'outcome':'yes','terms':[{'name':'g','reference':7}]}",
         "none of its levels: 1, 2, 3"},
        {"logistic_regression", "{'outcome':'yes','terms':['g','g:y']}", "\"y\", which is none"},
        {"poisson_regression", "{'outcome':'y','terms':[],'offset':'sqrt(w)'}", "sqrt(w)"},
        {"poisson_regression", "{'outcome':'y','terms':[],'offset':'w','exposure':'w'}",
         "leave one"},
        {"wilcoxon_signed_rank", "{'first':'x','second':'y','zeros':'kept'}", "dropped or pratt"},
        {"scale_score", "{'items':['i1'],'reversed':['i1'],'reverse_rule':'value * -1'}",
         "is written as"},
        {"scale_score", "{'items':['i1'],'reversed':['i1'],'reverse_rule':'. - value'}",
         "is written as"},
        {"fleiss_kappa", "{'raters':[],'levels':['1']}", "one for each rater"},
        {"t_test", "{'outcome':'x','group':'g'}", "there are 3"},
    };
    for (const auto& each : refused)
        EXPECT_THAT(refusal(each.method, each.spec), HasSubstr(each.says)) << each.spec;
}

TEST_F(Spec, what_would_take_hours_is_refused_at_once_and_told_a_way_out) {
    std::ofstream file(folder_ / "wide.csv");
    file << "id,site,dept,wk,y,used\n";
    for (int row = 0; row < 2400; ++row)
        file << row / 20 << ',' << row % 1100 << ",d" << row % 210 << ',' << row % 20 << ','
             << row % 7 + row % 3 << ',' << row / 210 % 2 << '\n';
    file.close();
    const struct {
        const char *method, *spec, *says;
    } wide[] = {
        {"logistic_regression", "{'outcome':'used','terms':[{'name':'site','type':'factor'},'wk']}",
         "more than 1000 coefficients, most of them for \"site\""},
        {"cox",
         "{'time':'y','event':'used','terms':['dept','wk',{'interaction':['dept','wk']},"
         "{'name':'site','type':'factor'}]}",
         "most of them for \"site\""},
        {"poisson_regression",
         "{'outcome':'y','terms':['dept',{'name':'wk','type':'factor'},"
         "{'interaction':['dept','wk']}]}",
         "most of them for \"dept:wk\""},
        {"firth_logistic", "{'outcome':'used','terms':['dept']}", "210 coefficients"},
        {"ancova", "{'outcome':'y','terms':['dept','wk']}", "\"dept\" has 210"},
        {"log_rank", "{'time':'y','event':'used','group':'site'}", "there are 1100"},
        {"mmrm",
         "{'outcome':'y at weeks 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 and 17',"
         "'time':'wk','id':'id','fixed':['wk']}",
         "18 visits"},
    };
    for (const auto& each : wide)
        EXPECT_THAT(refusal(each.method, each.spec, "wide.csv"), HasSubstr(each.says))
            << each.method;
    const auto fit = run("logistic_regression", "{'outcome':'used','terms':['dept','y']}",
                         "wide.csv");  // told, but without the profiles, which would take minutes
    EXPECT_TRUE(fit.contains("separation"));
}

TEST_F(Spec, of_nobody_every_field_is_there_and_none_has_a_number) {
    for (const auto* method : {"describe", "proportion"}) {
        const auto found =
            run(method, "{'column':'y','event':'2','filter':{'text':'nobody said this'}}");
        EXPECT_TRUE(found.at("undefined").as_bool());
        for (const auto& [field, value] : found)
            EXPECT_TRUE(field == "n" || field == "k" || field == "missing" || !value.is_number())
                << field;
    }
}

}  // namespace
}  // namespace breather::testing
