// What somebody who works here may do. Nobody may do everything: each role opens its own rooms.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

#include "base/enum_names.h"
#include "base/id.h"

namespace breather::staff {

using StaffId = Id<struct StaffTag>;

enum class Role { Administrator, Coach, Facilitator, Organisation, Researcher, Author };
BOOST_DESCRIBE_ENUM(Role, Administrator, Coach, Facilitator, Organisation, Researcher, Author)
constexpr std::string_view json_name(Role role) {
    switch (role) {
        case Role::Administrator:
            return "administrator";
        case Role::Coach:
            return "coach";
        case Role::Facilitator:
            return "facilitator";
        case Role::Organisation:
            return "organisation";
        case Role::Researcher:
            return "researcher";
        case Role::Author:
            return "author";
    }
    return "";
}

/// These work for one organisation; the others for the whole installation.
constexpr bool is_for_an_organisation(Role role) {
    return role == Role::Coach || role == Role::Facilitator || role == Role::Organisation;
}

/// With these much can be opened or carried out: two administrators give them.
constexpr bool takes_two(Role role) {
    return role == Role::Administrator || role == Role::Researcher;
}

struct RoleGrant {
    Role role{};
    std::optional<OrgId> organisation;
    bool operator==(const RoleGrant&) const = default;
};
BOOST_DESCRIBE_STRUCT(RoleGrant, (), (role, organisation))

/// Refuses: invalid, naming the field: a role of one organisation without one, or the other way
/// round.
void check(const RoleGrant& grant);

}  // namespace breather::staff
