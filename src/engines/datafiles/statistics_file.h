// Files of statistics packages, read by ReadStat: SPSS (.sav, .zsav) and Stata (.dta).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engines/datafiles/fault.h"

namespace breather::datafiles {

/// Labels of columns and values are kept in each column's `about`; a column whose every value has
/// a label of its own has these as its levels. Days come as "2026-03-02", instants as
/// "2026-03-02T08:30:00" (no zone, as the files have none), SPSS times as "08:30:00". A value that
/// the file calls missing (-99, Stata's .a) is missing here; `about->said` keeps which it was.
/// Strings of an unnamed encoding are read as Windows-1252 (Stata) or what the file names; where
/// that fails, as GB18030. `columns`: those to keep, all where none is named. Throws Unreadable.
ReadTable parse_sav(std::string_view bytes, const std::vector<std::string>& columns = {});
ReadTable parse_dta(std::string_view bytes, const std::vector<std::string>& columns = {});

/// No file that is read into memory whole may hold more cells than this.
constexpr std::size_t cells_max = 400'000'000;

}  // namespace breather::datafiles
