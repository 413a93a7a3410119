// Engine results as JSON: what is not defined is null, infinities are "Inf" and "-Inf".
#pragma once
#include <boost/json.hpp>
#include <string_view>

#include "engines/statistics/outcome.h"

namespace breather::analysis {

boost::json::value number(double value);
boost::json::value number(const statistics::Maybe& value);
/// {"low", "high"}
boost::json::object interval(const statistics::Interval& interval);
/// {"undefined": true, "why": "too_few", "what": "…"}
boost::json::object undefined(const statistics::Undefined& reason);

}  // namespace breather::analysis
