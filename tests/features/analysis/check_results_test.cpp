// Published tables with known misprints: each is found, and nothing else is.
#include "features/analysis/check_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <regex>

#include "engines/statistics/contingency.h"
#include "features/analysis/html_page.h"
#include "features/analysis/method.h"

namespace breather::testing {
namespace {

namespace json = boost::json;
using analysis::PrintedResult;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::filesystem::path source = BREATHER_SOURCE_DIR;

std::string read_whole(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    EXPECT_TRUE(in) << file;
    return {std::istreambuf_iterator<char>(in), {}};
}

/// An entry of paper_tables.json in the words of the checker.
PrintedResult printed_of(const json::object& entry) {
    const std::string method(entry.at("method").as_string());
    const auto& spec = entry.at("spec").as_object();
    PrintedResult out{"", std::string(entry.at("id").as_string()), entry.at("printed").as_object()};
    const auto take = [&](const char* from, const char* to) {
        if (const auto* found = spec.if_contains(from)) out.fields[to] = *found;
    };
    if (method == "chi_square_table") {
        out.kind = "table";
        json::array rows;
        for (std::size_t r = 0; r < spec.at("rows").as_array().size(); ++r)
            rows.push_back({{"name", spec.at("rows").at(r)}, {"counts", spec.at("counts").at(r)}});
        out.fields["rows"] = rows;
        take("columns", "columns");
    } else if (method == "t_test_summary") {
        out.kind = "means";
        for (const char* each : {"mean", "sd", "n"}) take(each, each);
        std::smatch shares;
        const std::string note =
            spec.contains("note") ? std::string(spec.at("note").as_string()) : "";
        if (std::regex_search(note, shares, std::regex(R"((\d+) of (\d+) against (\d+) of (\d+))")))
            out.fields["events"] = {std::stoi(shares[1]), std::stoi(shares[3])},
            out.fields["n"] = {std::stoi(shares[2]), std::stoi(shares[4])};
    } else if (method == "chi_square_p") {
        out.kind = "test";
        for (const char* each : {"chi2", "df"}) take(each, each);
    } else if (method == "pseudo_r2") {
        out.kind = "fit";
        for (const char* each : {"lr_chi2", "n", "events"}) take(each, each);
    } else if (method == "exp_b") {
        out.kind = "term";
        take("b", "b");
    } else if (method == "percent") {
        out.kind = "percent";
        take("k", "count");
        take("n", "total");
    }
    return out;
}

bool says_slip(const std::string& verdict) {
    return std::regex_search(
        verdict, std::regex("not reproduced|wrong|impossible|inconsistent|exchanged with|should "
                            "be|fitted on fewer"));
}

std::vector<std::string> slips(const PrintedResult& result) {
    std::vector<std::string> out;
    for (const auto& one : analysis::check(result))
        if (one.weight == statistics::Finding::Weight::Slip) out.push_back(one.what);
    return out;
}

std::vector<std::string> slips_of(const std::string& toml) {
    std::vector<std::string> out;
    for (const auto& one : analysis::printed_in_toml(toml))
        for (const auto& what : slips(one)) out.push_back(what);
    return out;
}

json::array entries() {
    return json::parse(read_whole(source / "tests/reference/paper_tables.json"))
        .at("analyses")
        .as_array();
}

TEST(CheckResults, catches_every_slip_of_the_published_tables_and_flags_nothing_else) {
    std::size_t flagged = 0, clean = 0;
    for (const auto& each : entries()) {
        const auto& entry = each.as_object();
        const std::string verdict(entry.at("verdict").as_string());
        const auto result = printed_of(entry);
        ASSERT_NE(result.kind, "") << result.where;
        const auto found = slips(result);
        EXPECT_EQ(!found.empty(), says_slip(verdict))
            << result.where << ": " << verdict << "\n"
            << analysis::in_words(analysis::check_all({result}));
        ++(found.empty() ? clean : flagged);
    }
    EXPECT_EQ(flagged, 22u);
    EXPECT_EQ(clean, 25u);
}

TEST(CheckResults, names_each_slip_for_what_it_is) {
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& each : entries()) {
        const auto result = printed_of(each.as_object());
        found[result.where] = slips(result);
    }
    EXPECT_THAT(found["sex_as_printed"], UnorderedElementsAre("statistic", "df"));
    EXPECT_THAT(found["phone_as_printed"], UnorderedElementsAre("opposite_directions"));
    EXPECT_THAT(found["computer_as_printed"], UnorderedElementsAre("opposite_directions"));
    EXPECT_THAT(found["know_interventions_as_printed"], UnorderedElementsAre("statistic"));
    EXPECT_THAT(found["cn_sought_by_used"], UnorderedElementsAre("p"));
    EXPECT_THAT(found["willingness_t"], UnorderedElementsAre("statistic", "p"));
    EXPECT_THAT(found["experience_218"], UnorderedElementsAre("df"));
    EXPECT_THAT(found["cn_model_lr"], UnorderedElementsAre("p"));
    EXPECT_THAT(found["cn_sought"], UnorderedElementsAre("exp_b"));
    EXPECT_THAT(found["uk_nagelkerke_218"], UnorderedElementsAre("r2"));
}

TEST(CheckResults, says_in_a_sentence_what_was_printed_and_what_it_should_be) {
    std::map<std::string, std::string> said;
    for (const auto& each : entries()) {
        const auto result = printed_of(each.as_object());
        said[result.where] = analysis::in_words(analysis::check_all({result}));
    }
    EXPECT_THAT(said["phone_as_printed"],
                HasSubstr("χ² = 27.05 is printed; the counts give 8.73 (P = .068). 27.05 appears "
                          "when the categories of United Kingdom are put in the opposite order"));
    EXPECT_THAT(said["know_interventions_as_printed"],
                HasSubstr("the counts give 54.21. It would fit if yes, China were 65"));
    EXPECT_THAT(said["cn_model_lr"],
                HasSubstr("P = .003 is printed; χ²(8) = 15.57 gives P = .049"));
    EXPECT_THAT(said["cn_sought"], HasSubstr("exp(B) = 3.41 is printed; exp(0.89) is 2.44"));
    EXPECT_THAT(said["experience_218"],
                HasSubstr("df 437 is printed; 438 people in two groups allow at most 436"));
    EXPECT_THAT(said["pct_uk_doctor"], HasSubstr("30% is printed; 64 of 218 is 29.36%: 29."));
    EXPECT_THAT(said["sex_one_more_uk_female"], HasSubstr("note: df 3 is printed"));
}

TEST(CheckResults, names_exchanged_percentages_and_totals_that_do_not_add_up) {
    const std::string toml = R"(
[[table]]
name = "Job"
columns = ["China", "United Kingdom"]
totals = [220, 219]
rows = [
  { name = "doctor", counts = [107, 64], percents = ["38", "29"] },
  { name = "nurse", counts = [84, 103], percents = ["49", "47"] },
  { name = "other", counts = [29, 51], percents = ["13", "23"] },
]
)";
    EXPECT_THAT(slips_of(toml), UnorderedElementsAre("percent", "percent", "total"));
    EXPECT_THAT(analysis::in_words(analysis::check_all(analysis::printed_in_toml(toml))),
                HasSubstr("It is exchanged with nurse, China."));
}

