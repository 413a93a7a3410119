// The rows of a text with cells between delimiters: one after another, or a chunk of them at once
// into typed columns.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/datafiles/chunk_labels.h"
#include "engines/datafiles/dialect.h"
#include "engines/datafiles/table.h"

namespace breather::datafiles {

/// One row as text, and `at` moves to the beginning of the next. For names and samples.
std::vector<std::string> read_row(std::string_view text, std::size_t& at, char delimiter);

/// Where the cells of one column go.
struct Sink {
    enum class Kind { Skip, Number, Text, Rule } kind = Kind::Skip;
    const std::function<double(std::string_view)>* rule = nullptr;
    double* numbers = nullptr;
    std::int32_t* codes = nullptr;
    ChunkLabels labels;
    bool is_text = false;            // a Number column met a cell that is none
    std::uint64_t missing_said = 0;  // NA and the like
};

/// A row that does not have a cell for each column.
struct BadRow {
    std::size_t at = 0;     // where it begins in the text
    std::size_t cells = 0;  // how many it has; 0 where a quotation mark never closes
};

struct ReadChunk {
    std::size_t end = 0;   // where the next row begins
    std::size_t rows = 0;  // rows written
    std::vector<BadRow> bad;
    bool too_many = false;  // more rows than there is room for
};

/// Reads rows from `begin` on, until one begins after `last` (the text's size: all), into the sinks
/// from row 0 of each on. At most `room` rows.
ReadChunk read_chunk(std::string_view text, std::size_t begin, std::size_t last, std::size_t room,
                     Dialect dialect, std::vector<Sink>& sinks);

}  // namespace breather::datafiles
