// What administrators may read of the ledger, and what a person may read of who looked at them.
#pragma once
#include "features/accounts/doors.h"
#include "features/accounts/personal_room.h"
#include "features/audit/looks.h"
#include "features/staff/staff_doors.h"
#include "features/staff/staff_service.h"

namespace breather::audit {

accounts::PersonalRoom personal_room();
void add_routes(accounts::Doors& doors);
void add_desk_routes(staff::Doors& doors, const ledger::Ledger& ledger,
                     const staff::StaffService& staff);

}  // namespace breather::audit
