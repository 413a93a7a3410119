// Comma-separated text as people's programs write it, read into typed columns: UTF-8 with or
// without its mark, UTF-16 with one, GB18030; comma, semicolon or tab between cells; quoted line
// ends; decimal commas and thousands marks; rows of labels under the names, as survey tools write.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crew.h"
#include "engines/datafiles/fault.h"

namespace breather::datafiles {

/// A cell, without its quotation marks, as a number; NaN where it says none. Called by several
/// hands at once.
using ReadCell = std::function<double(std::string_view)>;

struct CsvOptions {
    /// The columns to keep, by name; all of them where none is named. The others take no memory.
    std::vector<std::string> columns = {};
    Crew crew = Crew();                        // the table is the same whoever reads
    std::size_t chunk = std::size_t{4} << 20;  // bytes that one hand reads in one go
    /// Columns that the caller has a rule for: numbers, whatever is written in them.
    std::map<std::string, ReadCell> rules = {};
};

/// The first row names the columns; a name that stands twice gets ".2". A column is numeric when
/// all of its cells are numbers that would be written back as they stand (007 is text). An empty
/// cell and NA are missing. Rows with too many or too few cells become faults.
ReadTable parse_csv(std::string_view text, const CsvOptions& options = {});
/// Throws NoSuchFile (mapped.h); Unreadable, in a sentence, when it is no text.
ReadTable read_csv(const std::filesystem::path& file, const CsvOptions& options = {});

/// The names of a text file's columns; nothing where it is no text. Throws NoSuchFile.
std::optional<std::vector<std::string>> csv_names(const std::filesystem::path& file);
/// The same rows a part at a time, in the order of the file, without holding more of it: each part
/// is a table of its own (a column may be numbers in one and text in another). What comes back
/// holds no rows.
ReadTable read_csv_in_parts(const std::filesystem::path& file, const CsvOptions& options,
                            const std::function<void(const Table&)>& take);

}  // namespace breather::datafiles