TEST(CheckResults, holds_a_regression_row_together) {
    EXPECT_THAT(slips_of("[[term]]\nb='0.73'\nse='0.36'\nor='2.07'\nlow='1.02'\nhigh='4.22'\n"
                         "p='.043'\nwald='4.11'"),
                IsEmpty());
    EXPECT_THAT(slips_of("[[term]]\nor='1.5'\nlow='1.1'\nhigh='2.0'"), IsEmpty());
    EXPECT_THAT(slips_of("[[term]]\nor='2.5'\nlow='1.1'\nhigh='2.0'"),
                UnorderedElementsAre("interval"));
    EXPECT_THAT(slips_of("[[term]]\nor='1.5'\nlow='2.0'\nhigh='1.1'"),
                UnorderedElementsAre("interval"));
    EXPECT_THAT(slips_of("[[term]]\nor='1.5'\nlow='1.1'\nhigh='2.0'\np='.40'"),
                UnorderedElementsAre("p"));
    EXPECT_THAT(slips_of("[[term]]\nb='0.73'\nse='0.36'\nor='2.07'\nlow='1.52'\nhigh='2.82'"),
                UnorderedElementsAre("interval"));
    EXPECT_THAT(slips_of("[[term]]\nb='0.73'\nse='0.16'\np='.045'"), UnorderedElementsAre("p"));
}

