// A workbook from its parts as text, so that what is tried are the parts and not the packing.
#pragma once
#include <string>
#include <string_view>

namespace breather::fuzz {

/// Parts between lines of "====": the sheet, shared texts, styles, the workbook, its relations.
/// Those left out are as they should be.
std::string workbook_of(std::string_view parts);

}  // namespace breather::fuzz
