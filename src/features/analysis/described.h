// Parts that larger answers share: one column described, two groups compared.
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

/// First minus second, as `t_test` answers: {"groups": names, "n", "difference", "pooled", …}.
boost::json::object compared(const std::vector<std::string>& names,
                             const std::vector<double>& first, const std::vector<double>& second);

}  // namespace breather::analysis
