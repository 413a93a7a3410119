// A refusal that belongs to HTTP itself, before any room is asked.
#pragma once
#include <string_view>

namespace breather::web {

struct HttpFault {
    int status;
    std::string_view key;  // words under `problems.`; a literal
};

}  // namespace breather::web
