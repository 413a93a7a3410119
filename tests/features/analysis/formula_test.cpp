#include "features/analysis/formula.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace breather::testing {
namespace {

using analysis::CaseFault;
using analysis::Formula;
using analysis::parse_formula;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> terms(const Formula& formula) {
    std::vector<std::string> out;
    for (const auto& term : formula.terms) {
        std::string text;
        for (const auto place : term)
            text += (text.empty() ? "" : ":") + formula.variables[place].name;
        out.push_back(text);
    }
    return out;
}

std::string fault_of(std::string_view text) {
    try {
        parse_formula(text);
    } catch (const CaseFault& fault) {
        return fault.what();
    }
    return "(none)";
}

TEST(Formulas, name_an_outcome_and_terms) {
    const auto formula = parse_formula("used_dmhi ~ ethnicity + sought_help");
    EXPECT_EQ(formula.outcome, "used_dmhi");
    EXPECT_THAT(terms(formula), ElementsAre("ethnicity", "sought_help"));
}

TEST(Formulas, a_star_brings_both_and_their_product_each_once) {
    EXPECT_THAT(terms(parse_formula("y~a*b")), ElementsAre("a", "b", "a:b"));
    EXPECT_THAT(terms(parse_formula("y~a + a*b + b:a")), ElementsAre("a", "b", "a:b"));
    EXPECT_THAT(terms(parse_formula("y~a:b")), ElementsAre("a:b"));
    EXPECT_THAT(terms(parse_formula("y~a*b*c")),
                ElementsAre("a", "b", "c", "a:b", "a:c", "b:c", "a:b:c"));
}

TEST(Formulas, say_what_is_a_factor_an_offset_and_a_time_with_its_event) {
    const auto formula =
        parse_formula("Surv(day, gone) ~ factor(arm) + offset(log(weeks)) + `a b`");
    EXPECT_EQ(formula.outcome, "day");
    EXPECT_EQ(formula.event, "gone");
    EXPECT_TRUE(formula.variables[0].factor);
    EXPECT_EQ(formula.offset, "weeks");
    EXPECT_TRUE(formula.offset_is_logged);
    EXPECT_THAT(terms(formula), ElementsAre("arm", "a b"));
}

TEST(Formulas, say_whose_rows_belong_together) {
    const auto random = parse_formula("score ~ arm * week + (1 | id)");
    EXPECT_EQ(random.person, "id");
    EXPECT_EQ(random.visit, std::nullopt);
    EXPECT_THAT(terms(random), ElementsAre("arm", "week", "arm:week"));
    const auto visits = parse_formula("score ~ arm + us(week | `staff id`)");
    EXPECT_EQ(visits.person, "staff id");
    EXPECT_EQ(visits.visit, "week");
    EXPECT_THAT(fault_of("y ~ a + (week | id)"), HasSubstr("character 9"));
    EXPECT_THAT(fault_of("y ~ a + (1 | id"), HasSubstr("closes"));
    EXPECT_THAT(fault_of("y ~ (1 | id) + (1 | ward)"), HasSubstr("one person"));
    EXPECT_THAT(fault_of("y ~ a * (1 | id)"), HasSubstr("not multiplied"));
}

TEST(Formulas, names_may_be_chinese) {
    EXPECT_THAT(terms(parse_formula("压力 ~ 职位 + 年龄")), ElementsAre("职位", "年龄"));
}

TEST(Formulas, refuse_what_they_do_not_understand_with_its_place) {
    EXPECT_THAT(fault_of("y ~ a - 1"), HasSubstr("character 7: \"-\""));
    EXPECT_THAT(fault_of("y ~ I(a^2)"), HasSubstr("I() is not understood"));
    EXPECT_THAT(fault_of("y ~ poly(a)"), HasSubstr("poly() is not understood"));
    EXPECT_THAT(fault_of("y ~ (a + b)^2"), HasSubstr("character 5"));
    EXPECT_THAT(fault_of("y ~ "), HasSubstr("missing at the end"));
    EXPECT_THAT(fault_of("y a"), HasSubstr("\"~\""));
    EXPECT_THAT(fault_of("log(y) ~ a"), HasSubstr("a column, or Surv"));
    EXPECT_THAT(fault_of("y ~ `a"), HasSubstr("backtick"));
    EXPECT_THAT(fault_of("y ~ a:offset(b)"), HasSubstr("not multiplied"));
    EXPECT_THAT(fault_of(""), HasSubstr("missing"));
}

TEST(Formulas, multiply_ten_columns_and_no_more) {
    std::string formula = "y ~ a0";
    for (int i = 1; i < 10; ++i) formula += " * a" + std::to_string(i);
    EXPECT_EQ(parse_formula(formula).terms.size(), 1023u);
    EXPECT_THAT(fault_of(formula + " * b"), HasSubstr("Multiply two or three"));
    for (int i = 0; i < 60; ++i) formula += "*b" + std::to_string(i);
    EXPECT_THAT(fault_of(formula), HasSubstr("more than 1023 terms"));
}

}  // namespace
}  // namespace breather::testing
