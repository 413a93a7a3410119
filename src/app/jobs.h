// Which work comes by the clock, and who does it.
#pragma once
#include "app/house.h"

namespace breather {

/// Hands the scheduler its kinds of work, and opens it.
void open_jobs(House& house);

}  // namespace breather
