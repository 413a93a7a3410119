// Workbooks of spreadsheets (.xlsx): unpacked by zlib, their XML read by libxml2, while it streams.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engines/datafiles/fault.h"

namespace breather::datafiles {

/// The first sheet that holds anything (hidden ones last); a note says so where there are more. Its
/// first row names the columns; empty rows are left out. Cells as the workbook last computed them;
/// days by their format as "2026-03-02", with a time "2026-03-02T08:30:00"; TRUE and FALSE; a cell
/// that holds an error
/// (#N/A) is missing, and a note says how many. Numbers written as text are numbers, by the rule of
/// CSV. `columns`: those to keep, all where none is named. Throws Unreadable: not a workbook,
/// damaged, or larger unpacked than `unpacked_max`.
ReadTable parse_xlsx(std::string_view bytes, const std::vector<std::string>& columns = {});

/// What a workbook may hold unpacked, in bytes; more is no table but a trap.
constexpr std::size_t unpacked_max = std::size_t{2} << 30;

}  // namespace breather::datafiles
