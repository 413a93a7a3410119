#include "features/organisations/organisation_answer.h"

namespace breather::organisations {

OrganisationAnswer answer_of(const Organisation& organisation, Language language) {
    OrganisationAnswer answer;
    answer.organisation = organisation.name;
    answer.operator_ = organisation.operator_name;
    answer.permission = organisation.permission(language);
    for (const auto& each : organisation.permissions) answer.languages.push_back(each.language);
    answer.country = organisation.country;
    answer.labels = organisation.labels;
    answer.pack = organisation.pack;
    return answer;
}

}  // namespace breather::organisations
