// The doctor's findings, for administrators.
#pragma once
#include "app/watch/doctor.h"
#include "features/staff/staff_doors.h"

namespace breather::watch {

void add_desk_routes(staff::Doors& doors, const Doctor& doctor);

}  // namespace breather::watch