TEST(CheckResults, holds_statistics_P_and_df_together) {
    EXPECT_THAT(slips_of("[[test]]\nt='3.17'\ndf=436\np='.002'\nn=438"), IsEmpty());
    EXPECT_THAT(slips_of("[[test]]\nt='3.17'\ndf=436\np='<.001'"), UnorderedElementsAre("p"));
    EXPECT_THAT(slips_of("[[test]]\nf='3.2'\ndf=2\ndf2=57\np='.05'\nn=60"), IsEmpty());
    EXPECT_THAT(slips_of("[[test]]\nf='3.2'\ndf=2\ndf2=57\np='.05'\nn=50"),
                UnorderedElementsAre("df"));
    EXPECT_THAT(slips_of("[[test]]\nr='.30'\nn=50\np='.03'"), IsEmpty());
    EXPECT_THAT(slips_of("[[test]]\nr='.30'\nn=50\np='.003'"), UnorderedElementsAre("p"));
    EXPECT_THAT(slips_of("[[test]]\nz='1.96'\np='.05'"), IsEmpty());
    EXPECT_THAT(slips_of("[[test]]\nz='1.64'\np='.05'"), UnorderedElementsAre("p"));
    EXPECT_THAT(slips_of("[[test]]\nz='1.64'\np='.05'\none_sided=true"), IsEmpty());
}

TEST(CheckResults, asks_whether_whole_numbers_can_have_the_mean) {
    EXPECT_THAT(slips_of("[[mean]]\nmean='5.19'\nn=28"), UnorderedElementsAre("mean"));
    EXPECT_THAT(slips_of("[[mean]]\nmean='5.18'\nn=28"), IsEmpty());
    EXPECT_THAT(slips_of("[[mean]]\nmean='5.19'\nn=28\nitems=4"), IsEmpty());
    EXPECT_THAT(slips_of("[[sum]]\nparts=[38,49,13]\ntotal=101"), UnorderedElementsAre("total"));
    EXPECT_THAT(slips_of("[[sum]]\nparts=['38','49','13']\ntotal='101'\nrounded=true"), IsEmpty());
}

TEST(CheckResults, says_what_it_cannot_read_and_where) {
    const auto fault = [](const std::string& toml) -> std::string {
        try {
            analysis::check_all(analysis::printed_in_toml(toml));
        } catch (const analysis::CaseFault& caught) {
            return caught.what();
        }
        return "";
    };
    EXPECT_THAT(fault("a ="), HasSubstr("Line 1"));
    EXPECT_THAT(fault("[[tabel]]\nx=1"), HasSubstr("there is no “tabel”"));
    EXPECT_THAT(fault("[[test]]\nt='3'\nfd=4"), HasSubstr("Line 3: [[test]] has no “fd”"));
    EXPECT_THAT(fault("[[test]]\nname='Age'\nt='three'"), HasSubstr("Age: “t” holds \"three\""));
    EXPECT_THAT(fault("[[table]]\nchi2='3'"), HasSubstr("“rows” is missing"));
    EXPECT_THAT(fault("[[table]]\nrows=[{counts=[1,2]},{counts=[1]}]"), HasSubstr("as many"));
    EXPECT_THAT(fault("[[means]]\nt='1'"), HasSubstr("“n” must be two numbers"));
    EXPECT_THAT(fault("[[percent]]\npercent='3'"), HasSubstr("“count” is missing"));
}

// ---- a paper as HTML

std::vector<std::string> slips_on(const std::string& html) {
    std::vector<std::string> out;
    for (const auto& one : analysis::printed_in_html(html))
        for (const auto& what : slips(one)) out.push_back(what);
    return out;
}

std::size_t read_on(const std::string& html) { return analysis::printed_in_html(html).size(); }

TEST(CheckResultsOfAPage, reads_statistics_in_running_text) {
    for (const char* text :
         {"χ²(1, N = 438) = 42.67, P &lt; .001",
          "χ<sup>2</sup><sub>1</sub>=42.67; <i>P</i>&lt;.001",
          "χ<sub>1</sub><sup>2</sup>&thinsp;=&thinsp;42.67 (P&lt;.001)", "X²(1) = 42.67, p < 0.001",
          "chi-square(1) = 42.67, p < .001", "t(436) = 3.17, p = .002",
          "t<sub>436</sub>=3.17, P=.002", "t(436) = −3.17, p = 0.002", "F(2, 57) = 3.2, p = .05",
          "F<sub>2,57</sub>=3.2 (P=.05)", "r(48) = .30, p = .03", "z = 2.10, p = .04",
          "OR 1.5 (95% CI 1.1-2.0)", "odds ratio 1.5, 95% CI 1.1–2.0; P=.01", "107/220 (48.6%)",
          "107 of the 220 people (49%)"}) {
        const std::string page = std::string("<p>Staff differed (") + text + ").</p>";
        EXPECT_EQ(read_on(page), 1u) << text;
        EXPECT_THAT(slips_on(page), IsEmpty()) << text;
    }
}

