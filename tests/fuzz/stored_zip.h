// A workbook from its parts as text, so that what is tried are the parts and not the packing.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace breather::fuzz {

/// Parts between lines of "====": the sheet, shared texts, styles, the workbook, its relations.
/// Those left out are as they should be.
std::string stored_workbook(std::string_view parts);

/// A zip archive of files that are not pressed.
std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace breather::fuzz
