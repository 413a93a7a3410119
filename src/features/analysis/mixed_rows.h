// The rows and terms that a spec of repeated measures asks for: `fixed`, `<name>_levels`, `random`,
// `covariance`, and an outcome that names its visits.
#pragma once
#include <optional>

#include "engines/statistics/mixed_model.h"
#include "features/analysis/trial.h"

namespace breather::analysis {

/// "arm", "week", "arm:week", "a*b" (a, b and a:b); from `fixed`, else from `terms`.
struct FixedTerms {
    std::vector<std::string> names;  // those alone first, then those only in products
    std::size_t alone = 0;
    std::vector<std::vector<std::string>> products;
};

/// The table in one row for each visit, and what its columns are called.
struct AskedRepeats {
    datafiles::Table own;
    boost::json::object spec;       // its filter in columns
    std::vector<std::string> also;  // columns that the filter wants to be there
    std::string outcome, person;
    std::string time;                 // as the spec says it: "week"; in the table it is "wk"
    std::vector<std::string> visits;  // empty: visits play no part
    FixedTerms fixed;
    std::string column_of(const std::string& name) const {
        return !time.empty() && name == time ? "wk" : name;
    }
};

struct RepeatRows {
    Rows rows;
    std::vector<statistics::Variable> variables;
    std::vector<statistics::Term> terms;
    statistics::RepeatedMeasures data;
    std::optional<std::size_t> arm, visit;  // places among the variables
};

/// Faults: the spec asks for another model than these (ML, another covariance, a random slope).
void check_words(const boost::json::object& spec, bool unstructured);
/// Faults: a column is missing, words are not understood.
AskedRepeats asked_of(const Case& of, Files& files);
RepeatRows rowed(const AskedRepeats& asked);

}  // namespace breather::analysis
