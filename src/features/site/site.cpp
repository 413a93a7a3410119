#include "features/site/site.h"

#include <set>

namespace breather::site {
namespace {

template <class T>
bool has_twice(const std::vector<T>& list) {
    return std::set<T>(list.begin(), list.end()).size() != list.size();
}

bool says_in(const Site& site, Language language) {
    for (const Says& each : site.responder_says)
        if (each.language == language) return true;
    return false;
}

}  // namespace

void check(const Site& site) {
    std::vector<FieldFault> faults;
    if (has_twice(site.languages)) faults.push_back({"languages", "site.twice", {}});
    if (has_twice(site.regions)) faults.push_back({"regions", "site.twice", {}});
    std::set<Language> seen;
    for (const Says& each : site.responder_says)
        if (!seen.insert(each.language).second)
            faults.push_back({"responder_says", "site.twice", {}});
    if (!faults.empty()) throw Refusal::invalid(std::move(faults));
}

std::vector<FieldFault> missing(const Site& site) {
    std::vector<FieldFault> faults;
    if (site.operator_name.empty()) faults.push_back({"operator_name", "field.required", {}});
    if (site.languages.empty()) faults.push_back({"languages", "field.required", {}});
    if (site.regions.empty()) faults.push_back({"regions", "field.required", {}});
    if (site.responder != Responder::Nobody)
        for (const Language language : site.languages)
            if (!says_in(site, language))
                faults.push_back({"responder_says", "site.responder_says_missing", {}});
    if (!site.instance_key_copied)
        faults.push_back({"instance_key_copied", "site.key_not_copied", {}});
    return faults;
}

}  // namespace breather::site
