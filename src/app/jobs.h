// Which work comes by the clock, and who does it.
#pragma once
#include "app/house.h"

namespace breather {

namespace jobs {
inline constexpr const char* backup = "backup";        // each night at half past two
inline constexpr const char* rehearsal = "rehearsal";  // on the first of each month, at four
}  // namespace jobs

/// Hands the scheduler its kinds of work, and opens it.
void open_jobs(House& house, const HouseOptions& options);

}  // namespace breather
