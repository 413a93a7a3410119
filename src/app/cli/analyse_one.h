// One question of a table, asked on the command line: breather analyse survey.csv logistic used ~
// age
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/crew.h"

namespace breather::cli {

struct OneQuestion {
    std::vector<std::string> words;  // file, method, formula or columns
    std::map<std::string, std::string> references, filters, spec;
    std::vector<std::string> more_files;
    std::string event, by, language = "en";
    Crew crew = Crew();
    bool json = false, csv = false, html = false;
    std::function<void(const std::string&)> told = {};  // what is begun: "Reading survey.csv"
};

/// A method is asked by its short name with a formula, or by its name of tests/reference/README.md
/// with fields of its spec (`--spec outcome="pss at week 8"`; JSON where a value is no text).
/// Stops: what is missing, and how it is asked. Faults: analysis::CaseFault.
std::string answer_in_words(const OneQuestion& asked);

}  // namespace breather::cli