TEST(CheckResultsOfAPage, finds_slips_in_running_text) {
    for (const char* text :
         {"χ²(8) = 15.57, P = .003", "χ<sup>2</sup><sub>8</sub>=15.57; P=.003",
          "t(436) = 3.17, p < .001", "F(2, 57) = 3.2, p = .01", "OR 2.5 (95% CI 1.1-2.0)",
          "OR=1.5 (95% CI 1.1 to 2.0), P=.40", "107/220 (38%)",
          "χ²(1, N = 438) = 7.30, P &lt; .001", "t(437) = 1.89, p = .003"})
        EXPECT_EQ(slips_on(std::string("<p>In all, ") + text + ". Then more.</p>").size(), 1u)
            << text;
}

TEST(CheckResultsOfAPage, gives_a_P_only_to_the_statistic_it_belongs_to) {
    EXPECT_THAT(slips_on("<p>t(20) = 2.09 and t(30) = 5.10 (P = .05 and P &lt; .001, "
                         "respectively)</p>"),
                IsEmpty());
    EXPECT_THAT(slips_on("<p>It was t(20) = 0.10. Later P &lt; .001 was seen.</p>"), IsEmpty());
    EXPECT_THAT(slips_on("<p>z = 1.70, Bonferroni-corrected P = .27</p>"), IsEmpty());
}

const std::string survey = R"(<!doctype html><meta charset="utf-8"><table>
<caption>Table 1. Who answered.</caption>
<thead><tr><th>Characteristic</th><th>China (n=220), n (%)</th><th>United Kingdom (n=218), n (%)</th>
<th>Chi-square or <i>t</i> test (<i>df</i>)</th><th><i>P</i> value</th></tr></thead>
<tr><td>Age (years), mean (SD)</td><td>35.78 (8.26)</td><td>35.16 (11.25)</td><td>0.66 (436)</td><td>.51</td></tr>
<tr><td colspan="3">Job</td><td>18.78 (2)</td><td>&lt;.001</td></tr>
<tr><td>Doctor</td><td>107 (49)</td><td>64 (29)</td><td></td><td></td></tr>
<tr><td>Nurse</td><td>84 (38)</td><td>103 (47)</td><td></td><td></td></tr>
<tr><td>Other</td><td>29 (13)</td><td>51 (23)</td><td></td><td></td></tr>
<tr><td>Knows burnout</td><td>104 (47)</td><td>169 (78)</td><td>42.67 (1)</td><td>&lt;.001</td></tr>
<tr><td colspan="5">Phone</td></tr>
<tr><td>Never</td><td>39 (18)</td><td>21 (10)</td><td rowspan="5">8.73 (4)</td><td rowspan="5">.07</td></tr>
<tr><td>Rarely</td><td>38 (17)</td><td>31 (14)</td></tr>
<tr><td>Sometimes</td><td>40 (18)</td><td>49 (22)</td></tr>
<tr><td>Often</td><td>53 (24)</td><td>53 (24)</td></tr>
<tr><td>Hourly</td><td>50 (23)</td><td>64 (29)</td></tr>
</table>)";

std::string with(const std::string& page, const std::string& from, const std::string& to) {
    const auto at = page.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return page.substr(0, at) + to + page.substr(at + from.size());
}

TEST(CheckResultsOfAPage, reads_a_table_of_counts_with_its_tests) {
    const auto results = analysis::printed_in_html(survey);
    EXPECT_EQ(results.size(), 7u);  // age; job, burnout and phone: percentages, and chi-square
    EXPECT_THAT(slips_on(survey), IsEmpty())
        << analysis::in_words(analysis::check_all(analysis::printed_in_html(survey)));
    EXPECT_EQ(results[0].where, "Table 1, Age (years), mean (SD)");
}

TEST(CheckResultsOfAPage, finds_slips_in_a_table_of_counts) {
    const auto found = [](const char* from, const char* to) {
        return slips_on(with(survey, from, to));
    };
    EXPECT_THAT(found("107 (49)", "107 (38)"), UnorderedElementsAre("percent"));
    EXPECT_THAT(found("18.78 (2)", "17.88 (2)"), UnorderedElementsAre("statistic"));
    EXPECT_THAT(found("18.78 (2)", "18.78 (3)"), UnorderedElementsAre("df"));
    EXPECT_THAT(found("42.67 (1)</td><td>&lt;.001", "42.67 (1)</td><td>.03"),
                UnorderedElementsAre("p"));
    EXPECT_THAT(found("104 (47)", "103 (47)"), UnorderedElementsAre("statistic"));
    EXPECT_THAT(
        found(">8.73 (4)</td><td rowspan=\"5\">.07", ">27.05 (4)</td><td rowspan=\"5\">&lt;.001"),
        UnorderedElementsAre("opposite_directions"));
    EXPECT_THAT(found("0.66 (436)", "0.66 (410)"), UnorderedElementsAre("df"));
    EXPECT_THAT(found("0.66 (436)", "<i>t</i><sub>410</sub>=0.66"), UnorderedElementsAre("df"));
    EXPECT_THAT(found("18.78 (2)", "χ<sup>2</sup><sub>2</sub>=18.78"), IsEmpty());
    EXPECT_THAT(found("18.78 (2)", "χ<sup>2</sup><sub>3</sub>=17.88"),
                UnorderedElementsAre("statistic", "df"));
    EXPECT_THAT(found("0.66 (436)</td><td>.51", "0.66 (436)</td><td>.15"),
                UnorderedElementsAre("p"));
}

