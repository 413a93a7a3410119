#include "engines/datafiles/fault.h"

#include <algorithm>

namespace breather::datafiles {

std::string in_words(const std::vector<Fault>& faults, const std::string& file) {
    constexpr std::size_t most = 20;
    std::string out;
    for (std::size_t f = 0; f < std::min(most, faults.size()); ++f)
        out += (out.empty() ? "" : "\n") + file + ", line " + std::to_string(faults[f].line) +
               ": " + faults[f].sentence;
    if (faults.size() > most)
        out += "\n… and " + std::to_string(faults.size() - most) + " rows more.";
    return out;
}

}  // namespace breather::datafiles
