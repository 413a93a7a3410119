// One analysis as people read it: tables, a sentence, text to paste, pictures, what was checked.
// Everything in it is written from the answer that `breather analyse --json` gives.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/analysis/method.h"
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

/// A question with its answer, and the answers its pictures are drawn from.
struct Answered {
    const Asked* asked = nullptr;
    analysis::Case question;
    boost::json::object answer;
    std::map<std::string, boost::json::object> more;
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
PlotView curves_of(const boost::json::object& answer, const analysis::Case& question,
                   const Speech& speech);
PlotView means_of(const boost::json::object& described, const analysis::Case& question,
                  const Speech& speech);

}  // namespace breather::study_reports