TEST(CheckResultsOfAPage, reads_a_regression_table) {
    const std::string page =
        R"(<table><tr><th>Variable</th><th>B</th><th>SE</th><th>Wald</th><th>df</th>
<th>P</th><th>Exp(B)</th><th>95% CI</th></tr>
<tr><td>Sought help</td><td>0.73</td><td>0.36</td><td>4.11</td><td>1</td><td>.043</td><td>2.08</td><td>1.02–4.20</td></tr>
<tr><td>Sex</td><td>−1.15</td><td>0.45</td><td>6.53</td><td>1</td><td>.01</td><td>0.32</td><td>0.13–0.76</td></tr>
</table>)";
    EXPECT_EQ(read_on(page), 2u);
    EXPECT_THAT(slips_on(page), IsEmpty());
    EXPECT_THAT(slips_on(with(page, "2.08", "3.41")), UnorderedElementsAre("exp_b"));
    EXPECT_THAT(slips_on(with(page, "4.11", "5.11")), UnorderedElementsAre("statistic", "p"));
    EXPECT_THAT(slips_on(with(page, "1.02–4.20", "1.52–2.82")), UnorderedElementsAre("interval"));
    const std::string two =
        R"(<table><thead><tr><th></th><th colspan=2>Crude</th><th colspan=2>Adjusted</th></tr>
<tr><th>Term</th><th>OR (95% CI)</th><th>P value</th><th>OR (95% CI)</th><th>P value</th></tr></thead>
<tr><td>Nurse</td><td>1.5 (1.1–2.0)</td><td>.008</td><td>1.4 (1.0–1.9)</td><td>.04</td></tr>
<tr><td>Doctor</td><td>1 (reference)</td><td></td><td>1 (reference)</td><td></td></tr></table>)";
    EXPECT_EQ(read_on(two), 2u);
    EXPECT_THAT(slips_on(two), IsEmpty());
    EXPECT_THAT(slips_on(with(two, "(1.0–1.9)", "(1.6–1.9)")), UnorderedElementsAre("interval"));
}

/// Each of these is honest, with its figures from R, and none may be flagged.
TEST(CheckResultsOfAPage, takes_no_honest_result_for_a_slip) {
    for (const char* text :
         {// t.test(x, alternative = "less") the other way: P near 1
          "t(19) = 0.86, p = .80, one-tailed", "t(39) = 1.70, P = .049 (one-sided)",
          "z = 1.70, one-sided P = .045",
          // Fisher's P beside a chi-square, and P of several tests
          "χ²(1) = 3.20, Fisher exact P = .11", "U = 20.0, z = −2.31, exact p = .019",
          "t(19) = 2.50, Holm-adjusted P = .06", "t(19) = 2.50 (P = .06, Šidák-corrected)",
          // 2 * pt(-9.5, 59)
          "t(59) = 9.50, p = 1.8 × 10<sup>−13</sup>", "t(59) = 9.50, p = 1.8e-13",
          "t(59) = 9.50, p = 1.8×10⁻¹³", "t(19) = 2.50, P = .022<sup>2</sup>",
          "t(19) = 2.50<sup>2</sup>, P = .022", "t(19) = 2,50; p = 0,022", "12/40 (95% CI 17–47)",
          "2 of 3 participants, 5% of whom were new", "F(1, 29) = 4.18, p = .05 (n = 30)",
          "r(48) = .30, P = 0·034"}) {
        const std::string page = std::string("<p>Staff differed, ") + text + ".</p>";
        EXPECT_THAT(slips_on(page), IsEmpty()) << text;
    }
    EXPECT_THAT(slips_on("<p>All tests were one-sided.</p><p>t(39) = 1.70, P = .049.</p>"
                         "<p>χ²(2) = 5.99, P = .05.</p>"),
                IsEmpty());
    EXPECT_THAT(slips_on("<p>P values are Holm-corrected.</p><p>t(39) = 2.50, P = .08.</p>"),
                IsEmpty());
    EXPECT_EQ(slips_on("<p>P values are Holm-corrected.</p><p>t(39) = 2.50, P = .002.</p>").size(),
              1u);
}

