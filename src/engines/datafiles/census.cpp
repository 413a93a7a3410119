#include "engines/datafiles/census.h"

#include <bit>

#include "base/wide.h"
#include "engines/datafiles/marks.h"

namespace breather::datafiles {

BREATHER_WIDE Census census(std::string_view chunk) {
    Census out;
    std::size_t marks = 0, lines = 0, at = 0;
    for (; at + 64 <= chunk.size(); at += 64) {
        marks += static_cast<std::size_t>(std::popcount(either_of(chunk.data() + at, '"', '"')));
        lines += static_cast<std::size_t>(std::popcount(either_of(chunk.data() + at, '\n', '\n')));
    }
    for (; at < chunk.size(); ++at) {
        marks += chunk[at] == '"';
        lines += chunk[at] == '\n';
    }
    out.marks = marks;
    if (marks == 0) {
        out.lines[0] = lines;
        out.first[0] = chunk.find('\n');
        return out;
    }
    bool odd = false;
    for (std::size_t i = 0; i < chunk.size(); ++i) {
        if (chunk[i] == '"') odd = !odd;
        if (chunk[i] != '\n') continue;
        if (out.lines[odd]++ == 0) out.first[odd] = i;
    }
    return out;
}

}  // namespace breather::datafiles
