// Tables as files for other programs: SPSS, or CSV with a codebook beside it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engines/datafiles/table.h"

namespace breather::datafiles {

/// A .sav that SPSS, R (haven) and Stata open, with labels of columns and values and what the file
/// called missing. Text that is a day or an instant throughout becomes one. A name SPSS does not
/// allow is changed, and stands whole in the label. Gives back what could not be kept as it was, in
/// sentences. Throws Unreadable where a cell is longer than SPSS allows (32,767 bytes),
/// std::system_error where the file cannot be written.
std::vector<std::string> write_sav(const Table& table, const std::filesystem::path& file,
                                   Instant now);

/// Cells as the file held them: a labelled number is its number. What the file called missing is
/// empty; the codebook says which it was. UTF-8, a row ends with a line feed.
void write_csv(const Table& table, const std::filesystem::path& file);
/// A row for each column: name, label, type (number, text, day, instant), values (1 = UK; 2 = CN),
/// missing (-99: 4 cells).
void write_codebook(const Table& table, const std::filesystem::path& file);

/// The cell as the file held it: a labelled number is its number.
std::string raw_text(const Column& column, std::size_t row);
enum class Holds { AnyNumber, Text, Days, Instants };
Holds held_by(const Column& column);

}  // namespace breather::datafiles
