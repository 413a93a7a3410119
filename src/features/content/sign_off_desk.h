// Where a clinician of the site signs what is offered, item by item: authors sign, administrators
// see how far it has come.
#pragma once
#include "features/content/content_service.h"
#include "features/staff/staff_doors.h"
#include "features/staff/staff_service.h"

namespace breather::content {

void add_sign_off_routes(staff::Doors& doors, ContentService& service,
                         const staff::StaffService& people, const Clock& clock);

}  // namespace breather::content
