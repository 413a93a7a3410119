// What somebody may have meant by a name that there is not.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace breather::analysis {

/// The one that differs least: in case, in a few letters (one in three at most; Levenshtein 1966),
/// or by being one word of it. None: none is like it.
std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& there);

}  // namespace breather::analysis
