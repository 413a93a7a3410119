// What administrators may do about organisations and codes, on the staff's host.
#pragma once
#include "features/organisations/organisations_routes.h"
#include "features/staff/staff_doors.h"

namespace breather::organisations {

/// `packs`: which programmes there are to offer.
void add_desk_routes(staff::Doors& doors, OrganisationsService& service, std::string address,
                     std::function<std::vector<std::string>()> packs);

}  // namespace breather::organisations