TEST(CheckResultsOfAPage, reads_what_journals_of_other_habits_print) {
    for (const char* text :
         {"χ²[1, N = 438] = 42.67, P = .03", "χ²(1) = 42·67; P = 0·03", "χ²（1）＝42.67，P＝0.03",
          "χ²（１）＝４２．６７，P值＝０．０３", "t(39) = 2,50; p = 0,17",
          "r = .30, n = 50, p = .31", "B = 0.73, SE = 0.36, p = .43",
          "adjusted odds ratio [aOR] 1.50 [95% CI 1.10–2.00]; P = .09",
          "OR＝2.50，95%CI：1.10～2.00，P＝0.01", "mean difference −2.3 (95% CI −1.9 to −0.5)",
          "48.6% (170/220)", "<span>t</span>(39) = 2.50, <span>P</span> = .17"}) {
        EXPECT_EQ(slips_on(std::string("<div>It was so: ") + text + ".</div>").size(), 1u) << text;
    }
    // A result is read once, however its paragraphs are nested.
    EXPECT_EQ(read_on("<blockquote><p>t(39) = 2.50, P = .02.</p></blockquote>"), 1u);
    EXPECT_EQ(read_on("<table><tr><td><p>t(39) = 2.50, P = .02.</p><table><tr><td>x</td></tr>"
                      "</table></td></tr></table>"),
              1u);
}

const std::string other_shapes = R"(<table><caption>Table 2</caption>
<tr><td>项目</td><td>对照组（n＝110）</td><td>实验组（n＝108）</td><td>统计量</td><td>P值</td></tr>
<tr><td>性别，n（%）</td><td></td><td></td><td>χ²＝0.89</td><td>0.345</td></tr>
<tr><td>男</td><td>50（45.5）</td><td>56（51.9）</td><td></td><td></td></tr>
<tr><td>女</td><td>60（54.5）</td><td>52（48.1）</td><td></td><td></td></tr>
<tr><td>合计</td><td>110</td><td>108（100.0）</td><td></td><td></td></tr>
<tr><td>压力，x̄±s</td><td>20.00 ± 4.00</td><td>18.50±4.20</td><td>t＝2.70</td><td>0.007</td></tr>
<tr><td>年龄，中位数（四分位距）</td><td>34（12）</td><td>35（11）</td><td>Z＝0.50</td><td>0.617</td></tr>
<tr><td>夜班</td><td>23/98（23.5%）</td><td>30/100（30.0%）</td><td></td><td></td></tr>
</table>)";

TEST(CheckResultsOfAPage, reads_a_table_without_headings_marked_in_full_width_signs) {
    EXPECT_THAT(slips_on(other_shapes), IsEmpty())
        << analysis::in_words(analysis::check_all(analysis::printed_in_html(other_shapes)));
    const auto found = [](const char* from, const char* to) {
        return slips_on(with(other_shapes, from, to));
    };
    EXPECT_THAT(found("50（45.5）", "50（54.5）"), UnorderedElementsAre("percent"));
    EXPECT_THAT(found("χ²＝0.89", "χ²＝1.92"), UnorderedElementsAre("statistic", "p"));
    EXPECT_THAT(found("0.345", "0.045"), UnorderedElementsAre("p"));
    EXPECT_THAT(found("t＝2.70", "t＝3.70"), UnorderedElementsAre("statistic"));
    EXPECT_THAT(found("<td>110</td>", "<td>111</td>"), UnorderedElementsAre("total"));
    EXPECT_THAT(found("30/100（30.0%）", "30/100（33.0%）"), UnorderedElementsAre("percent"));
}

