// One column described, as JSON: for `describe`, and wherever a larger answer holds descriptions.
#pragma once
#include <boost/json.hpp>

#include "features/analysis/selection.h"

namespace breather::analysis {

/// {"n", "missing", "mean", "sd", …}; {"undefined": true, …} with n and missing where nothing is
/// left.
boost::json::object described(const datafiles::Column& cells, const Rows& rows);

}  // namespace breather::analysis
