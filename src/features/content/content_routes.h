// What the app may ask for: outline and steps for whoever is signed in, the library for everybody.
#pragma once
#include "features/accounts/doors.h"
#include "features/content/content_service.h"
#include "features/organisations/organisations_service.h"

namespace breather::content {

void add_routes(web::Router& router, accounts::Doors& doors, const ContentService& service,
                const organisations::OrganisationsService& organisations);

}  // namespace breather::content
