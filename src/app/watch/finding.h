// One thing that was looked at, and how it is. Its sentence is `problems.<key>` of the words files,
// so that the command line and the administration app say the same in either language.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "base/language.h"
#include "base/text_form.h"

namespace breather::watch {

enum class State {
    Fine,
    Warning,  // when there is time
    Fault,    // people are refused, misled, or lose something
};

struct Finding {
    std::string check;  // whose, "disk"
    State state = State::Fine;
    std::string key;  // "doctor.disk_low"
    Params params;
};
using Findings = std::vector<Finding>;

std::string sentence_of(const Finding& finding, Language language);
/// The worst of them; Fine where there are none.
State worst_of(const Findings& findings);
/// One sentence about all of them.
std::string summary_of(const Findings& findings, Language language);
/// {"state", "says", "findings": [{"check", "state", "key", "params", "says"}]}
boost::json::object json_of(const Findings& findings, Language language);

/// "fine", "warning", "fault"
std::string_view name_of(State state);

}  // namespace breather::watch
