// The `problems` part of each words file, as it was when the program was built.
#pragma once
#include <string_view>

namespace breather::web {

extern const std::string_view problem_text_en_GB;    // JSON
extern const std::string_view problem_text_zh_Hans;  // JSON

}  // namespace breather::web
