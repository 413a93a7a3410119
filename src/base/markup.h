// Text inside HTML and SVG.
#pragma once
#include <string>
#include <string_view>

namespace breather {

/// As it may stand between tags and inside "attributes": & < > and " are written by their names.
std::string escaped_in_markup(std::string_view text);

}  // namespace breather
