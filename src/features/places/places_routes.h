// A scanned code, and what administrators do about walls.
#pragma once
#include "features/accounts/doors.h"
#include "features/places/places_service.h"
#include "features/staff/staff_doors.h"

namespace breather::places {

void add_routes(accounts::Doors& doors, PlacesService& service);
void add_desk_routes(staff::Doors& doors, const PlacesService& service);

}  // namespace breather::places
