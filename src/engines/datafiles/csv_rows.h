// The rows of a text with cells between delimiters: one after another, or a chunk of them at once
// into typed columns.
#pragma once
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/datafiles/dialect.h"
#include "engines/datafiles/table.h"

namespace breather::datafiles {

/// One row as text, and `at` moves to the beginning of the next. For names and samples.
std::vector<std::string> read_row(std::string_view text, std::size_t& at, char delimiter);

/// NA as R, spreadsheets and survey tools write it.
bool says_missing(std::string_view cell);

/// The labels of one column in one chunk, in the order of their appearance.
class ChunkLabels {
  public:
    std::int32_t code(std::string_view label, bool escaped);
    const std::vector<std::string_view>& in_order() const { return labels_; }

  private:
    std::vector<std::string_view> labels_;
    std::vector<std::uint64_t> first_bytes_;  // of each of the first few
    std::unordered_map<std::string_view, std::int32_t> places_;
    std::deque<std::string> unescaped_;  // labels that do not stand in the text as they are
};

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
