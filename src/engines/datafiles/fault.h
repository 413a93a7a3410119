// What a file said that could not be taken as it stands: line, column, and what to do.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engines/datafiles/table.h"

namespace breather::datafiles {

struct Fault {
    std::uint64_t line = 0;  // 1 is the first of the file; 0 where it is about the whole
    std::string column;      // where it is about one
    std::string sentence;
};

struct ReadTable {
    Table table;
    std::vector<std::string> names;  // of all columns of the file, kept or not
    std::vector<Fault> faults;       // rows that are not in the table, each with its reason
    std::vector<std::string> notes;  // what was understood: encoding, marks, rows of labels
};

/// A line for each, at most twenty, and how many more there are.
std::string in_words(const std::vector<Fault>& faults, const std::string& file);

}  // namespace breather::datafiles
