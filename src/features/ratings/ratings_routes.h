// Answering "Did this help?", and what administrators see of it.
#pragma once
#include "features/accounts/doors.h"
#include "features/ratings/ratings_service.h"
#include "features/staff/staff_doors.h"

namespace breather::ratings {

void add_routes(accounts::Doors& doors, RatingsService& service);
void add_desk_routes(staff::Doors& doors, const RatingsService& service);

}  // namespace breather::ratings
