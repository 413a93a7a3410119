// What a file says of a column is brought together with its cells, once all of them are read.
#pragma once
#include <string>
#include <vector>

#include "engines/datafiles/dates.h"
#include "engines/datafiles/table.h"

namespace breather::datafiles {

/// Makes text of numbers that count days or times. Where one of them is no day of the years 1 to
/// 9999 the numbers stay, and a note says so.
void date(Column& column, Counts counts, std::vector<std::string>& notes);

/// Puts `about` on the column, its values in order; finds out whether the labels are its levels.
/// Text whose every value is labelled becomes those labels.
void label(Column& column, About about);

}  // namespace breather::datafiles
