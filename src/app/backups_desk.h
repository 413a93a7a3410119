// What administrators see and do about backups.
#pragma once
#include "engines/scheduler/scheduler.h"
#include "features/backups/backups_service.h"
#include "features/staff/staff_doors.h"

namespace breather {

void add_backups_desk(staff::Doors& doors, backups::BackupsService& backups,
                      scheduler::Scheduler& scheduler);

}  // namespace breather
