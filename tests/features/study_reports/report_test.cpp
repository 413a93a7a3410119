#include "features/study_reports/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/markup.h"
#include "engines/datafiles/csv.h"
#include "features/study_reports/answered.h"
#include "features/study_reports/r_writer.h"
#include "features/study_reports/suggest.h"

namespace breather::testing {
namespace {

namespace json = boost::json;
using namespace study_reports;
using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path source = BREATHER_SOURCE_DIR;

std::string fault_of(std::string_view plan) {
    try {
        parse_plan(plan, "plan.toml");
    } catch (const analysis::CaseFault& fault) {
        return fault.what();
    }
    return "(none)";
}

/// A plan over a table of its own, in a folder that goes with the test.
class Reports : public ::testing::Test {
  protected:
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() /
        ("reports-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));

    void SetUp() override { std::filesystem::create_directories(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }

    std::string bytes(const std::string& name) const {
        std::ifstream in(folder / "out" / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// A blank is a blank here, whether a line may end at it or not.
    std::string read(const std::string& name) const {
        std::string out = bytes(name);
        for (const std::string_view blank : {"&nbsp;", "\u00a0"})
            for (std::size_t at = 0; (at = out.find(blank, at)) != std::string::npos;)
                out.replace(at, blank.size(), " ");
        return out;
    }
    /// The rows of a picture's data whose first cell is this, without it.
    std::vector<std::string> drawn(const std::string& name, const std::string& what) const {
        std::istringstream rows(bytes("plots/" + name + ".csv"));
        std::vector<std::string> out;
        for (std::string row; std::getline(rows, row);)
            if (row.starts_with(what + ",")) out.push_back(row.substr(what.size() + 1));
        return out;
    }
    std::string reported(const std::string& table, const std::string& plan) {
        std::ofstream(folder / "d.csv") << table;
        write_report(parse_plan(plan, "plan.toml"), {folder / "d.csv", folder / "out", "1.0", {}});
        return read("report.html");
    }
    std::string example(const std::string& name, const std::string& data) {
        const auto plan = read_plan(source / "docs/examples/analysis" / name / "plan.toml");
        write_report(plan,
                     {source / "tests/reference" / data / plan.data, folder / "out", "1.0", {}});
        return read("report.html");
    }
};

TEST(Plans, name_the_line_and_the_field_of_every_fault) {
    EXPECT_EQ(
        fault_of(
            "title = \"x\"\n[[analysis]]\nask = \"?\"\nmethod = \"t-test\"\nformla = \"a ~ b\"\n"),
        "plan.toml, line 5: “formla” is not a field of [[analysis]]. There are: id, ask, method, "
        "formula, event, by, filter, files, spec, reference.\n"
        "plan.toml, line 2: [[analysis]] needs “formula”: \"used ~ age + job\".");
    EXPECT_THAT(fault_of("title = 3.5.1\n"), HasSubstr("plan.toml, line 1"));
    EXPECT_THAT(fault_of("languages = [\"fr\"]\n[describe]\ncolumns = [\"a\"]\n"),
                HasSubstr("line 1: “languages” has \"en\", \"zh\""));
    EXPECT_THAT(fault_of("title = \"x\"\n"), HasSubstr("asks nothing"));
    EXPECT_THAT(fault_of("[[flow]]\nkeep = { site = \"UK\" }\n"),
                HasSubstr("line 1: [[flow]] needs"));
    EXPECT_THAT(
        fault_of("[[analysis]]\nid = \"../x\"\nask=\"?\"\nmethod=\"describe\"\nformula=\"a\"\n"),
        HasSubstr("letters, digits"));
}

TEST(Plans, with_a_slip_of_the_keyboard_are_refused_with_its_line) {
    for (const char* line : {"[<", "[[(columns]]", "[,]", "größe = 1", "title = 「x」", "﹙", "[#"})
        EXPECT_THAT(fault_of(std::string("data = \"d.csv\"\n") + line + "\n"),
                    HasSubstr("plan.toml, line "))
            << line;
}

TEST_F(Reports, a_question_that_cannot_be_answered_names_its_line) {
    try {
        reported("a,b\n1,2\n",
                 "title = \"x\"\n\n[[analysis]]\nask = \"?\"\nmethod = \"describe\"\nformula = "
                 "\"height\"\n");
        FAIL();
    } catch (const analysis::CaseFault& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("plan.toml, line 3 (analysis analysis-1): "));
        EXPECT_THAT(fault.what(), HasSubstr("height"));
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "out" / "report.html"));
}

TEST_F(Reports, read_the_columns_that_the_plan_speaks_of_and_all_to_say_which_there_are) {
    std::ofstream(folder / "d.csv") << "site,age,used,note\nUK,30,1,a\nCN,40,0,b\nUK,50,0,c\n";
    const Wanted wanted{folder / "d.csv", folder / "out", "1.0", {}};
    const auto columns_of = [&](const std::string& plan) {
        analysis::Files files(folder);
        const Plan read = parse_plan(plan, "plan.toml");
        std::string out;
        for (const auto& column : made(read, wanted, files).table.columns())
            out += column.name + " ";
        return out;
    };
    const std::string asked = "[[analysis]]\nask=\"?\"\nmethod=\"describe\"\n";
    EXPECT_EQ(columns_of(asked + "formula=\"age\"\n"), "age ");
    EXPECT_EQ(
        columns_of(asked + "formula=\"age\"\nfilter={used=1}\n[describe]\ncolumns=[\"site\"]"),
        "site age used ");
    EXPECT_EQ(columns_of(asked + "spec={column=\"age\",by=\"site\"}\n"), "site age ");
    EXPECT_EQ(columns_of("[[flow]]\nkeep={site=\"UK\"}\nwhy=\"abroad\"\nreasons=\"note\"\n" +
                         asked + "formula=\"age\"\n"),
              "site age note ");
    EXPECT_EQ(columns_of("[[analysis]]\nask=\"?\"\nmethod=\"cronbach_alpha\"\n"
                         "spec={items=[\"age\",\"used\"]}\n"),
              "site age used note ");
    try {
        columns_of(asked + "formula=\"height\"\n");
        FAIL();
    } catch (const analysis::CaseFault& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("note"));
    }
}

TEST_F(Reports, draw_who_is_in_it_and_say_it_to_those_who_do_not_see_it) {
    const std::string page = reported(
        "id,state,why,site\n1,in,,UK\n2,in,,CN\n3,in,,UK\n4,out,ill,UK\n5,out,,UK\n6,in,,\n",
        "everybody={en=\"Asked\",zh=\"受邀者\"}\n[[flow]]\nkeep={state=\"in\"}\nwhy={en=\"not "
        "there\",zh=\"缺席\"}\nreasons=\"why\"\n[describe]\ncolumns=[\"id\"]\nby=\"site\"\n");
    EXPECT_EQ(bytes("plots/report.flow.csv"),
              "\xEF\xBB\xBFStep,People\nAsked,6\nLeft out: not there,2\nLeft out: not there: "
              "ill,1\nLeft out: not there: no reason given,1\nIn this report,4\nsite: CN,1\nsite: "
              "UK,2\nsite: “site” is empty,1\n");
    for (const char* drawn :
         {">Asked (n = 6)</text>", ">Left out: not there (n = 2)</text>", ">ill (n = 1)</text>",
          ">In this report (n = 4)</text>", ">UK (n = 2)</text>", ">受邀者（n = 6）</text>",
          ">排除：缺席（n = 2）<"})
        EXPECT_THAT(page, HasSubstr(drawn));
    EXPECT_THAT(page, HasSubstr("<div class=\"heard\"><table><caption>Who is in it"));
    EXPECT_THAT(page, HasSubstr("<td>Left out: not there: ill</td><td>1</td>"));
    EXPECT_THAT(bytes("tables.html"), HasSubstr("In this report"));
}

TEST_F(Reports, draw_no_flow_where_everybody_stays) {
    const std::string page = reported(
        "a,b\nx,y\nx,x\ny,y\ny,\n", "[[analysis]]\nask=\"?\"\nmethod=\"kappa\"\nformula=\"a b\"\n");
    EXPECT_THAT(page, HasSubstr("<p>All rows of the table (n = 4)</p>"));
    EXPECT_FALSE(std::filesystem::exists(folder / "out" / "plots" / "report.flow.svg"));
    EXPECT_THAT(page, HasSubstr("1 of 4 units are not in it"));  // what is coded is nobody
    EXPECT_THAT(page, HasSubstr("共 4 个单元，其中 1 个未纳入"));
}

TEST_F(Reports, draw_the_flow_of_a_trial_with_its_arms_side_by_side) {
    example("three-arm-trial", "o3_three_arm_trial");
    const std::string data = bytes("plots/flow.csv"), svg = read("plots/flow.svg");
    for (const char* row :
         {",Assessed,330\n", ",Excluded: no consent,15\n", ",Randomised,224\n",
          "waiting list,Allocated,75\n", "waiting list,Measured at week 16,55\n",
          "minimal support,Never began,14\n", "discussion group,Not measured at week 8,18\n"})
        EXPECT_THAT(data, HasSubstr(row));
    EXPECT_THAT(data, Not(HasSubstr("waiting list,Began")));  // who waits has nothing to begin
    const auto place = [&](const std::string& text, const char* of) {
        const auto at = svg.rfind(of, svg.find(">" + text + "</text>")) + std::strlen(of);
        return std::stod(svg.substr(at));
    };
    EXPECT_EQ(place("waiting list", " y=\""), place("discussion group", " y=\""));
    EXPECT_LT(place("waiting list", " x=\""), place("minimal support", " x=\""));
    EXPECT_LT(place("Randomised (n = 224)", " y=\""), place("minimal support", " y=\""));
}

TEST_F(Reports, do_not_tear_P_from_its_value) {
    example("two-country-survey", "o1_survey");
    const std::string page = bytes("report.html");
    EXPECT_THAT(page, HasSubstr("P&nbsp;&lt;&nbsp;.001"));
    EXPECT_THAT(page, HasSubstr("P&nbsp;=&nbsp;"));
    EXPECT_THAT(page, Not(HasSubstr("P &lt; ")));
    EXPECT_THAT(page, Not(HasSubstr("P = ")));
}

TEST_F(Reports, of_the_survey_hold_the_numbers_that_R_gave) {
    const std::string page = example("two-country-survey", "o1_survey");
    std::ifstream in(source / "tests/reference/o1_survey/expected.json");
    const json::value expected = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    const auto plan = read_plan(source / "docs/examples/analysis/two-country-survey/plan.toml");
    std::size_t seen = 0;
    for (const auto& one : expected.at("analyses").as_array()) {
        const std::string id(one.at("id").as_string());
        if (std::none_of(plan.analyses.begin(), plan.analyses.end(),
                         [&](const auto& asked) { return asked.id == id; }))
            continue;
        const auto& numbers = one.at("expected");
        for (const Lang lang : {Lang::En, Lang::Zh}) {
            const Speech speech{plan, lang};
            if (one.at("method").as_string() == "chi_square") {
                const auto& test = numbers.at("pearson");
                EXPECT_THAT(page,
                            HasSubstr(escaped_in_markup(
                                "χ²(" + count(test.at("df")) + ", N = " + count(numbers.at("n")) +
                                ") = " + fixed(test.at("chi2")) + ", " + speech.p(test.at("p")))))
                    << id;
            } else if (one.at("method").as_string() == "logistic_regression") {
                for (const auto& term : numbers.at("coefficients").as_array())
                    EXPECT_THAT(page, HasSubstr("<td>" + size(term.at("or")) + "</td><td>[" +
                                                size(term.at("or_low")) + ", " +
                                                size(term.at("or_high")) + "]</td>"))
                        << id;
            } else if (one.at("method").as_string() == "t_test") {
                EXPECT_THAT(page, HasSubstr("t(" + count(at(numbers, "welch/df")) +
                                            ") = " + fixed(at(numbers, "welch/t"))));
            }
        }
        ++seen;
    }
    EXPECT_EQ(seen, plan.analyses.size());
    EXPECT_THAT(page, HasSubstr("χ²(1, N = 438) = 17.19, P &lt; .001, φ = −.20"));
}

TEST_F(Reports, load_nothing_and_say_of_each_analysis_a_sentence_a_table_and_a_text) {
    for (const auto& [name, data] : {std::pair{"two-country-survey", "o1_survey"},
                                     {"retention", "o4_engagement"},
                                     {"three-arm-trial", "o3_three_arm_trial"}}) {
        std::string page = example(name, data);
        for (std::size_t at; (at = page.find("http://www.w3.org/2000/svg")) != std::string::npos;)
            page.erase(at, 26);
        for (std::size_t at; (at = page.find("href=\"data:text/csv")) != std::string::npos;)
            page.erase(at, page.find('"', at + 6) - at);  // goes along in the page itself
        for (const char* loaded : {"http", "<script", "src=", "url(", "@import", "<link"})
            EXPECT_THAT(page, Not(HasSubstr(loaded)));
        const auto plan = read_plan(source / "docs/examples/analysis" / name / "plan.toml");
        for (const auto& asked : plan.analyses)
            for (const std::string lang : {"en", "zh"}) {
                const auto begin = page.find("<section id=\"" + lang + "-" + asked.id + "\"");
                ASSERT_NE(begin, std::string::npos) << asked.id;
                const std::string own = page.substr(begin, page.find("</section>", begin) - begin);
                EXPECT_THAT(own, HasSubstr("<table"));
                EXPECT_THAT(own, Not(HasSubstr("<p class=\"answer\"></p>")));
                EXPECT_THAT(own, Not(HasSubstr("</b></p>")));
            }
        for (const char* never : {"nan", "P = .000", "P = 0.000", "P = 0<", "undefined"})
            EXPECT_THAT(page, Not(HasSubstr(never))) << name;
    }
}

TEST_F(Reports, warn_of_an_item_that_two_sites_code_in_opposite_directions) {
    std::string table = "site,item\n", alike = table;
    const int cn[] = {60, 40, 30, 20, 10};
    for (int level = 1; level <= 5; ++level)
        for (int i = 0; i < cn[level - 1]; ++i) {
            table += "CN," + std::to_string(level) + "\nUK," + std::to_string(6 - level) + "\n";
            alike += "CN," + std::to_string(level) + "\nUK," + std::to_string(level) + "\n";
        }
    for (const char* how : {"method = \"chi-square\"\nformula = \"site ~ item\"",
                            "method = \"chi-square\"\nformula = \"item ~ site\"",
                            "method = \"mann-whitney\"\nformula = \"item ~ site\""}) {
        const std::string plan = "[[analysis]]\nask = \"?\"\n" + std::string(how) + "\n";
        EXPECT_THAT(reported(table, plan), HasSubstr("Opposite coding?")) << how;
        EXPECT_THAT(reported(alike, plan), Not(HasSubstr("Opposite coding?"))) << how;
    }
}

/// `rows` people; everybody's y, x1 … x4 by some rule, each cell there.
std::string people(int rows, int every) {
    std::string out = "y,site,x1,x2,x3,x4\n";
    for (int i = 0; i < rows; ++i)
        out += std::to_string(i % every == 0) + (i % 2 ? ",a" : ",b") + "," +
               std::to_string(i * 7 % 11) + "," + std::to_string(i * 5 % 13) + "," +
               std::to_string(i * 3 % 17) + "," + std::to_string(i * i % 19) + "\n";
    return out;
}

TEST_F(Reports, warn_of_few_events_few_people_small_cells_and_several_tests) {
    const auto asked = [](const std::string& method, const std::string& formula) {
        return "[[analysis]]\nask=\"?\"\nmethod=\"" + method + "\"\nformula=\"" + formula + "\"\n";
    };
    const std::string logistic = asked("logistic", "y ~ x1 + x2 + x3 + x4"),
                      linear = asked("linear", "x1 ~ x2 + x3 + x4"),
                      crossed = asked("chi-square", "site ~ y");
    EXPECT_THAT(reported(people(60, 3), logistic),
                HasSubstr("Analysis 1: Events per variable: 20 / 4 = 5.0, fewer"));
    EXPECT_THAT(reported(people(240, 3), logistic), Not(HasSubstr("fewer than 10")));
    EXPECT_THAT(reported(people(20, 3), linear),
                HasSubstr("Analysis 1: People per term: 20 / 3 = 6.7, fewer"));
    EXPECT_THAT(reported(people(40, 3), linear), Not(HasSubstr("fewer than 10")));
    EXPECT_THAT(reported(people(24, 6), crossed), HasSubstr("too few for χ²"));
    EXPECT_THAT(reported(people(240, 6), crossed), Not(HasSubstr("too few for χ²")));
    EXPECT_THAT(reported(people(240, 3), crossed + linear),
                HasSubstr("Several tests: 2 tests stand here"));
    EXPECT_THAT(reported(people(240, 3), crossed), Not(HasSubstr("Several tests")));
}

TEST_F(Reports, survive_what_has_no_answer) {
    const std::string page = reported(
        "site,age,used\nUK,,1\nUK,,1\nCN,,1\n",
        "[describe]\ncolumns=[\"used\"]\n[[analysis]]\nask=\"a\"\nmethod=\"chi-square\"\nformula="
        "\"site ~ used\"\n[[analysis]]\nask=\"b\"\nmethod=\"describe\"\nformula=\"age\"\n"
        "[[analysis]]\nask=\"c\"\nmethod=\"t-test\"\nformula=\"used ~ site\"\n");
    EXPECT_THAT(page, HasSubstr("no number is printed"));
}

std::vector<std::string> all_methods() {
    analysis::Files files(source);
    std::vector<std::string> out;
    try {
        analysis::run({"", "no such method", {"none.csv"}, {}}, files);
    } catch (const analysis::CaseFault& fault) {
        std::istringstream names(
            std::string(fault.what()).substr(std::string(fault.what()).find("There are: ") + 11));
        for (std::string name; std::getline(names, name, ',');)
            out.push_back(
                name.substr(name.find_first_not_of(' '),
                            name.find_last_not_of('.') + 1 - name.find_first_not_of(' ')));
    }
    return out;
}

TEST(Sections, there_is_one_for_every_method_and_it_survives_what_has_no_answer) {
    const Plan plan;
    const auto methods = all_methods();
    EXPECT_GE(methods.size(), 38u);
    for (const auto& method : methods)
        for (const Lang lang : {Lang::En, Lang::Zh}) {
            const Answered none{nullptr,
                                {"x", method, {"d.csv"}, {}},
                                {{"undefined", true}, {"why", "too_few"}},
                                {}};
            const Section own = section_of(none, Speech{plan, lang});
            EXPECT_NE(own.method, method) << "has no name for people";
            EXPECT_THAT(own.sentence,
                        HasSubstr(lang == Lang::En ? "too little in these rows" : "数据太少"))
                << method;
            EXPECT_FALSE(own.to_paste.empty()) << method;
        }
}

TEST(Sections, say_why_there_is_no_answer_and_a_way_on_where_there_is_one) {
    Plan plan;
    const auto said = [&](const char* method, const char* why, const char* what, Lang lang) {
        const Answered none{nullptr,
                            {"x", method, {"d.csv"}, {}},
                            {{"undefined", true}, {"why", why}, {"what", what}},
                            {}};
        return section_of(none, Speech{plan, lang}).sentence;
    };
    for (const char* why : {"nothing", "too_few", "constant", "collinear", "separated",
                            "no_convergence", "out_of_range"})
        for (const char* what : {"", "rows", "stress=high", "a word nobody knows"})
            for (const Lang lang : {Lang::En, Lang::Zh}) {
                const std::string own = said("linear_regression", why, what, lang);
                EXPECT_GT(own.size(), 40u) << why << what;
                EXPECT_THAT(own, Not(HasSubstr("_"))) << why << what;
            }
    const struct {
        const char *method, *why, *what, *en, *zh;
    } told[] = {
        {"mmrm", "no_convergence", "covariance", "A random intercept asks for less.",
         "随机截距模型要求较低"},
        {"mmrm", "too_few", "4, 52", "Nobody was measured at both of these visits: 4, 52.",
         "没有人在以下两次均被测量：4, 52。"},
        {"linear_regression", "constant", "outcome", "Nothing varies in the outcome",
         "结局没有差异"},
        {"linear_regression", "collinear", "arm=app", "what “arm: app” says", "“arm：app”的信息"},
        {"poisson_regression", "separated", "(Intercept), arm=app, arm=b",
         "By “arm: app”, “arm: b” some people", "按“arm：app”、“arm：b”划分"},
        {"poisson_regression", "separated", "(Intercept)", "One group has no event", "有一组没有"},
        {"kappa", "too_few", "pairs", "There are too few pairs", "配对太少"},
        {"wilcoxon_signed_rank", "nothing", "every difference is 0", "nothing to rank", "无从排秩"},
    };
    for (const auto& each : told) {
        EXPECT_THAT(said(each.method, each.why, each.what, Lang::En), HasSubstr(each.en));
        EXPECT_THAT(said(each.method, each.why, each.what, Lang::Zh), HasSubstr(each.zh));
    }
}

TEST(Sections, say_of_every_reference_case_a_sentence_a_table_and_a_text_in_both_languages) {
    const Plan plan;
    std::size_t seen = 0;
    for (const auto& folder : std::filesystem::directory_iterator(source / "tests/reference")) {
        std::ifstream in(folder.path() / "expected.json");
        if (!in) continue;
        analysis::Files files(folder.path());
        const json::value all = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
        for (const auto& one : all.at("analyses").as_array()) {
            const Answered answered =
                study_reports::answered(analysis::read_case(one.as_object()), files);
            RWriter script(answered);
            EXPECT_TRUE(write_r(script) || answered.question.files.size() > 1)
                << answered.question.id << " has no lines of R";
            for (const Lang lang : {Lang::En, Lang::Zh}) {
                const Section own = section_of(answered, Speech{plan, lang});
                const std::string& id = answered.question.id;
                EXPECT_FALSE(own.sentence.empty() || own.to_paste.empty()) << id;
                EXPECT_FALSE(own.tables.empty()) << id;
                for (const auto& table : own.tables) {
                    EXPECT_NE(table.name, "fields") << id << " has no table of its own";
                    for (const auto& row : table.rows) {
                        EXPECT_EQ(row.size(), table.rows[0].size()) << id << " " << table.name;
                        for (const auto& cell : row) EXPECT_THAT(cell, Not(HasSubstr("nan"))) << id;
                    }
                }
                for (const auto& plot : own.plots)
                    EXPECT_THAT(plot.plot.svg, Not(HasSubstr("nan"))) << id;
            }
            ++seen;
        }
    }
    EXPECT_GE(seen, 60u);
}

TEST(Sections, are_written_of_odd_data_too_and_never_with_a_number_that_is_none) {
    const Plan plan;
    std::size_t seen = 0;
    for (const auto& folder :
         std::filesystem::directory_iterator(source / "tests/reference_more")) {
        std::ifstream in(folder.path() / "expected.json");
        if (!in) continue;
        analysis::Files files(folder.path());
        const json::value all = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
        for (const auto& one : all.at("analyses").as_array()) {
            const Answered answered =
                study_reports::answered(analysis::read_case(one.as_object()), files);
            const Section own = section_of(answered, Speech{plan, Lang::En});
            RWriter script(answered);
            write_r(script);
            const std::string id = folder.path().filename().string() + "/" + answered.question.id;
            EXPECT_FALSE(own.sentence.empty() || own.to_paste.empty()) << id;
            for (const auto& plot : own.plots)
                EXPECT_EQ(plot.plot.svg.find("\"-nan") + plot.plot.svg.find("\"nan"),
                          2 * std::string::npos)
                    << id;
            ++seen;
        }
    }
    EXPECT_GE(seen, 200u);
}

TEST_F(Reports, name_the_groups_that_are_compared_where_others_are_empty) {
    const std::string page =
        reported("arm,used\nb,1\nb,1\nb,0\nc,0\nc,0\nc,1\na,\n",
                 "[[analysis]]\nask=\"?\"\nmethod=\"chi-square\"\nformula=\"arm ~ used\"\n");
    EXPECT_THAT(page, HasSubstr("How large: b compared with c"));
}

TEST_F(Reports, reverse_items_in_R_by_the_rule_of_the_plan) {
    const auto r_of = [&](const std::string& spec) {
        reported("i1,i2,i3\n1,2,3\n2,1,5\n4,4,1\n",
                 "[[analysis]]\nask = \"q\"\nmethod = \"alpha\"\nformula = \"i1 i2 i3\"\n"
                 "spec = { reversed = " +
                     spec + " }\n");
        return read("analysis.R");
    };
    EXPECT_THAT(r_of("[\"i3\"], reverse_rule = \"(1 + 5) - value\""),
                HasSubstr("r <- c(\"i3\"); x[, r] <- (1 + 5) - x[, r]"));
    EXPECT_THAT(r_of("\"i3\", reverse_rule = \"5.5 - value\""),
                HasSubstr("r <- c(\"i3\"); x[, r] <- (5.5) - x[, r]"));
    EXPECT_THAT(r_of("[\"i3\"], reverse_rule = \"Max + 1 - value\""),
                HasSubstr("x[, r] <- (max(x, na.rm = TRUE) + 1) - x[, r]"));
    EXPECT_THAT(r_of("[\"i3\"]"),
                HasSubstr("x[, r] <- (min(x, na.rm = TRUE) + max(x, na.rm = TRUE)) - x[, r]"));
    EXPECT_THAT(r_of("[]"), Not(HasSubstr("x[, r]")));
}

TEST_F(Reports, say_what_pairs_and_models_gave_as_R_has_it) {
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(source / "tests/reference/o8_counts_and_pairs/data.csv",
                               folder / "p.csv");
    const auto plan = parse_plan(
        "[[analysis]]\nask=\"a\"\nmethod=\"mcnemar\"\nformula=\"before after\"\n"
        "[[analysis]]\nask=\"b\"\nmethod=\"paired-t-test\"\nformula=\"pss_pre pss_post\"\n"
        "[[analysis]]\nask=\"c\"\nmethod=\"signed-rank\"\nformula=\"pss_pre pss_post\"\n"
        "[[analysis]]\nask=\"d\"\nmethod=\"linear\"\nformula=\"pss_post ~ pss_pre\"\n"
        "[[analysis]]\nask=\"e\"\nmethod=\"kappa\"\nformula=\"before after\"\n"
        "[[analysis]]\nask=\"f\"\nmethod=\"poisson\"\nformula=\"logins ~ reminders + "
        "offset(log(exposure_weeks))\"\n",
        "plan.toml");
    write_report(plan, {folder / "p.csv", folder / "out", "1.0", {}});
    const std::string page = read("report.html");
    EXPECT_THAT(page, HasSubstr("McNemar χ²(1, N = 120) = 6.00, P = .014"));
    EXPECT_THAT(page, HasSubstr("t(119) = 4.90, d_z = 0.45, P &lt; .001"));
    EXPECT_THAT(page, HasSubstr("V = 3929.50, z = 4.37, P &lt; .001"));
    EXPECT_THAT(page, HasSubstr("F(1, 118) = 203.80, P &lt; .001, R² = .63"));
    EXPECT_THAT(page, HasSubstr("Related to “pss_post”: pss_pre"));  // not: of 1 terms, these
    EXPECT_THAT(page, HasSubstr("Overdispersed"));
    EXPECT_THAT(page, HasSubstr("κ = "));
}

TEST_F(Reports, draw_pairs_from_the_numbers_that_R_gives) {
    std::filesystem::copy_file(source / "tests/reference/o8_counts_and_pairs/data.csv",
                               folder / "p.csv");
    const auto plan = parse_plan(
        "[[analysis]]\nid=\"paired\"\nask=\"?\"\nmethod=\"paired-t-test\"\n"
        "formula=\"pss_pre pss_post\"\n"
        "[[analysis]]\nid=\"ranks\"\nask=\"?\"\nmethod=\"signed-rank\"\n"
        "formula=\"pss_pre pss_post\"\n"
        "[[analysis]]\nid=\"changed\"\nask=\"?\"\nmethod=\"mcnemar\"\nformula=\"before after\"\n",
        "plan.toml");
    write_report(plan, {folder / "p.csv", folder / "out", "1.0", {}});
    // R: x <- d$pss_pre - d$pss_post; mean(x), mean(x) + c(1.96, -1.96) * sd(x)
    const auto level = [&](const std::string& what) {
        const auto rows = drawn("paired", what);
        return rows.size() == 1 ? std::stod(rows[0].substr(1)) : std::nan("");
    };
    EXPECT_DOUBLE_EQ(level("mean:"), 1.375);
    EXPECT_NEAR(level("'+1.96 SD:"), 7.39906839270605, 1e-12);
    EXPECT_NEAR(level("−1.96 SD:"), -4.64906839270605, 1e-12);
    const auto points = drawn("paired", "point");
    ASSERT_EQ(points.size(), 120u);
    EXPECT_EQ(points[0], "19,2");  // 20 before and 18 after
    EXPECT_THAT(bytes("plots/ranks.csv"), HasSubstr("\n19,2\n"));
    // R: table(d$before, d$after), outer(rowSums(t), colSums(t)) / sum(t)
    EXPECT_THAT(bytes("plots/changed.csv"),
                ::testing::EndsWith("before,after,n,expected\n1,1,31,15.108333333333333\n1,0,6,"
                                    "21.891666666666666\n0,1,18,33.891666666666666\n0,0,65,"
                                    "49.108333333333334\n"));
}

TEST_F(Reports, draw_what_two_coders_gave_from_the_numbers_that_R_gives) {
    std::filesystem::copy_file(source / "tests/reference/o5_coders/data.csv", folder / "k.csv");
    const auto plan = parse_plan(
        "[[analysis]]\nid=\"kappa\"\nask=\"?\"\nmethod=\"kappa\"\nformula=\"coder_a coder_b\"\n"
        "[[analysis]]\nid=\"same\"\nask=\"?\"\nmethod=\"agreement\"\nformula=\"coder_a coder_b\"\n",
        "plan.toml");
    write_report(plan, {folder / "k.csv", folder / "out", "1.0", {}});
    // R: t <- table(d$coder_a, d$coder_b); outer(rowSums(t), colSums(t)) / sum(t)
    const auto stigma = drawn("kappa", "stigma");
    ASSERT_EQ(stigma.size(), 6u);
    EXPECT_THAT(stigma, ::testing::Contains("stigma,21,6.780821917808219"));
    EXPECT_THAT(stigma, ::testing::Contains("privacy,3,4.931506849315069"));
    EXPECT_THAT(stigma, ::testing::Contains("coach_support,1,4.315068493150685"));
    EXPECT_EQ(bytes("plots/kappa.csv"), bytes("plots/same.csv"));
    const std::string picture = read("plots/kappa.svg");
    EXPECT_THAT(picture, HasSubstr("class=\"cell h5\""));
    for (const char* name : {">1 coach_support</text>", ">6 time_pressure</text>", ">6</text>"})
        EXPECT_THAT(picture, HasSubstr(name));  // columns too narrow for names have their numbers
}

TEST_F(Reports, draw_how_an_effect_changes_with_time_from_the_residuals_that_R_gives) {
    const auto own = source / "tests/reference_more/residuals";
    std::ifstream in(own / "expected.json");
    const json::value expected = json::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    const auto& term = expected.at("analyses").at(0).at("expected").at("scaled_residuals").at(2);
    ASSERT_EQ(term.at("term").as_string(), "stress");
    const auto plan = parse_plan(
        "[[analysis]]\nid=\"left\"\nask=\"?\"\nmethod=\"cox\"\n"
        "formula=\"Surv(day, left) ~ arm + stress\"\n",
        "plan.toml");
    write_report(plan, {own / "d.csv", folder / "out", "1.0", {}});
    const auto points = drawn("left-5", "point"), line = drawn("left-5", "line");
    const auto& drawn_by_r = term.at("time_km_value").as_array();
    ASSERT_EQ(points.size(), drawn_by_r.size());
    double km = -1;
    std::size_t step = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& of = drawn_by_r[i].as_array();
        const auto comma = points[i].find(',');
        EXPECT_EQ(std::stod(points[i]), of[0].to_number<double>());
        EXPECT_NEAR(std::stod(points[i].substr(comma + 1)), of[2].to_number<double>(), 1e-7);
        if (of[1].to_number<double>() == km) continue;
        km = of[1].to_number<double>();
        const std::string own_line = line.at(step++);
        EXPECT_NEAR(
            std::stod(own_line.substr(own_line.find(',') + 1)),
            term.at("intercept").to_number<double>() + term.at("slope").to_number<double>() * km,
            1e-7);
    }
    EXPECT_EQ(step, line.size());
    EXPECT_THAT(read("report.html"), HasSubstr("Effect of “stress” over time"));
}

TEST_F(Reports, give_no_number_for_a_term_that_separates) {
    std::string table = "used,night,age\n";
    for (int i = 0; i < 40; ++i)
        table += std::to_string(i % 3 == 0) + "," + std::to_string(i % 3 != 0 && i % 2) + "," +
                 std::to_string(20 + i * 7 % 30) + "\n";
    const std::string page = reported(
        table, "[[analysis]]\nask=\"?\"\nmethod=\"logistic\"\nformula=\"used ~ night + age\"\n");
    EXPECT_THAT(page, HasSubstr("Not estimable: separation by night."));
    EXPECT_THAT(page, HasSubstr("so that no OR, interval or P"));
    EXPECT_THAT(page, HasSubstr("with the method firth"));
    EXPECT_THAT(page, HasSubstr("What the other terms tend to"));
    EXPECT_THAT(page, Not(HasSubstr("<td>night</td>")));
    const std::string cox = reported(
        table, "[[analysis]]\nask=\"?\"\nmethod=\"cox\"\nformula=\"Surv(age, used) ~ night\"\n");
    EXPECT_THAT(cox, HasSubstr("so that no HR, interval or P"));
    EXPECT_THAT(cox, Not(HasSubstr("with the method firth")));
}

TEST_F(Reports, write_no_cell_that_a_spreadsheet_would_run) {
    reported("site,used\n=HYPERLINK(1),1\n=HYPERLINK(1),0\ny,1\ny,0\n",
             "[[analysis]]\nid=\"a\"\nask=\"?\"\nmethod=\"chi-square\"\nformula=\"site ~ used\"\n");
    const std::string table = read("tables/a-counts.csv");
    EXPECT_THAT(table, HasSubstr("\n'=HYPERLINK"));
    EXPECT_THAT(table, Not(HasSubstr("\n=")));
}

TEST_F(Reports, escape_what_stands_in_the_table) {
    const std::string page = reported("site,used\n<b>x</b>,1\n<b>x</b>,0\ny,1\ny,0\n",
                                      "title=\"<i>\"\n[[analysis]]\nask=\"<script>\"\nmethod=\"chi-"
                                      "square\"\nformula=\"site ~ used\"\n");
    EXPECT_THAT(page, Not(HasSubstr("<b>x")));
    EXPECT_THAT(page, Not(HasSubstr("<script>")));
}

TEST(Figures, are_written_as_journals_print_them) {
    const Plan plan;
    const Speech en{plan, Lang::En}, zh{plan, Lang::Zh};
    EXPECT_EQ(en.p(0.0351), "P = .035");
    EXPECT_EQ(zh.p(0.0351), "P = 0.035");
    EXPECT_EQ(en.p(0), "P < .001");
    EXPECT_EQ(en.p(0.00099999), "P < .001");
    EXPECT_EQ(en.p(1), "P > .999");
    EXPECT_EQ(en.p(nullptr), "P not defined");
    EXPECT_EQ(en.share(-0.198), "−.20");
    EXPECT_EQ(zh.share(-0.198), "−0.20");
    EXPECT_EQ(en.share(1.0), "1.00");
    EXPECT_EQ(fixed(-0.001), "0.00");
    EXPECT_EQ(fixed(json::value("Inf")), "∞");
    EXPECT_EQ(percent(23 / 220.0), "10.5%");
    EXPECT_EQ(size(0.0277), "0.028");
    EXPECT_EQ(en.term("a=x:b"), "a: x × b");
}

TEST(Suggestions, what_comes_late_in_a_long_column_counts_too) {
    const auto column = [](double late, std::size_t at) {
        datafiles::Numbers cells(5000);
        for (std::size_t row = 0; row < cells.size(); ++row)
            cells[row] = row % 7 == 0 ? std::nan("") : static_cast<double>(row % 2);
        cells[at] = late;
        return datafiles::Column{"x", cells};
    };
    for (const std::size_t at : {std::size_t{1023}, std::size_t{1024}, std::size_t{4999}}) {
        EXPECT_EQ(guess(column(1, at)), Guess::YesNo) << at;
        EXPECT_EQ(guess(column(2, at)), Guess::Factor) << at;
        EXPECT_EQ(guess(column(0.5, at)), Guess::Numbers) << at;
    }
}

TEST(Suggestions, guess_what_each_column_is_and_can_be_run) {
    const auto survey = datafiles::read_csv(source / "tests/reference/o1_survey/data.csv").table;
    EXPECT_EQ(guess(*survey.find("id")), Guess::Identifier);
    EXPECT_EQ(guess(*survey.find("site")), Guess::Factor);
    EXPECT_EQ(guess(*survey.find("age")), Guess::Numbers);
    EXPECT_EQ(guess(*survey.find("phone_use")), Guess::Factor);
    EXPECT_EQ(guess(*survey.find("used_dmhi")), Guess::YesNo);
    const auto plan = parse_plan(suggested_plan(survey, "data.csv"), "plan.toml");
    EXPECT_EQ(plan.analyses.size(), 3u);
    EXPECT_THAT(plan.described, Not(::testing::Contains("id")));
    analysis::Files files(source / "tests/reference/o1_survey");
    EXPECT_EQ(made(plan, {source / "tests/reference/o1_survey/data.csv", {}, "1.0", {}}, files)
                  .answered.size(),
              3u);
}

TEST(Suggestions, can_be_run_whatever_the_columns_are_called) {
    const auto odd = datafiles::parse_csv(
        "\"a`\",\"b\x1b\",\"c\r\",\"d\\\"\n1,x,0,2.5\n2.5,y,1,2\n3,x,0,7.25\n4,y,1,8\n5,y,0,1\n");
    const auto plan = parse_plan(suggested_plan(odd.table, "a\nb.csv"), "plan.toml");
    EXPECT_EQ(plan.columns.size(), 4u);
    EXPECT_TRUE(plan.columns.contains("b\x1b"));
    EXPECT_EQ(plan.analyses.size(), 3u);
    EXPECT_THAT(plan.analyses[1].formula, Not(HasSubstr("a`")));
    const auto text = datafiles::parse_csv("name\nAda\nBen\nEve\n");
    EXPECT_THAT(suggested_plan(text.table, "d.csv"), HasSubstr("# No column has numbers"));
}

}  // namespace
}  // namespace breather::testing
