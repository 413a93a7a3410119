#include "app/demo/invented.h"

#include <algorithm>

#include "app/demo/sixteen_weeks.h"

namespace breather::demo {
namespace {

using organisations::Country;
using organisations::Labels;
using organisations::Organisation;

Organisation invented(std::string name, std::string operator_name, Country country, Labels labels,
                      std::vector<organisations::Permission> permissions) {
    Organisation made;
    made.name = std::move(name);
    made.operator_name = std::move(operator_name);
    made.country = country;
    made.labels = labels;
    made.pack = "steady";
    made.permissions = std::move(permissions);
    return made;
}

std::vector<Organisation> list_invented() {
    using Says = Text<400, 1>;
    const organisations::Permission english{Language::en_GB,
                                            Says("You may take ten minutes of a shift for this, "
                                                 "twice a week. Nobody asks who uses it.")};
    const organisations::Permission chinese{
        Language::zh_Hans, Says("每周两次，每次十分钟，可以在上班时间用。没有人会问谁在用。")};
    return {invented("Northgate Hospitals Trust (invented)",
                     "Harbour University Well-being Service (invented)", Country::GB,
                     Labels::WellBeing, {english, chinese}),
            invented("云山市第三医院（虚构）", "清河大学职工支持中心（虚构）", Country::CN,
                     Labels::ProfessionalSkills, {chinese, english})};
}

std::string open_code(organisations::OrganisationsService& service, OrgId org) {
    for (const auto& row : service.list_codes(org))
        if (!row.closed_at) return row.code;
    return service.new_code(org).kept();
}

}  // namespace

std::string make_demo(House& house, std::optional<std::uint64_t> use_from) {
    auto& service = house.organisations();
    const std::vector<Organisation> present = service.list();
    std::string says;
    for (Organisation& wanted : list_invented()) {
        const auto found =
            std::find_if(present.begin(), present.end(),
                         [&](const Organisation& one) { return one.name == wanted.name; });
        const std::string name = wanted.name, run_by = wanted.operator_name;
        const bool is_new = found == present.end();
        const OrgId org = is_new ? service.add(std::move(wanted)) : found->id;
        says += name + ", run by " + run_by + "\n  " + house.address() + "/p/" +
                open_code(service, org) + "\n";
        if (is_new && use_from) says += live_sixteen_weeks(house, org, (*use_from)++);
    }
    return says;
}

}  // namespace breather::demo
