// What a researcher may ask at the desk. Nothing of it is about anybody.
#pragma once
#include "features/research/example_report.h"
#include "features/staff/staff_doors.h"

namespace breather::research {

void add_desk_routes(staff::Doors& doors, ExampleReport& example);

}  // namespace breather::research
