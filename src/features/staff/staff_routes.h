// What the administration app may ask about staff.
#pragma once
#include "features/staff/entrance.h"
#include "features/staff/staff_doors.h"
#include "features/staff/staff_service.h"

namespace breather::staff {

void add_routes(Doors& doors, Entrance& entrance, StaffService& service);

}  // namespace breather::staff
