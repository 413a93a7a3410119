// One analysis as people read it: tables, a sentence, text to paste, pictures, what was checked.
// Everything in it is written from the answer that `breather analyse --json` gives.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/analysis/trial.h"
#include "features/study_reports/plots.h"
#include "features/study_reports/speech.h"

namespace breather::study_reports {

struct TableView {
    std::string name, caption;  // the name is part of its file's
    Grid rows;
    std::string note = {};
};

struct PlotView {
    std::string caption;
    Plot plot;
};

enum class Verdict { Met, Failed, Note };

struct Check {
    Verdict verdict;
    std::string text;
};

struct Section {
    std::string method, sentence, to_paste;
    std::vector<TableView> tables;
    std::vector<PlotView> plots;
    std::vector<Check> checks;
    std::optional<double> p;  // of the one test that answers the question
};

/// Where a trial's people and visits stand, as the method found them.
struct TrialParts {
    analysis::TrialFiles files;
    std::string arm;
    std::map<std::string, analysis::Visits> measures;  // names of the spec that mean a visit
    boost::json::object filter;
    std::vector<std::string> known;  // columns that a filter in words wants to be there
};

/// A question with its answer, and the answers its pictures are drawn from.
struct Answered {
    const Asked* asked = nullptr;
    analysis::Case question;
    boost::json::object answer;
    std::map<std::string, boost::json::object> more = {};
    std::optional<TrialParts> trial = {};
};

Section section_of(const Answered& answered, const Speech& speech);

// Each kind of method has a file of its own; these are theirs.
Section describe_section(const Answered& answered, const Speech& speech);
Section proportion_section(const Answered& answered, const Speech& speech);
Section chi_square_section(const Answered& answered, const Speech& speech);
Section t_test_section(const Answered& answered, const Speech& speech);
Section anova_section(const Answered& answered, const Speech& speech);
Section rank_section(const Answered& answered, const Speech& speech);
Section correlation_section(const Answered& answered, const Speech& speech);
Section pairs_section(const Answered& answered, const Speech& speech);
Section trend_section(const Answered& answered, const Speech& speech);
Section kappa_section(const Answered& answered, const Speech& speech);
Section agreement_section(const Answered& answered, const Speech& speech);
Section raters_section(const Answered& answered, const Speech& speech);
Section icc_section(const Answered& answered, const Speech& speech);
Section scale_score_section(const Answered& answered, const Speech& speech);
Section alpha_section(const Answered& answered, const Speech& speech);
Section omega_section(const Answered& answered, const Speech& speech);
Section flow_section(const Answered& answered, const Speech& speech);
Section baseline_section(const Answered& answered, const Speech& speech);
Section effect_section(const Answered& answered, const Speech& speech);
Section change_section(const Answered& answered, const Speech& speech);
Section ancova_section(const Answered& answered, const Speech& speech);
Section mixed_section(const Answered& answered, const Speech& speech);
Section wcls_section(const Answered& answered, const Speech& speech);
Section pooled_section(const Answered& answered, const Speech& speech);
Section count_models_section(const Answered& answered, const Speech& speech);
Section engagement_section(const Answered& answered, const Speech& speech);
Section model_section(const Answered& answered, const Speech& speech);
Section kaplan_meier_section(const Answered& answered, const Speech& speech);
Section log_rank_section(const Answered& answered, const Speech& speech);
/// Any other method: its fields as tables.
Section other_section(const Answered& answered, const Speech& speech);

// Said in more than one of them.
/// What P says and what it does not.
std::string judged(const boost::json::value& p, const Speech& speech);
/// For a section whose answer is "undefined": why there are no numbers.
bool put_undefined(Section& section, const Answered& answered, const Speech& speech);
std::string field(const analysis::Case& question, std::string_view name);
std::vector<std::string> texts_in(const boost::json::value& list);
/// The column that says who is in which arm, as far as the spec tells.
std::string arm_in(const analysis::Case& question);
/// "pss at week 8" in words: the column by its name, the visit in the language.
std::string measure(const std::string& phrase, const Speech& speech);
std::string visit(const std::string& time, const std::string& at, const Speech& speech);
/// "b - a, week 8": arms by the plan's names, visits in the language.
std::string contrast_words(const std::string& label, const std::vector<std::string>& arms,
                           const std::string& arm, const Speech& speech);
/// "Randomised (n = 300)", as a box of a flow has it.
std::string with_n(const std::string& words, const std::string& n, const Speech& speech);
/// "[1.62, 7.30]" of {"low", "high"} or of any two fields.
std::string within(const boost::json::value& of, int digits = 2, std::string_view low = "low",
                   std::string_view high = "high");
/// One estimate of something whose neutral value is 0, if all three are there.
void add_estimate(std::vector<Estimate>& to, const std::string& name, const boost::json::value& of,
                  std::string_view value);
/// A picture of such estimates; nothing where there are none.
void put_forest(Section& section, const std::string& axis, const std::vector<Estimate>& all,
                const std::string& below, const std::string& above);
/// Coefficients of a linear model and its fit; the checks of its residuals, and their pictures.
void put_linear_model(Section& section, const boost::json::value& model, const Speech& speech);
/// The counts of two columns with the same levels, as a table and as a picture; nothing where
/// there are more than a dozen.
void put_crossed(Section& section, const boost::json::value& of, const std::string& a,
                 const std::string& b, const std::string& caption, const Speech& speech);
PlotView curves_of(const boost::json::object& answer, const analysis::Case& question,
                   const Speech& speech);
PlotView means_of(const boost::json::object& described, const analysis::Case& question,
                  const Speech& speech);

}  // namespace breather::study_reports
