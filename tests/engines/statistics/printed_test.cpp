// Numbers as printed, and the promise that a correct result, rounded, is never called a slip.
#include "engines/statistics/printed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "engines/statistics/contingency.h"
#include "engines/statistics/groups.h"
#include "engines/statistics/printed_checks.h"
#include "engines/statistics/printed_tables.h"
#include "engines/statistics/tails.h"

namespace breather::testing {
namespace {

using namespace statistics;
using ::testing::IsEmpty;

std::vector<std::string> slips(const Findings& findings) {
    std::vector<std::string> out;
    for (const auto& one : findings)
        if (one.weight == Finding::Weight::Slip) out.push_back(one.sentence);
    return out;
}

std::optional<Printed> rounded(double value, int decimals) {
    return read_printed(digits(value, decimals));
}

std::optional<Printed> printed_p(double p) {
    return p < 0.001 ? read_printed("<.001") : rounded(p, p < 0.095 ? 3 : 2);
}

TEST(Printed, reads_numbers_as_journals_write_them) {
    const auto value = [](const char* text) { return read_printed(text).value().value; };
    EXPECT_EQ(value(".04"), 0.04);
    EXPECT_EQ(value("\xE2\x88\x92"
                    "1.69"),
              -1.69);
    EXPECT_EQ(value("0\xC2\xB7"
                    "31"),
              0.31);
    EXPECT_EQ(value("1,234"), 1234);
    EXPECT_EQ(value("0,05"), 0.05);
    EXPECT_EQ(value("3,2"), 3.2);
    EXPECT_EQ(value("85%"), 85);
    EXPECT_EQ(value("3.17***"), 3.17);
    EXPECT_EQ(value("= 0.5"), 0.5);
    EXPECT_EQ(value("1.2e-5"), 1.2e-5);
    EXPECT_EQ(value("1.2 × 10^−5"), 1.2e-5);
    EXPECT_EQ(value("3.2†"), 3.2);
    EXPECT_EQ(read_printed("<.001")->sign, Sign::Below);
    EXPECT_EQ(read_printed("> .99")->sign, Sign::Above);
    for (const char* text : {"", "n/a", "1-2", "<", "nan", "inf", "1.2.3", "-", "3 (4)"})
        EXPECT_FALSE(read_printed(text)) << text;
}

TEST(Printed, stands_for_all_that_rounds_to_it) {
    const auto one = read_printed("42.67").value();
    EXPECT_TRUE(fits(one, {42.665, 42.665}));
    EXPECT_TRUE(fits(one, {42.675, 42.675}));
    EXPECT_FALSE(fits(one, {42.664, 42.664}));
    EXPECT_EQ(fit(one, {42.679, 42.679}), Fit::Cut);
    EXPECT_EQ(fit(one, {42.68, 42.68}), Fit::No);
    EXPECT_EQ(fit(read_printed("-0.12").value(), {-0.129, -0.129}), Fit::Cut);
    EXPECT_TRUE(fits(read_printed("<.001").value(), {0.0009, 0.002}));
    EXPECT_FALSE(fits(read_printed("<.001").value(), {0.0011, 0.002}));
    EXPECT_TRUE(fits(read_printed(".000").value(), {0.0004, 0.0004}));
}

TEST(Printed, whole_numbers_have_few_means) {
    // Brown & Heathers (2017): 28 people cannot have a mean of 5.19.
    EXPECT_EQ(slips(check_mean_of_integers(*read_printed("5.19"), 28)).size(), 1u);
    rc::check("the mean of whole numbers, rounded, is possible", [] {
        const int n = *rc::gen::inRange(1, 500), places = *rc::gen::inRange(0, 4);
        const int sum = *rc::gen::inRange(-3000, 3000);
        const auto mean = rounded(static_cast<double>(sum) / n, places);
        RC_ASSERT(check_mean_of_integers(*mean, n).empty());
    });
}

TEST(Printed, a_statistic_and_its_own_P_always_fit) {
    rc::check("t, chi-square, F, z and r with P, all rounded", [] {
        PrintedTest test;
        const double x = *rc::gen::inRange(1, 4000) / 401.0;
        const int df = *rc::gen::inRange(1, 300), df2 = *rc::gen::inRange(2, 300);
        const int places = *rc::gen::inRange(1, 4);
        test.kind = *rc::gen::element(Kind::ChiSquared, Kind::T, Kind::F, Kind::Z, Kind::R);
        test.df = rounded(df, 0);
        if (test.kind == Kind::F) test.df2 = rounded(df2, 0);
        const double value = test.kind == Kind::R ? x / 10.5 : x;
        test.value = rounded(value, places);
        const double p = test.kind == Kind::ChiSquared ? beyond_chi_squared(x, df)
                         : test.kind == Kind::T        ? beyond_t(x, df)
                         : test.kind == Kind::F        ? beyond_f(x, df, df2)
                         : test.kind == Kind::R
                             ? beyond_t(value * std::sqrt(df / (1 - value * value)), df)
                             : beyond_normal(x);
        test.p = printed_p(p);
        RC_ASSERT(check_test(test).empty());
    });
}

TEST(Printed, a_table_with_its_own_statistics_always_fits) {
    rc::check("counts, percentages, chi-square, df, P, all rounded", [] {
        PrintedTable table;
        const int rows = *rc::gen::inRange(2, 6), columns = *rc::gen::inRange(2, 5);
        table.counts.resize(rows, columns);
        for (auto& cell : table.counts.reshaped()) cell = *rc::gen::inRange(0, 200);
        const auto got = association(table.counts);
        if (!got) return;
        const int places = *rc::gen::inRange(0, 3);
        for (int r = 0; r < rows; ++r) {
            table.percents.emplace_back();
            for (int c = 0; c < columns; ++c) {
                const double all = table.counts.col(c).sum();
                table.percents.back().push_back(
                    all > 0 ? rounded(100 * table.counts(r, c) / all, places) : std::nullopt);
            }
        }
        for (int c = 0; c < columns; ++c)
            table.totals.push_back(rounded(table.counts.col(c).sum(), 0));
        table.test.value = rounded(got->pearson.chi2, 2);
        table.test.df = rounded(got->pearson.df, 0);
        table.test.p = printed_p(got->pearson.p);
        table.test.n = rounded(got->n, 0);
        table.cramers_v = rounded(got->cramers_v, 2);
        RC_ASSERT(slips(check_table(table)).empty());
        if (!got->yates) return;
        table.test.value = rounded(got->yates->chi2, 2);
        table.test.p = printed_p(got->yates->p);
        RC_ASSERT(slips(check_table(table)).empty());
    });
}

TEST(Printed, two_groups_with_their_own_t_always_fit) {
    rc::check("means, SDs, t, df, P, all rounded, pooled or Welch", [] {
        const auto values = [] {
            return *rc::gen::container<std::vector<double>>(
                *rc::gen::inRange<std::size_t>(3, 60),
                rc::gen::map(rc::gen::inRange(-4000, 4000), [](int x) { return x / 97.0; }));
        };
        const auto a = values(), b = values();
        const auto got = compare_means(a, b);
        if (!got || !got->pooled || !got->welch) return;
        PrintedMeans printed;
        const int places = *rc::gen::inRange(1, 4);
        for (const auto* one : {&got->first, &got->second}) {
            if (!one->sd() || *one->sd() <= 0) return;
            printed.mean.push_back(*rounded(one->mean, places));
            printed.sd.push_back(*rounded(*one->sd(), places));
            printed.n.push_back(static_cast<double>(one->n));
        }
        const bool welch = *rc::gen::arbitrary<bool>();
        const auto& test = welch ? *got->welch : *got->pooled;
        printed.test.value = rounded(test.t, 2);
        printed.test.df = rounded(test.df, welch ? 1 : 0);
        printed.test.p = printed_p(test.p);
        RC_ASSERT(slips(check_means(printed)).empty());
    });
}

TEST(Printed, a_term_with_its_own_interval_always_fits) {
    rc::check("B, SE, Wald, exp(B), interval, P, all rounded", [] {
        const double b = *rc::gen::inRange(-4000, 4000) / 1013.0;
        const double se = *rc::gen::inRange(20, 1500) / 1013.0, q = normal_975();
        const int places = *rc::gen::inRange(2, 4);
        const auto some = [](std::optional<Printed> one) {
            return *rc::gen::arbitrary<bool>() ? one : std::nullopt;
        };
        PrintedTerm term;
        term.b = some(rounded(b, places));
        term.se = some(rounded(se, places));
        term.wald = some(rounded(b * b / se / se, 2));
        term.z = some(rounded(b / se, 2));
        term.ratio = rounded(std::exp(b), places);
        term.low = rounded(std::exp(b - q * se), places);
        term.high = rounded(std::exp(b + q * se), places);
        term.p = some(printed_p(beyond_normal(std::abs(b / se))));
        RC_ASSERT(slips(check_term(term)).empty());
    });
}

TEST(Printed, each_slip_alone_is_found) {
    PrintedTerm term;
    term.b = read_printed("0.89");
    term.ratio = read_printed("3.41");
    EXPECT_EQ(check_term(term).size(), 1u);
    EXPECT_EQ(check_percent(64, 218, *read_printed("30")).size(), 1u);
    EXPECT_THAT(check_percent(1, 8, *read_printed("12")), IsEmpty());  // 12.5: to even …
    EXPECT_THAT(check_percent(1, 8, *read_printed("13")), IsEmpty());  // … or up
    PrintedFit fit;
    fit.lr_chi2 = read_printed("31.52");
    fit.nagelkerke = read_printed("0.22");
    fit.n = 218, fit.events = 62;
    EXPECT_EQ(check_fit(fit).size(), 1u);
    fit.n = 188, fit.events = 53;
    EXPECT_THAT(check_fit(fit), IsEmpty());
}

TEST(Printed, the_same_people_twice_are_told_by_their_df) {
    // t.test(x, y, paired = TRUE) of 40 people; only a correlation below -1 would give t = 1.20.
    PrintedMeans pairs;
    pairs.mean = {*read_printed("20.00"), *read_printed("18.00")};
    pairs.sd = {*read_printed("4.00"), *read_printed("4.00")};
    pairs.n = {40, 40};
    pairs.test.df = read_printed("39");
    pairs.test.value = read_printed("5.00");
    pairs.test.p = read_printed("<.001");
    EXPECT_THAT(slips(check_means(pairs)), IsEmpty());
    pairs.test.value = read_printed("1.20");
    pairs.test.p = read_printed(".24");
    EXPECT_EQ(slips(check_means(pairs)).size(), 1u);
}

TEST(Printed, a_one_sided_P_of_either_direction_and_one_of_many_tests_pass_where_they_are_said) {
    PrintedTest test;
    test.kind = Kind::T;
    test.value = read_printed("-1.70");
    test.df = read_printed("39");
    for (const char* p : {".049", ".95"}) {
        test.p = read_printed(p);
        test.one_sided = false;
        EXPECT_EQ(slips(check_test(test)).size(), 1u) << p;
        test.one_sided = true;
        EXPECT_THAT(slips(check_test(test)), IsEmpty()) << p;
    }
    test.one_sided = false;
    test.sides_unsaid = true;
    EXPECT_THAT(slips(check_test(test)), IsEmpty());
    test.sides_unsaid = false;
    test.p = read_printed(".39");
    EXPECT_EQ(slips(check_test(test)).size(), 1u);
    test.adjusted = true;
    EXPECT_THAT(slips(check_test(test)), IsEmpty());
    test.p = read_printed(".01");
    EXPECT_EQ(slips(check_test(test)).size(), 1u);
    // An F or chi-square of more df has no sides.
    PrintedTest wide;
    wide.value = read_printed("5.99");
    wide.df = read_printed("2");
    wide.p = read_printed(".05");
    wide.one_sided = true;
    EXPECT_THAT(slips(check_test(wide)), IsEmpty());
}

TEST(Printed, nothing_and_extremes_are_no_slips_and_no_crash) {
    EXPECT_THAT(check_test({}), IsEmpty());
    EXPECT_THAT(check_term({}), IsEmpty());
    EXPECT_THAT(check_table({}), IsEmpty());
    EXPECT_THAT(check_means({}), IsEmpty());
    EXPECT_THAT(check_fit({}), IsEmpty());
    PrintedTable empty_column;
    empty_column.counts = Eigen::MatrixXd::Zero(2, 2);
    empty_column.test.value = read_printed("0");
    EXPECT_THAT(check_table(empty_column), IsEmpty());
    PrintedTerm term;
    term.b = read_printed("0.00");
    term.se = read_printed("0.00");
    term.p = read_printed(".5");
    term.ratio = read_printed("1.00");
    term.low = read_printed("0.00");
    term.high = read_printed("999999");
    check_term(term);
    PrintedTest test;
    test.value = read_printed("1e300");
    test.df = read_printed("1");
    test.p = read_printed("<.001");
    EXPECT_THAT(check_test(test), IsEmpty());
}

}  // namespace
}  // namespace breather::testing
