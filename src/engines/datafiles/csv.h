// Comma-separated text as people's programs write it, read into typed columns: UTF-8 with or
// without its mark, UTF-16 with one, GB18030; comma, semicolon or tab between cells; quoted line
// ends; decimal commas and thousands marks; rows of labels under the names, as survey tools write.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crew.h"
#include "engines/datafiles/fault.h"

namespace breather::datafiles {

struct CsvOptions {
    /// The columns to keep, by name; all of them where none is named. The others take no memory.
    std::vector<std::string> columns = {};
    Crew crew = Crew();                        // the table is the same whoever reads
    std::size_t chunk = std::size_t{4} << 20;  // bytes that one hand reads in one go
};

/// The first row names the columns; a name that stands twice gets ".2". A column is numeric when
/// all of its cells are numbers that would be written back as they stand (007 is text). An empty
/// cell and NA are missing. Rows with too many or too few cells become faults.
ReadTable parse_csv(std::string_view text, const CsvOptions& options = {});
/// Throws NoSuchFile (mapped.h); Unreadable, in a sentence, when it is no text.
ReadTable read_csv(const std::filesystem::path& file, const CsvOptions& options = {});

}  // namespace breather::datafiles
