// One column described, as JSON: for `describe`, and wherever a larger answer holds descriptions.
#pragma once
#include <boost/json.hpp>

#include "features/analysis/selection.h"

namespace breather::analysis {

/// {"n", "missing", "mean", "sd", …}; {"undefined": true, …} with n and missing where nothing is
/// left.
boost::json::object described(const datafiles::Column& cells, const Rows& rows);

/// The same of values, NaN where missing.
boost::json::object described(std::vector<double> values);

/// k, n, p with Wilson's and Clopper-Pearson's intervals, as "proportion" does.
boost::json::object proportion_of(std::size_t events, std::size_t n);

}  // namespace breather::analysis