TEST(CheckResultsOfAPage, does_not_hold_a_row_against_what_it_is_not) {
    const auto table = [](const std::string& head, const std::string& rows) {
        return "<table><tr>" + head + "</tr>" + rows + "</table>";
    };
    // The same people twice: t of pairs, and McNemar's chi-square.
    const std::string twice = "<th>Scale</th><th>Before (n=40)</th><th>After (n=40)</th>";
    const std::string pairs = table(
        twice + "<th>t</th><th>df</th><th>P</th>",
        "<tr><td>Stress, mean (SD)</td><td>20.00 (4.00)</td><td>18.00 (4.00)</td><td>5.00</td>"
        "<td>39</td><td>&lt;.001</td></tr>");
    EXPECT_THAT(slips_on(pairs), IsEmpty());
    EXPECT_THAT(slips_on(with(pairs, "5.00", "1.20")), UnorderedElementsAre("statistic", "p"));
    EXPECT_THAT(slips_on(table(twice + "<th>McNemar χ<sup>2</sup></th><th>P</th>",
                               "<tr><td>Smokes, n (%)</td><td>20 (50)</td><td>10 (25)</td>"
                               "<td>8.10</td><td>.004</td></tr>")),
                IsEmpty());
    // Three groups, whole means: no counts. "% (n)": the other way round. No n said: no base.
    const std::string three = "<th>Item</th><th>A (n=20)</th><th>B (n=20)</th><th>C (n=20)</th>";
    EXPECT_THAT(slips_on(table(three + "<th>F</th><th>P</th>",
                               "<tr><td>Age, mean (SD)</td><td>36 (8)</td><td>37 (9)</td>"
                               "<td>35 (8)</td><td>0.29</td><td>.75</td></tr>")),
                IsEmpty());
    const std::string reversed =
        table("<th>Item</th><th>A (n=20), % (n)</th><th>B (n=25), % (n)</th>",
              "<tr><td>Smokes</td><td>50 (10)</td><td>20 (5)</td></tr>");
    EXPECT_THAT(slips_on(reversed), IsEmpty());
    EXPECT_THAT(slips_on(with(reversed, "20 (5)", "25 (5)")), UnorderedElementsAre("percent"));
    EXPECT_THAT(
        slips_on(table("<th>Item, n (%)</th><th>Men</th><th>Women</th><th>P</th>",
                       "<tr><td>Participants</td><td>50</td><td>40</td><td></td></tr>"
                       "<tr><td>Smokes</td><td>10 (20)</td><td>10 (25)</td><td>.57</td></tr>"
                       "<tr><td>Nights</td><td>25 (50)</td><td>10 (25)</td><td>.02</td></tr>")),
        IsEmpty());
    // Reference rows, P for trend, another level of confidence, few people in a linear model.
    EXPECT_THAT(slips_on(table("<th>Item</th><th>B</th><th>SE</th><th>Wald</th><th>df</th>"
                               "<th>P</th><th>OR</th><th>99% CI</th>",
                               "<tr><td>Job</td><td></td><td></td><td>12.30</td><td>4</td>"
                               "<td>.015</td><td>1.00</td><td></td></tr>"
                               "<tr><td>Nurse</td><td>0.73</td><td>0.36</td><td>4.11</td><td>1</td>"
                               "<td>.043</td><td>2.08</td><td>0.82–5.25</td></tr>")),
                IsEmpty());
    // confint(lm(y ~ x)) of 12 people: 2.228 SE.
    const std::string few = table("<th>Item</th><th>B</th><th>SE</th><th>t</th><th>95% CI</th>",
                                  "<tr><td>Age</td><td>0.500</td><td>0.100</td><td>5.00</td>"
                                  "<td>0.277, 0.723</td></tr>");
    EXPECT_THAT(slips_on(few), IsEmpty());
    EXPECT_THAT(slips_on(with(few, "5.00", "6.00")), UnorderedElementsAre("statistic"));
}

TEST(CheckResultsOfAPage, holds_P_against_an_interval_as_far_as_another_test_could_differ) {
    const std::string row =
        "<table><tr><th>Item</th><th>Adjusted OR (95% CI)</th><th>P</th></tr><tr><td>Nurse</td>"
        "<td>1.50 (1.10–2.05)</td><td>.01</td></tr></table>";
    EXPECT_THAT(slips_on(row), IsEmpty());
    EXPECT_THAT(slips_on(with(row, ".01<", ".03<")), IsEmpty());  // perhaps Yates's
    EXPECT_THAT(slips_on(with(row, ".01<", ".10<")), UnorderedElementsAre("p"));
    EXPECT_THAT(slips_on(with(row, ".01<", "&lt;.001<")), UnorderedElementsAre("p"));
}

TEST(CheckResultsOfAPage, takes_the_sign_of_P_for_its_sign_and_none_before_it) {
    const auto found = analysis::printed_in_html("<p>&chi;2(1, N = 438) = 42.67 &gt;P &lt; .001");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].fields.at("p").as_string(), "< .001");
    EXPECT_EQ(slips_on("<p>&chi;2(1, N = 438) = 42.67 =P &lt; .001"), std::vector<std::string>{});
}

