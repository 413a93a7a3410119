// A table from one kind of file into another: breather analyse survey.csv --convert survey.sav
#pragma once
#include <filesystem>

#include "base/clock.h"
#include "base/crew.h"

namespace breather::cli {

/// To .sav, or to .csv with its codebook (survey.codebook.csv) beside it. Prints the files it
/// wrote, and on stderr what was understood of the table and what could not be kept. Stops: a row
/// that cannot be read (all of them are listed), a kind that is not written, the table's own file.
void convert(const std::filesystem::path& from, const std::filesystem::path& to, const Clock& clock,
             const Crew& crew);

}  // namespace breather::cli
