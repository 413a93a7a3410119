// What a stranger types: near misses are told with the name that was meant, and what cannot be
// answered is refused with the column and what to do.
#include "features/analysis/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "features/analysis/nearest.h"

namespace breather::testing {
namespace {

using analysis::nearest;
using ::testing::HasSubstr;

TEST(Nearest, is_what_differs_least_if_it_is_like_it_at_all) {
    const std::vector<std::string> there{"used", "age", "sought help", "编号", "Score"};
    EXPECT_EQ(nearest("use", there), "used");
    EXPECT_EQ(nearest("USED", there), "used");
    EXPECT_EQ(nearest("scroe", there), "Score");
    EXPECT_EQ(nearest("sccre", {"used"}), std::nullopt);
    EXPECT_EQ(nearest("sccore", there), "Score");
    EXPECT_EQ(nearest("help", there), "sought help");
    EXPECT_EQ(nearest("sought_help", there), "sought help");
    EXPECT_EQ(nearest("height", there), std::nullopt);
    EXPECT_EQ(nearest("", there), std::nullopt);
    EXPECT_EQ(nearest(std::string(100'000, 'a'), there), std::nullopt);
}

class Asking : public ::testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("breather-question-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        std::ofstream out(folder_ / "d.csv");
        out << "used,site,always,sought help,名字,id,nothing\n";
        for (int i = 0; i < 300; ++i)
            out << i % 2 << (i % 3 ? ",UK," : ",China,") << "yes," << i % 5 << ",甲,p" << i
                << ",\n";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string told(const std::string& method, const std::string& formula) {
        analysis::Files files(folder_);
        analysis::Question asked;
        asked.file = "d.csv";
        asked.method = method;
        asked.formula = formula;
        try {
            analysis::columns_of(asked);
            return boost::json::serialize(analysis::case_of(asked, files.get("d.csv")).spec);
        } catch (const analysis::CaseFault& fault) {
            return fault.what();
        }
    }

    std::filesystem::path folder_;
};

TEST_F(Asking, a_name_that_there_is_not_is_told_with_the_one_that_was_meant) {
    EXPECT_THAT(told("logistic", "use ~ site"), HasSubstr("Did you mean \"used\"?"));
    EXPECT_THAT(told("logitic", "used ~ site"), HasSubstr("Did you mean \"logistic\"?"));
    EXPECT_THAT(told("t_test", "used ~ sitte"), HasSubstr("Did you mean \"site\"?"));
    EXPECT_THAT(told("describe", "sought"), HasSubstr("`sought help`? A name with blanks stands"));
    EXPECT_THAT(told("describe", "colour"), ::testing::Not(HasSubstr("Did you mean")));
}

TEST_F(Asking, names_with_blanks_stand_in_backticks_also_without_a_formula) {
    EXPECT_EQ(told("describe", "`sought help`"), R"({"column":"sought help"})");
    EXPECT_EQ(told("correlation", "used `sought help`"), R"({"x":"used","y":"sought help"})");
    EXPECT_EQ(told("describe", " 名字 "), R"({"column":"名字"})");
    EXPECT_THAT(told("describe", "`sought help"), HasSubstr("never closes"));
    EXPECT_THAT(told("logistic", "sought help ~ used"), HasSubstr("stands in backticks"));
}

TEST_F(Asking, what_has_no_answer_is_refused_with_what_to_do) {
    EXPECT_THAT(told("logistic", "used ~ ."), HasSubstr("name the columns, with + between"));
    EXPECT_THAT(told("logistic", "always ~ site"), HasSubstr("always is yes in all these rows"));
    EXPECT_THAT(told("logistic", "nothing ~ site"), HasSubstr("nothing is empty in these rows"));
    EXPECT_THAT(told("logistic", "used ~ id"), HasSubstr("300 values in 300 rows: it names rows"));
}

TEST_F(Asking, in_a_crossed_table_1_stands_before_0) {
    EXPECT_THAT(told("chi-square", "site ~ used"), HasSubstr(R"("column_levels":["1","0"])"));
    EXPECT_THAT(told("chi-square", "used ~ site"), HasSubstr(R"("row_levels":["1","0"])"));
}

}  // namespace
}  // namespace breather::testing
