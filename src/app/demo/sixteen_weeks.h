// Puts invented lives into a demo's organisation: people nobody can sign in as, and the log of
// those who are counted.
#pragma once
#include "app/demo/invented_use.h"
#include "app/house.h"

namespace breather::demo {

/// What the lives of an organisation are drawn from: its content, its hours, the demo's beginning.
Place place_of(House& house, const organisations::Organisation& organisation);

/// Tells in a few lines what it made. Waits for the disk. Throws Stop where this is no demo.
std::string live_sixteen_weeks(House& house, OrgId org, std::uint64_t seed);

}  // namespace breather::demo
