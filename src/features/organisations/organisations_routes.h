// What a stranger may ask about an organisation: who stands behind a code, its poster, and
// where Leave leads.
#pragma once
#include <string>

#include "engines/web/router.h"
#include "features/organisations/organisations_service.h"

namespace breather::organisations {

/// What the operator decided about addresses.
struct Addresses {
    std::string here;  // where people reach this server, on posters: "https://steady.example.org"
    std::string leave_to;  // where Leave takes them; empty: the app's own blank page
};

/// The printable page of an open code. Refuses: not_found, gone.
web::Response poster_page(const OrganisationsService& service, storage::Reader& reader,
                          std::string_view code, const std::string& address, Language language);

void add_routes(web::Router& router, storage::Database& database,
                const OrganisationsService& service, Addresses addresses);

}  // namespace breather::organisations
