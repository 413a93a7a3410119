// Published tables with known misprints: each is found, and nothing else is.
#include "features/analysis/check_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>

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

}  // namespace
}  // namespace breather::testing
