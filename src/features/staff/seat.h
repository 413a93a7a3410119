// Proof that a member of staff asks, and in which role. Only this room's doors can make one, from a
// session that has not ended and roles as they stand at this very request: a call that takes
// `const Administrator&` cannot be written by whoever has no such proof.
#pragma once
#include <algorithm>
#include <array>
#include <vector>

#include "features/staff/role.h"
#include "features/staff/staff_session.h"

namespace breather::staff {

class Staff {
  public:
    StaffId id() const { return session_.staff_id; }
    const std::vector<RoleGrant>& roles() const { return roles_; }
    const StaffSession& session() const { return session_; }
    bool has(Role role) const {
        return std::any_of(roles_.begin(), roles_.end(),
                           [&](const RoleGrant& each) { return each.role == role; });
    }
    /// Anybody of the staff may stand here.
    static constexpr std::array<Role, 0> needed{};

  protected:
    friend class Doorway;
    Staff(const StaffSession& session, std::vector<RoleGrant> roles)
        : session_(session), roles_(std::move(roles)) {}

  private:
    StaffSession session_;
    std::vector<RoleGrant> roles_;
};

template <Role R>
class Seat : public Staff {
  public:
    static constexpr std::array needed{R};
    /// The organisations this role was given for.
    std::vector<OrgId> organisations() const {
        std::vector<OrgId> all;
        for (const RoleGrant& each : roles())
            if (each.role == R && each.organisation) all.push_back(*each.organisation);
        return all;
    }

  private:
    friend class Doorway;
    using Staff::Staff;
};

/// Whoever has one of several roles: for what more than one of them may see.
template <Role... R>
class AnySeat : public Staff {
  public:
    static constexpr std::array needed{R...};

  private:
    friend class Doorway;
    using Staff::Staff;
};

using Administrator = Seat<Role::Administrator>;
using Coach = Seat<Role::Coach>;
using Facilitator = Seat<Role::Facilitator>;
using OrganisationManager = Seat<Role::Organisation>;
using Researcher = Seat<Role::Researcher>;
using Author = Seat<Role::Author>;
using AuthorOrAdministrator = AnySeat<Role::Author, Role::Administrator>;

}  // namespace breather::staff
