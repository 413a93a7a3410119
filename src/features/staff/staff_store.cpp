#include "features/staff/staff_store.h"

namespace breather::staff::store {
namespace {

using storage::Statement;

constexpr Statement insert_staff{"staff.insert_staff", R"sql(
    insert into staff (staff_id, name_hash, sealed, passphrase, totp, totp_used, since_at, seen_at, closed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, null)
    on conflict (name_hash) do nothing
)sql"};
constexpr Statement select_staff{"staff.select_staff", R"sql(
    select staff_id, sealed, passphrase, totp, totp_used, since_at, seen_at, closed_at from staff
    where staff_id = $1
)sql"};
constexpr Statement select_by_name{"staff.select_by_name", R"sql(
    select staff_id, sealed, passphrase, totp, totp_used, since_at, seen_at, closed_at from staff
    where name_hash = $1
)sql"};
constexpr Statement select_all{"staff.select_all", R"sql(
    select staff_id, sealed, passphrase, totp, totp_used, since_at, seen_at, closed_at from staff
    order by staff_id
)sql"};
constexpr Statement update_totp{"staff.update_totp", R"sql(
    update staff set totp_used = $2, seen_at = $4 where staff_id = $1 and totp_used = $3
)sql"};
constexpr Statement update_proofs{"staff.update_proofs", R"sql(
    update staff set passphrase = $2, totp = $3, totp_used = $4 where staff_id = $1
)sql"};
constexpr Statement update_closed{"staff.update_closed", R"sql(
    update staff set closed_at = $2 where staff_id = $1 and closed_at is null
)sql"};

constexpr Statement insert_role{"staff.insert_role", R"sql(
    insert into staff_role (staff_id, role, org_id) values ($1, $2, $3)
    on conflict (staff_id, role, org_id) do nothing
)sql"};
constexpr Statement delete_role{"staff.delete_role", R"sql(
    delete from staff_role where staff_id = $1 and role = $2 and org_id = $3
)sql"};
constexpr Statement select_roles{"staff.select_roles", R"sql(
    select role, nullif(org_id, $2) as organisation from staff_role where staff_id = $1
    order by role, org_id
)sql"};
constexpr Statement count_of_role{"staff.count_of_role", R"sql(
    select cast(count(*) as bigint) from staff_role r join staff s on s.staff_id = r.staff_id
    where r.role = $1 and s.closed_at is null
)sql"};
constexpr Statement select_anybody{"staff.select_anybody", R"sql(
    select cast(count(*) as bigint) from staff where closed_at is null
)sql"};

constexpr Statement insert_session{"staff.insert_session", R"sql(
    insert into staff_session (token_hash, staff_id, started_at, seen_at, fresh_until, ends_at)
    values ($1, $2, $3, $4, $5, $6)
)sql"};
constexpr Statement select_session{"staff.select_session", R"sql(
    select t.token_hash, t.staff_id, t.started_at, t.seen_at, t.fresh_until, t.ends_at
    from staff_session t join staff s on s.staff_id = t.staff_id
    where t.token_hash = $1 and s.closed_at is null
)sql"};
constexpr Statement update_seen{"staff.update_seen", R"sql(
    update staff_session set seen_at = $2 where token_hash = $1 and seen_at < $2
)sql"};
constexpr Statement update_fresh{"staff.update_fresh", R"sql(
    update staff_session set fresh_until = $2 where token_hash = $1
)sql"};
constexpr Statement delete_session{"staff.delete_session", R"sql(
    delete from staff_session where token_hash = $1
)sql"};
constexpr Statement delete_sessions{"staff.delete_sessions", R"sql(
    delete from staff_session where staff_id = $1
)sql"};

constexpr Statement insert_invitation{"staff.insert_invitation", R"sql(
    insert into staff_invitation (invitation_id, code_hash, sealed, role, org_id, staff_id, made_by, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};
constexpr Statement select_invitation{"staff.select_invitation", R"sql(
    select invitation_id, sealed, role, org_id, staff_id, made_by, ends_at from staff_invitation
    where code_hash = $1
)sql"};
constexpr Statement select_invitations{"staff.select_invitations", R"sql(
    select invitation_id, sealed, role, org_id, staff_id, made_by, ends_at from staff_invitation
    where ends_at > $1 and ends_at <= $2 order by ends_at, invitation_id
)sql"};
constexpr Statement delete_invitation{"staff.delete_invitation", R"sql(
    delete from staff_invitation where invitation_id = $1
)sql"};
constexpr Statement delete_invitations_of{"staff.delete_invitations_of", R"sql(
    delete from staff_invitation where staff_id = $1
)sql"};

constexpr Statement insert_proposal{"staff.insert_proposal", R"sql(
    insert into staff_proposal (proposal_id, deed, sealed, made_by, made_at, ends_at)
    values ($1, $2, $3, $4, $5, $6)
)sql"};
constexpr Statement select_proposal{"staff.select_proposal", R"sql(
    select proposal_id, deed, sealed, made_by, made_at, ends_at from staff_proposal
    where proposal_id = $1
)sql"};
constexpr Statement select_proposals{"staff.select_proposals", R"sql(
    select proposal_id, deed, sealed, made_by, made_at, ends_at from staff_proposal
    where ends_at > $1 and ends_at <= $2 order by made_at, proposal_id
)sql"};
constexpr Statement delete_proposal{"staff.delete_proposal", R"sql(
    delete from staff_proposal where proposal_id = $1
)sql"};

constexpr Statement sweep_sessions{"staff.sweep_sessions", R"sql(
    delete from staff_session where ends_at <= $1 or started_at > $2
)sql"};
constexpr Statement sweep_invitations{"staff.sweep_invitations", R"sql(
    delete from staff_invitation where ends_at <= $1 or ends_at > $2
)sql"};
constexpr Statement sweep_proposals{"staff.sweep_proposals", R"sql(
    delete from staff_proposal where ends_at <= $1 or ends_at > $2
)sql"};

OrgId org_of(const RoleGrant& grant) { return grant.organisation.value_or(OrgId{}); }

}  // namespace

bool add_staff(Transaction& tx, const StaffRow& row, const Hash& name) {
    return tx.run(insert_staff, row.staff_id, name, row.sealed, row.passphrase, row.totp,
                  row.totp_used, row.since_at, row.seen_at) == 1;
}

std::optional<StaffRow> find_staff(Reader& reader, StaffId id) {
    return reader.find<StaffRow>(select_staff, id);
}

std::optional<StaffRow> find_by_name(Reader& reader, const Hash& name) {
    return reader.find<StaffRow>(select_by_name, name);
}

std::vector<StaffRow> list_staff(Reader& reader) { return reader.list<StaffRow>(select_all); }

bool use_totp(Transaction& tx, StaffId id, std::int64_t step, std::int64_t used, Instant day) {
    return tx.run(update_totp, id, step, used, day) == 1;
}

void replace_proofs(Transaction& tx, StaffId id, const Bytes& passphrase,
                    const storage::Sealed& totp, std::int64_t totp_used) {
    tx.run(update_proofs, id, passphrase, totp, totp_used);
}

void close_staff(Transaction& tx, StaffId id, Instant at) { tx.run(update_closed, id, at); }

void add_role(Transaction& tx, StaffId id, const RoleGrant& grant) {
    tx.run(insert_role, id, grant.role, org_of(grant));
}

std::int64_t remove_role(Transaction& tx, StaffId id, const RoleGrant& grant) {
    return tx.run(delete_role, id, grant.role, org_of(grant));
}

std::vector<RoleGrant> list_roles(Reader& reader, StaffId id) {
    return reader.list<RoleGrant>(select_roles, id, OrgId{});
}

std::int64_t count_administrators(Reader& reader) {
    return *reader.find<std::int64_t>(count_of_role, Role::Administrator);
}

bool has_anybody(Reader& reader) { return *reader.find<std::int64_t>(select_anybody) > 0; }

void add_session(Transaction& tx, const StaffSession& session) {
    tx.run(insert_session, session.token_hash, session.staff_id, session.started_at,
           session.seen_at, session.fresh_until, session.ends_at);
}

std::optional<StaffSession> find_session(Reader& reader, const Hash& token) {
    return reader.find<StaffSession>(select_session, token);
}

void touch_session(Transaction& tx, const Hash& token, Instant seen_at) {
    tx.run(update_seen, token, seen_at);
}

void refresh_session(Transaction& tx, const Hash& token, Instant fresh_until) {
    tx.run(update_fresh, token, fresh_until);
}

bool end_session(Transaction& tx, const Hash& token) { return tx.run(delete_session, token) == 1; }

void end_sessions_of(Transaction& tx, StaffId id) { tx.run(delete_sessions, id); }

void add_invitation(Transaction& tx, const InvitationRow& row, const Hash& code) {
    tx.run(insert_invitation, row.invitation_id, code, row.sealed, row.role, row.org_id,
           row.staff_id, row.made_by, row.ends_at);
}

std::optional<InvitationRow> find_invitation(Reader& reader, const Hash& code) {
    return reader.find<InvitationRow>(select_invitation, code);
}

std::vector<InvitationRow> list_invitations(Reader& reader, Instant now) {
    return reader.list<InvitationRow>(select_invitations, now,
                                      now + InvitationRow::time + clock_slack);
}

std::int64_t remove_invitation(Transaction& tx, InvitationId id) {
    return tx.run(delete_invitation, id);
}

void remove_invitations_of(Transaction& tx, StaffId id) { tx.run(delete_invitations_of, id); }

void add_proposal(Transaction& tx, const ProposalRow& row) {
    tx.run(insert_proposal, row.proposal_id, row.deed, row.sealed, row.made_by, row.made_at,
           row.ends_at);
}

std::optional<ProposalRow> find_proposal(Reader& reader, ProposalId id) {
    return reader.find<ProposalRow>(select_proposal, id);
}

std::vector<ProposalRow> list_proposals(Reader& reader, Instant now) {
    return reader.list<ProposalRow>(select_proposals, now, now + ProposalRow::time + clock_slack);
}

std::int64_t remove_proposal(Transaction& tx, ProposalId id) { return tx.run(delete_proposal, id); }

std::int64_t sweep(Transaction& tx, Instant now) {
    return tx.run(sweep_sessions, now, now + clock_slack) +
           tx.run(sweep_invitations, now, now + InvitationRow::time + clock_slack) +
           tx.run(sweep_proposals, now, now + ProposalRow::time + clock_slack);
}

}  // namespace breather::staff::store
