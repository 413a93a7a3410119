// An answer as text for a terminal: fields with their numbers, lists of alike objects as tables.
#pragma once
#include <boost/json.hpp>
#include <string>

namespace breather::analysis {

/// Numbers to six significant digits; P values below .001 as "< .001".
std::string plain_text(const boost::json::object& answer);

}  // namespace breather::analysis
