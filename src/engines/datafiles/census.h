// How many rows a stretch of text has, whether or not it begins between quotation marks.
#pragma once
#include <cstddef>
#include <string_view>

namespace breather::datafiles {

/// What one look at a chunk tells: line ends outside quotation marks, whichever way it begins.
struct Census {
    std::size_t marks = 0;          // quotation marks
    std::size_t lines[2] = {0, 0};  // line ends outside, if it begins outside, inside
    std::size_t first[2] = {std::string_view::npos, std::string_view::npos};  // the first of them
};
Census census(std::string_view chunk);

}  // namespace breather::datafiles
