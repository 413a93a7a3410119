// The row of a design that an adjusted mean rests on: some factors held, all others averaged.
#pragma once
#include <map>
#include <vector>

#include "engines/statistics/design.h"

namespace breather::analysis {

/// The mean design row over all combinations of levels that occur, each counting alike, numbers
/// at their means, the factors of `held` (place among the variables: level) kept: R's emmeans.
/// Faults: more than a million combinations.
Eigen::VectorXd mean_row(const std::vector<statistics::Variable>& variables,
                         const std::vector<statistics::Term>& terms,
                         const std::map<std::size_t, int>& held);

}  // namespace breather::analysis
