// Something an author should change: where it is, and one sentence that says what to do.
#pragma once
#include <string>

namespace breather::markdown {

struct Fault {
    int line = 1;
    std::string says;

    auto operator<=>(const Fault&) const = default;
};

}  // namespace breather::markdown
