// What is known about a member of staff and about an invitation, as it is sealed.
#pragma once
#include <functional>

#include "features/staff/staff_hashes.h"
#include "features/staff/staff_store.h"

namespace breather::staff {

struct StaffRecord {
    PersonName name;
    Text<40> sign_in_name;  // empty: comes in through the provider outside
};
BOOST_DESCRIBE_STRUCT(StaffRecord, (), (name, sign_in_name))

struct InvitationRecord {
    std::optional<PersonName> name;  // nothing: whoever comes says it
    Text<64> totp;                   // base64url
};
BOOST_DESCRIBE_STRUCT(InvitationRecord, (), (name, totp))

storage::Sealed seal(const StaffHashes& hashes, StaffId id, const StaffRecord& record);
StaffRecord open(const StaffHashes& hashes, const StaffRow& row);
storage::Sealed seal(const StaffHashes& hashes, InvitationId id, const InvitationRecord& record);
InvitationRecord open(const StaffHashes& hashes, const InvitationRow& row);
storage::Sealed seal(const StaffHashes& hashes, ProposalId id, const Proposed& record);
Proposed open(const StaffHashes& hashes, const ProposalRow& row);
storage::Sealed seal_totp(const StaffHashes& hashes, StaffId id, BytesView secret);
Bytes open_totp(const StaffHashes& hashes, const StaffRow& row);

/// Empty where nobody wrote one.
std::string text_of(const std::optional<PersonName>& name);

/// The name of an organisation, if there is such a one: looked up in a room above this one.
using OrganisationName = std::function<std::optional<std::string>(storage::Reader&, OrgId)>;

/// The role of the installation, or of one organisation.
RoleGrant grant_of(const InvitationRow& row);

}  // namespace breather::staff
