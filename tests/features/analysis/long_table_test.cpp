// A trial in one table with a row for each visit: what changes from visit to visit is the visit's.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "features/analysis/formula.h"
#include "features/analysis/question.h"
#include "support/temp_folder.h"

namespace breather::testing {
namespace {

namespace json = boost::json;

/// Mood and sleep at two visits; age was asked at the first only.
constexpr char twelve_people[] = R"(person,arm,visit,mood,sleep,age
p1,app,4,14.0,6.6,28
p1,app,8,16.1,5.6,
p2,wait,4,14.2,7.3,31
p2,wait,8,14.1,7.2,
p3,app,4,14.2,6.2,34
p3,app,8,17.7,7.0,
p4,wait,4,16.1,4.0,37
p4,wait,8,16.6,4.9,
p5,app,4,16.4,5.9,40
p5,app,8,18.8,5.2,
p6,wait,4,18.3,5.2,43
p6,wait,8,16.6,6.7,
p7,app,4,14.3,5.1,46
p7,app,8,16.7,5.9,
p8,wait,4,15.1,5.5,49
p8,wait,8,17.4,5.4,
p9,app,4,13.8,6.3,52
p9,app,8,17.1,4.2,
p10,wait,4,19.4,3.6,55
p10,wait,8,17.1,5.9,
p11,app,4,14.8,5.9,58
p11,app,8,18.1,7.0,
p12,wait,4,16.1,7.7,61
p12,wait,8,15.7,6.1,
)";

class LongTable : public ::testing::Test {
  protected:
    json::object mmrm(std::string_view table) {
        std::ofstream(folder / "long.csv") << table;
        analysis::Files files(folder.path());
        analysis::Question question;
        question.file = "long.csv";
        question.method = "mmrm";
        question.formula = "mood ~ arm + visit + sleep + age + us(visit | person)";
        return analysis::run(analysis::case_of(question, files.get(question.file)), files);
    }
    TempFolder folder;
};

/// R 4.2, nlme 3.1: gls(mood ~ arm + visit + sleep + age, corSymm(form = ~ k | person),
/// varIdent(form = ~ 1 | visit)), age filled from each person's first visit; its search stops at
/// about six digits.
TEST_F(LongTable, takes_what_changes_from_its_own_row_and_what_does_not_from_the_person) {
    const auto answer = mmrm(twelve_people);
    const double expected[][2] = {{17.4127136, 2.2056987},
                                  {-0.1174381, 0.5929101},
                                  {1.3611298, 0.5437881},
                                  {-0.5741984, 0.2827041},
                                  {0.0341648, 0.0287459}};
    const auto& fixed = answer.at("fixed").as_array();
    ASSERT_EQ(fixed.size(), 5u);
    for (std::size_t k = 0; k < fixed.size(); ++k) {
        EXPECT_NEAR(fixed[k].at("estimate").as_double(), expected[k][0], 5e-6) << fixed[k];
        EXPECT_NEAR(fixed[k].at("se").as_double(), expected[k][1], 5e-6) << fixed[k];
    }
    EXPECT_NEAR(answer.at("minus2_reml_log_lik").as_double(), 83.806031555, 1e-8);
}

TEST_F(LongTable, of_people_seen_once_has_too_few_visits) {
    const auto answer = mmrm(
        "person,arm,visit,mood,sleep,age\np1,app,4,14,6.6,28\n"
        "p2,wait,8,15,7,31\n");
    EXPECT_EQ(answer.at("undefined"), true);
    EXPECT_EQ(answer.at("why"), "too_few");
}

}  // namespace
}  // namespace breather::testing
