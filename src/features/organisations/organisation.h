// An organisation whose people may join: who employs them, who runs the program for them (these
// should be two), what its leadership permits in its own words, and what its people are offered.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/language.h"
#include "base/text.h"

namespace breather::organisations {

/// Whose help lines are offered first. Apart from the language a person reads.
enum class Country { GB, CN, Other };
BOOST_DESCRIBE_ENUM(Country, GB, CN, Other)
constexpr std::string_view json_name(Country country) {
    return country == Country::GB ? "GB" : country == Country::CN ? "CN" : "other";
}

/// What the programme is called here: the same steps under the name people will be at ease with.
enum class Labels { WellBeing, Resilience, ProfessionalSkills };
BOOST_DESCRIBE_ENUM(Labels, WellBeing, Resilience, ProfessionalSkills)

/// In one language: the sentence of permission its leadership gives ("You may take ten minutes of a
/// shift for this").
struct Permission {
    Language language{};
    Text<400, 1> says;
};
BOOST_DESCRIBE_STRUCT(Permission, (), (language, says))

struct Organisation {
    OrgId id;
    std::string name;
    std::string operator_name;
    Country country = Country::Other;
    Labels labels = Labels::WellBeing;
    std::string pack;
    std::vector<Permission> permissions;  // the languages it is offered in, the first one first

    /// What it permits in this language, or in its first one.
    std::string_view permission(Language language) const;
};

/// Refuses: invalid, naming each field that is empty, too long or missing.
void check(const Organisation& organisation);

}  // namespace breather::organisations
