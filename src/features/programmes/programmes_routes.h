// Where a person stands, what is next, and keeping a place.
#pragma once
#include "features/accounts/doors.h"
#include "features/programmes/programmes_service.h"

namespace breather::programmes {

void add_routes(accounts::Doors& doors, const ProgrammesService& service);

}  // namespace breather::programmes
