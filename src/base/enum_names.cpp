#include "base/enum_names.h"

namespace breather {

std::string snake_case(std::string_view name) {
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (!upper(name[i])) {
            out += name[i];
            continue;
        }
        if (i > 0 && !upper(name[i - 1]) && name[i - 1] != '_') out += '_';
        out += static_cast<char>(name[i] - 'A' + 'a');
    }
    return out;
}

}  // namespace breather
