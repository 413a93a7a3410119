// Any table that a researcher has, whatever program it comes from; what it is, its bytes say.
#pragma once
#include <filesystem>
#include <string_view>

#include "engines/datafiles/csv.h"

namespace breather::datafiles {

enum class Format { Text, Sav, Dta, Xlsx };

/// Told by how the file begins: its ending may be wrong. Text is what has no zero bytes, or a mark
/// of UTF-16. Throws Unreadable (unreadable.h) where it is known and not read here, or unknown:
/// the sentence says how to save it so that it can be.
Format format_of(std::string_view bytes);

/// Throws NoSuchFile (mapped.h); Unreadable, in a sentence that names the file. Of a workbook the
/// first sheet that holds anything is read.
ReadTable read_table(const std::filesystem::path& file, const CsvOptions& options = {});

}  // namespace breather::datafiles
