// Saying yes or no to being counted, telling what was used, and the figures for a study seat.
#pragma once
#include "features/accounts/doors.h"
#include "features/engagement/engagement_service.h"
#include "features/staff/staff_doors.h"

namespace breather::engagement {

void add_routes(accounts::Doors& doors, const EngagementService& service);
void add_desk_routes(staff::Doors& doors, const EngagementService& service);

}  // namespace breather::engagement