TEST(CheckResultsOfAPage, leaves_what_it_does_not_know_and_survives_what_is_broken) {
    EXPECT_EQ(read_on(""), 0u);
    EXPECT_EQ(read_on("<p>Nothing to see in 2024 (12 of them).</p>"), 0u);
    EXPECT_EQ(read_on("<table><tr><td>a<td>b<tr><td>c<table><tr><td>"), 0u);
    EXPECT_EQ(read_on("<table><tr><th colspan=99999999 rowspan=-4>x</th></tr><tr></tr></table>"),
              0u);
    EXPECT_EQ(read_on("<p>" + std::string(300000, '1') + "(" + std::string(300000, ' ') + "</p>"),
              0u);
    EXPECT_EQ(read_on("\xff\xfe<p>\x80 t(\x81) = 3"), 0u);
}

TEST(CheckResultsOfAPage, cells_that_span_do_not_make_a_page_grow_out_of_proportion) {
    std::string page = "<table><tr>";
    for (int i = 0; i < 300; ++i) page += "<td rowspan=200 colspan=200>1</td>";
    page += "</tr>";
    for (int i = 0; i < 1000; ++i) page += "<tr><td>x</td></tr>";
    std::size_t cells = 0;
    for (const auto& table : analysis::read_html(page + "</table>").tables)
        for (const auto& row : table.rows) cells += row.size();
    EXPECT_LT(cells, 150'000u);
}

TEST(CheckResultsOfAPage, words_and_runs_of_signs_without_end_are_read_over) {
    const std::string word(200'000, 'a'), open(200'000, '(');
    EXPECT_EQ(read_on("<p>107 of 220 " + word + " (48.6%)</p>"), 0u);
    EXPECT_EQ(read_on("<p>107 of 220 " + open + "48.6%)</p>"), 0u);
    EXPECT_EQ(read_on("<p>OR 1.5 " + open + "95% CI 1.1-2.0)</p>"), 0u);
    EXPECT_EQ(read_on("<p>107/220 (48.6%), " + word + "</p>"), 1u);
}

TEST(CheckResultsOfAPage, any_damage_to_a_page_is_survived_without_a_fault) {
    std::mt19937 chance(20251121);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(chance() % n); };
    const std::string whole = survey + "<p>t(436) = 3.17, p = .002; OR 1.5 (95% CI 1.1-2.0)</p>";
    const std::string pieces[] = {
        "<td>", "</tr>", "<table>",       "-",          "1e999",    "(", ")", "%",
        "0",    "\xE2",  "9999999999999", "colspan=3 ", "\xC2\xB7", "=", ",", "<sub>2</sub>"};
    for (int round = 0; round < 250; ++round) {
        std::string page = whole;
        for (std::size_t hits = 1 + below(6); hits > 0; --hits) {
            const std::size_t at = below(page.size());
            if (below(2))
                page.erase(at, 1 + below(8));
            else
                page.insert(at, pieces[below(std::size(pieces))]);
        }
        EXPECT_NO_THROW(analysis::check_all(analysis::printed_in_html(page))) << page;
    }
}

TEST(CheckResultsOfAPage, a_page_made_from_correct_figures_is_never_flagged) {
    std::mt19937 chance(438);
    const auto upto = [&](int n) {
        return static_cast<double>(chance() % static_cast<unsigned>(n));
    };
    for (int round = 0; round < 100; ++round) {
        Eigen::MatrixXd counts(2 + chance() % 4, 2 + chance() % 2);
        for (auto& cell : counts.reshaped()) cell = 1 + upto(150);
        const auto got = statistics::association(counts);
        ASSERT_TRUE(got);
        const auto in = [](double x, int places) { return statistics::digits(x, places); };
        std::string head = "<tr><th>Item</th>", body;
        for (int c = 0; c < counts.cols(); ++c)
            head +=
                "<th>Site " + in(c + 1, 0) + " (N=" + in(counts.col(c).sum(), 0) + "), n (%)</th>";
        for (int r = 0; r < counts.rows(); ++r) {
            body += "<tr><td>Level</td>";
            for (int c = 0; c < counts.cols(); ++c)
                body += "<td>" + in(counts(r, c), 0) + " (" +
                        in(100 * counts(r, c) / counts.col(c).sum(), 1) + ")</td>";
            body += r == 0 ? "<td>" + in(got->pearson.chi2, 2) + " (" + in(got->pearson.df, 0) +
                                 ")</td><td>" +
                                 (got->pearson.p < 0.001 ? "&lt;.001" : in(got->pearson.p, 3)) +
                                 "</td></tr>"
                           : "<td></td><td></td></tr>";
        }
        const std::string page =
            "<table>" + head + "<th>χ² (df)</th><th>P</th></tr>" + body + "</table>";
        EXPECT_EQ(read_on(page), 2u) << page;
        EXPECT_THAT(slips_on(page), IsEmpty()) << page;
    }
}

}  // namespace
}  // namespace breather::testing
