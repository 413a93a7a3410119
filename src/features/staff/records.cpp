#include "features/staff/records.h"

#include "base/json.h"

namespace breather::staff {
namespace {

constexpr std::string_view staff_table = "staff";
constexpr std::string_view invitation_table = "staff_invitation";
constexpr std::string_view proposal_table = "staff_proposal";
constexpr std::string_view sealed_column = "sealed";
constexpr std::string_view totp_column = "totp";

template <class Record>
storage::Sealed seal_record(const StaffHashes& hashes, std::string_view table, const Uuid& row,
                            const Record& record) {
    return hashes.seal(table, sealed_column, row, json::write(record));
}

template <class Record>
Record open_record(const StaffHashes& hashes, std::string_view table, const Uuid& row,
                   const storage::Sealed& sealed) {
    return json::bind<Record>(hashes.open(table, sealed_column, row, sealed));
}

}  // namespace

storage::Sealed seal(const StaffHashes& hashes, StaffId id, const StaffRecord& record) {
    return seal_record(hashes, staff_table, id.uuid, record);
}

StaffRecord open(const StaffHashes& hashes, const StaffRow& row) {
    return open_record<StaffRecord>(hashes, staff_table, row.staff_id.uuid, row.sealed);
}

storage::Sealed seal(const StaffHashes& hashes, InvitationId id, const InvitationRecord& record) {
    return seal_record(hashes, invitation_table, id.uuid, record);
}

InvitationRecord open(const StaffHashes& hashes, const InvitationRow& row) {
    return open_record<InvitationRecord>(hashes, invitation_table, row.invitation_id.uuid,
                                         row.sealed);
}

storage::Sealed seal(const StaffHashes& hashes, ProposalId id, const Proposed& record) {
    return seal_record(hashes, proposal_table, id.uuid, record);
}

Proposed open(const StaffHashes& hashes, const ProposalRow& row) {
    return open_record<Proposed>(hashes, proposal_table, row.proposal_id.uuid, row.sealed);
}

storage::Sealed seal_totp(const StaffHashes& hashes, StaffId id, BytesView secret) {
    return hashes.seal(staff_table, totp_column, id.uuid, to_base64url(secret));
}

Bytes open_totp(const StaffHashes& hashes, const StaffRow& row) {
    return from_base64url(hashes.open(staff_table, totp_column, row.staff_id.uuid, row.totp))
        .value();
}

std::string text_of(const std::optional<PersonName>& name) { return name ? name->str() : ""; }

RoleGrant grant_of(const InvitationRow& row) {
    RoleGrant grant{row.role, {}};
    if (row.org_id != OrgId{}) grant.organisation = row.org_id;
    return grant;
}

}  // namespace breather::staff
