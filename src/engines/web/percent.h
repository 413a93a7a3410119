// %41 back to A. What comes out is UTF-8 without control characters, or nothing.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace breather::web {

enum class Plus { Itself, Space };

/// Nothing when an escape is broken, or the result is not UTF-8 or holds a control character.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus);

}  // namespace breather::web
