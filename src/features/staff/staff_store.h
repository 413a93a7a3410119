// The only SQL of this room.
#pragma once
#include <optional>
#include <vector>

#include "engines/storage/database.h"
#include "features/staff/messages.h"
#include "features/staff/staff_session.h"

namespace breather::staff {

struct StaffRow {
    StaffId staff_id;
    storage::Sealed sealed;
    Bytes passphrase;
    storage::Sealed totp;
    std::int64_t totp_used = 0;
    Instant since_at{};
    Instant seen_at{};
    std::optional<Instant> closed_at;
};
BOOST_DESCRIBE_STRUCT(StaffRow, (),
                      (staff_id, sealed, passphrase, totp, totp_used, since_at, seen_at, closed_at))

constexpr auto clock_slack = StaffSession::clock_slack;

struct InvitationRow {
    static constexpr std::chrono::hours time{72};
    InvitationId invitation_id;
    storage::Sealed sealed;
    Role role{};
    OrgId org_id;                     // nil: for the whole installation
    std::optional<StaffId> staff_id;  // one who comes back
    StaffId made_by;                  // nil: the command line
    Instant ends_at{};

    bool over(Instant now) const { return ends_at <= now || ends_at > now + time + clock_slack; }
};
BOOST_DESCRIBE_STRUCT(InvitationRow, (),
                      (invitation_id, sealed, role, org_id, staff_id, made_by, ends_at))

struct ProposalRow {
    static constexpr std::chrono::days time{7};
    ProposalId proposal_id;
    ProposedDeed deed{};
    storage::Sealed sealed;
    StaffId made_by;
    Instant made_at{};
    Instant ends_at{};

    bool over(Instant now) const { return ends_at <= now || ends_at > now + time + clock_slack; }
};
BOOST_DESCRIBE_STRUCT(ProposalRow, (), (proposal_id, deed, sealed, made_by, made_at, ends_at))

namespace store {

using storage::Reader;
using storage::Transaction;

/// False when the name is taken.
bool add_staff(Transaction& tx, const StaffRow& row, const Hash& name);
std::optional<StaffRow> find_staff(Reader& reader, StaffId id);
std::optional<StaffRow> find_by_name(Reader& reader, const Hash& name);
std::vector<StaffRow> list_staff(Reader& reader);
/// False when another code was used since `used` was looked up.
bool use_totp(Transaction& tx, StaffId id, std::int64_t step, std::int64_t used, Instant day);
void replace_proofs(Transaction& tx, StaffId id, const Bytes& passphrase,
                    const storage::Sealed& totp, std::int64_t totp_used);
void close_staff(Transaction& tx, StaffId id, Instant at);

void add_role(Transaction& tx, StaffId id, const RoleGrant& grant);
std::int64_t remove_role(Transaction& tx, StaffId id, const RoleGrant& grant);
std::vector<RoleGrant> list_roles(Reader& reader, StaffId id);
std::int64_t count_administrators(Reader& reader);
bool has_anybody(Reader& reader);

void add_session(Transaction& tx, const StaffSession& session);
std::optional<StaffSession> find_session(Reader& reader, const Hash& token);
void touch_session(Transaction& tx, const Hash& token, Instant seen_at);
void refresh_session(Transaction& tx, const Hash& token, Instant fresh_until);
/// False: it has ended already.
bool end_session(Transaction& tx, const Hash& token);
void end_sessions_of(Transaction& tx, StaffId id);

void add_invitation(Transaction& tx, const InvitationRow& row, const Hash& code);
std::optional<InvitationRow> find_invitation(Reader& reader, const Hash& code);
std::vector<InvitationRow> list_invitations(Reader& reader, Instant now);
/// How many went: a link is used once.
std::int64_t remove_invitation(Transaction& tx, InvitationId id);
void remove_invitations_of(Transaction& tx, StaffId id);

void add_proposal(Transaction& tx, const ProposalRow& row);
std::optional<ProposalRow> find_proposal(Reader& reader, ProposalId id);
std::vector<ProposalRow> list_proposals(Reader& reader, Instant now);
std::int64_t remove_proposal(Transaction& tx, ProposalId id);

/// What ended; how many rows went.
std::int64_t sweep(Transaction& tx, Instant now);

}  // namespace store
}  // namespace breather::staff
