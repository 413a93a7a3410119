// The way in through a provider outside.
#pragma once
#include "features/staff/outside_entrance.h"
#include "features/staff/staff_doors.h"

namespace breather::staff {

/// `doors` lead into a pool of their own: a provider that hangs keeps nobody else waiting.
void add_outside_routes(Doors& doors, OutsideEntrance& entrance);

}  // namespace breather::staff
