// Who stands behind a code, as the browser hears it. Also part of what a person hears about
// themselves.
#pragma once
#include <string>
#include <vector>

#include "features/organisations/organisation.h"

namespace breather::organisations {

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

/// The operator's own page, the same for everybody.
struct NeutralPageAnswer {
    std::string address;
};
BOOST_DESCRIBE_STRUCT(NeutralPageAnswer, (), (address))

/// With what is permitted in this language.
OrganisationAnswer answer_of(const Organisation& organisation, Language language);

}  // namespace breather::organisations
