// Runs a plan over a table and writes the report: report.html, its tables and pictures as CSV, the
// answers with all their digits as answers.json, and analysis.R, which gives the same numbers.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engines/datafiles/table.h"
#include "features/analysis/selection.h"
#include "features/study_reports/r_data.h"
#include "features/study_reports/section.h"

namespace breather::study_reports {

/// How many stayed after each step of the plan's flow; the first is everybody.
struct Stayed {
    Text why;  // those who left; empty for everybody
    std::size_t left = 0, stay = 0;
    std::string column;  // that gives the reasons; each with how many it holds for
    std::vector<std::pair<std::string, std::size_t>> reasons = {};
};

struct Report {
    const Plan& plan;
    const datafiles::Table& table;
    std::string data_name, data_fingerprint, version;
    Filter filter;        // of the flow, for every analysis
    analysis::Rows rows;  // who is in the report
    std::vector<Stayed> flow;
    std::vector<Answered> answered;
};

struct Wanted {
    std::filesystem::path data, out;
    std::string version;
    std::function<void(const std::string&)> progress;  // told what begins, in a word or two
    Crew crew = Crew();
};

/// Makes the folder where there is none; files of an older report in it are written over.
/// Faults (analysis::CaseFault): the plan's line and what to do; the folder cannot be written.
void write_report(const Plan& plan, const Wanted& wanted);

/// The same without any file: for tests, and for who wants the parts.
Report made(const Plan& plan, const Wanted& wanted, analysis::Files& files);

// The parts of a report, each in a file of its own.
/// Who stayed and who was left out; the same as a drawing, with the groups that are described. No
/// picture where everybody stayed and nobody is in a group.
TableView flow_table(const Report& report, const Speech& speech);
PlotView flow_picture(const Report& report, const Speech& speech);
TableView described_table(const Report& report, const Speech& speech);
/// What a reader should know before believing: several tests, items coded in opposite directions.
std::vector<std::string> warnings(const Report& report, const std::vector<Section>& sections,
                                  const Speech& speech);
/// P of each section that has one, adjusted by Holm; NaN where it has none.
std::vector<double> adjusted(const std::vector<Section>& sections);
/// The whole page. `sections` of each language in the order of the plan's.
std::string page(const Report& report, const std::vector<std::vector<Section>>& sections);
/// `kept`: files that are no text, which lie beside the script as CSV.
std::string r_script(const Report& report, const KeptTables& kept = {});

}  // namespace breather::study_reports
