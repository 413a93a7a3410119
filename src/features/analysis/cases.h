// A list of cases in one go: the machine's interface, for scripts and for checking against R.
#pragma once
#include <boost/json.hpp>
#include <functional>
#include <string>
#include <vector>

#include "features/analysis/method.h"

namespace breather::analysis {

struct CaseResults {
    boost::json::object results;      // by id
    std::vector<std::string> faults;  // of cases that could not be run; their result says so too
};

/// From {"analyses": [cases]} or a list of cases. What is expected of them is never read.
/// `told` hears each case's id before it runs.
/// Faults: it is neither; each case's own fault is told among the results instead.
CaseResults run_cases(const boost::json::value& tree, Files& files,
                      const std::function<void(const std::string& id)>& told);

/// Those of the columns that a spec names anywhere: as text, within one, or as a field.
std::vector<std::string> said_in(const boost::json::object& spec, std::vector<std::string> names);

}  // namespace breather::analysis
