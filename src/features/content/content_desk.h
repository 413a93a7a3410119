// What administrators see and do about content: which versions are here, which one new readers get.
#pragma once
#include "features/content/content_service.h"
#include "features/staff/staff_doors.h"

namespace breather::content {

void add_desk_routes(staff::Doors& doors, ContentService& service);

}  // namespace breather::content
