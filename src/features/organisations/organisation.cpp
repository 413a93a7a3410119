#include "features/organisations/organisation.h"

#include <set>

#include "base/refusal.h"

namespace breather::organisations {
namespace {

constexpr std::size_t name_max = 120;

bool is_slug(std::string_view text) {
    if (text.empty() || text.size() > 64) return false;
    for (const char c : text) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return true;
}

}  // namespace

std::string_view Organisation::permission(Language language) const {
    for (const auto& each : permissions) {
        if (each.language == language) return each.says.view();
    }
    return permissions.empty() ? std::string_view{} : permissions.front().says.view();
}

void check(const Organisation& organisation) {
    std::vector<FieldFault> faults;
    const auto named = [&](std::string_view path, const std::string& text) {
        if (auto fault = text_fault(text, 1, name_max)) {
            faults.push_back({std::string(path), fault->key, fault->params});
        }
    };
    named("name", organisation.name);
    named("operator", organisation.operator_name);
    if (!is_slug(organisation.pack)) faults.push_back({"pack", "organisations.pack_name", {}});
    if (organisation.permissions.empty()) faults.push_back({"permission", "field.required", {}});
    std::set<Language> seen;
    for (const auto& each : organisation.permissions) {
        if (!seen.insert(each.language).second) {
            faults.push_back({"permission", "organisations.language_twice", {}});
        }
    }
    if (!faults.empty()) throw Refusal::invalid(std::move(faults));
}

}  // namespace breather::organisations
