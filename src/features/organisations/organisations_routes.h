// What a stranger may ask about an organisation: who stands behind a code, and its poster.
#pragma once
#include <string>

#include "engines/web/router.h"
#include "features/organisations/organisations_service.h"

namespace breather::organisations {

/// `address` is where people reach this server, as it stands on posters:
/// "https://steady.example.org".
void add_routes(web::Router& router, storage::Database& database,
                const OrganisationsService& service, std::string address);

}  // namespace breather::organisations
