// What a stranger may ask about an organisation: who stands behind a code, and its poster.
#pragma once
#include <string>

#include "engines/web/router.h"
#include "features/organisations/organisations_service.h"

namespace breather::organisations {

/// Who stands behind a code, in the asker's language. Also part of what a person hears about
/// themselves.
struct OrganisationAnswer {
    std::string organisation;
    std::string operator_;
    std::string permission;
    std::vector<Language> languages;
    Country country{};
    Labels labels{};
    std::string pack;
};
BOOST_DESCRIBE_STRUCT(OrganisationAnswer, (),
                      (organisation, operator_, permission, languages, country, labels, pack))

OrganisationAnswer answer_of(const Organisation& organisation, Language language);

/// `address` is where people reach this server, as it stands on posters:
/// "https://steady.example.org".
void add_routes(web::Router& router, storage::Database& database,
                const OrganisationsService& service, std::string address);

}  // namespace breather::organisations
