// One question from a command line: a method by a short name, a formula or columns, as a case.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "features/analysis/method.h"

namespace breather::analysis {

struct Question {
    std::string file, method;
    std::string formula;  // "y ~ a + b", or columns with blanks between: "age score"
    std::map<std::string, std::string> references;  // column: the level others are compared with
    std::string event;                              // the value that counts as having happened
    std::map<std::string, std::string> filter;      // column: value
    std::map<std::string, std::vector<std::string>> among;  // column: any of these values
    std::string by;
};

/// The short names, each with what it asks: for help texts and faults.
std::string methods_in_words();

/// The columns it is about, which is all that need be read.
/// Faults: an unknown method, a formula that cannot be read.
std::vector<std::string> columns_of(const Question& asked);

/// A text column is a factor; its levels are those it has, the reference first.
/// Faults: an unknown method or column, a formula that cannot be read, too few columns.
Case case_of(const Question& asked, const datafiles::Table& table);

}  // namespace breather::analysis
