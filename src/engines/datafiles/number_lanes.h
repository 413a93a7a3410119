// One column of short plain numbers, four cells at a time where the processor has registers for it.
#pragma once
#include <cstdint>
#include <vector>

#include "engines/datafiles/plain_rows.h"

namespace breather::datafiles {

/// Writes the number of each row to `out`, exactly as short_number() has it; `odd` gets the rows
/// whose cells are none, ascending. What stands in `out` for those means nothing.
void read_numbers(const PlainRows& plain, std::size_t column, char decimal, double* out,
                  std::vector<std::uint32_t>& odd);

}  // namespace breather::datafiles
