// A file that is no text (SPSS, Stata, a spreadsheet) as analysis.R reads it: what the report read
// of it lies beside the script as CSV, and the script says which of its columns are text and which
// have labels. R needs no package for that.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engines/datafiles/table.h"
#include "features/analysis/method.h"

namespace breather::study_reports {

using KeptTables = std::map<std::string, datafiles::Table>;  // by the name of their file

/// The columns named, or all where none is, as they are to be written: numbers as numbers, whatever
/// else as what it says.
datafiles::Table kept_of(const datafiles::Table& table, const std::vector<std::string>& only);

/// The lines that read them; nothing where there are none.
std::string r_kept(const KeptTables& tables);

/// The question with labels where it names the codes of a labelled column: the script knows these
/// columns by their labels.
analysis::Case by_labels(analysis::Case question, const KeptTables& tables);

}  // namespace breather::study_reports
