#include "base/ensure.h"

#include <stdexcept>
#include <string>

namespace breather {

void broken_assumption(std::string_view why, const std::source_location& where) {
    std::string says = "assumption broken at ";
    says += where.file_name();
    says += ':' + std::to_string(where.line());
    if (!why.empty()) says.append(": ").append(why);
    throw std::logic_error(says);
}

}  // namespace breather
