// Comma-separated text, as people's programs write it, read into typed columns.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engines/datafiles/table.h"

namespace breather::datafiles {

/// Something in the file that could not be read, and what to do about it.
struct Fault {
    std::uint64_t line = 0;  // 1 is the first of the file; 0 where it is about the whole
    std::string column;      // where it is about one
    std::string sentence;
};

struct ReadTable {
    Table table;
    std::vector<Fault> faults;  // rows that are not in the table, each with its reason
};

/// UTF-8, with or without its mark. The first row names the columns. A column whose cells are all
/// numbers is numeric; an empty cell is missing.
ReadTable parse_csv(std::string_view text);
ReadTable read_csv(const std::filesystem::path& file);

}  // namespace breather::datafiles
