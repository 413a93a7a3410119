#include "features/staff/staff_service.h"

#include "base/refusal.h"
#include "engines/credentials/totp.h"
#include "features/staff/outside_store.h"

namespace breather::staff {
namespace {

std::string word_of(Role role) { return std::string(json_name(role)); }

Refusal field(std::string path, std::string key) {
    return Refusal::invalid({FieldFault{std::move(path), std::move(key), {}}});
}

RoleGrant grant_in(const Proposed& says) { return {says.role.value(), says.organisation}; }

void keep_one_administrator(storage::Transaction& tx) {
    if (store::count_administrators(tx) == 0) throw Refusal::conflict("staff.last_administrator");
}

}  // namespace

void check(const RoleGrant& grant) {
    if (is_for_an_organisation(grant.role) == grant.organisation.has_value()) return;
    throw field("organisation", grant.organisation ? "staff.role_for_all" : "field.required");
}

std::string StaffService::link_of(const std::string& code) const {
    return parts_.address + "/#enrol=" + code;
}

std::optional<std::string> StaffService::find_name(storage::Reader& reader, const Uuid& id) const {
    if (const auto row = store::find_staff(reader, StaffId{id}))
        return open(parts_.hashes, *row).name.str();
    return std::nullopt;
}

ProposalAnswer StaffService::answer_of(storage::Reader& reader, const ProposalRow& row,
                                       const Uuid& asker) const {
    return {row.proposal_id,
            row.deed,
            open(parts_.hashes, row),
            find_name(reader, row.made_by.uuid).value_or(""),
            row.made_by.uuid == asker,
            row.made_at,
            row.ends_at};
}

PeopleAnswer StaffService::list(const Administrator& by, storage::Reader& reader) const {
    PeopleAnswer answer;
    const Instant now = parts_.clock.now();
    for (const StaffRow& row : store::list_staff(reader))
        answer.people.push_back({row.staff_id, open(parts_.hashes, row).name.str(),
                                 store::list_roles(reader, row.staff_id),
                                 row.closed_at ? "closed" : "active", row.since_at, row.seen_at});
    for (const InvitationRow& row : store::list_invitations(reader, now))
        answer.invitations.push_back({row.invitation_id, text_of(open(parts_.hashes, row).name),
                                      row.staff_id ? store::list_roles(reader, *row.staff_id)
                                                   : std::vector<RoleGrant>{grant_of(row)},
                                      row.staff_id.has_value(), row.ends_at,
                                      find_name(reader, row.made_by.uuid).value_or("")});
    for (const ProposalRow& row : store::list_proposals(reader, now))
        answer.proposals.push_back(answer_of(reader, row, by.id().uuid));
    return answer;
}

void StaffService::get_active(storage::Reader& reader, StaffId id) const {
    const auto row = store::find_staff(reader, id);
    if (!row || row->closed_at) throw Refusal::not_found("staff.person");
}

void StaffService::get_organisation(storage::Reader& reader, std::optional<OrgId> org) const {
    if (org && parts_.organisation_name && !parts_.organisation_name(reader, *org))
        throw Refusal::not_found("staff.organisation");
}

/// With one administrator there is nobody to ask.
bool StaffService::needs_two(storage::Reader& reader, ProposedDeed deed,
                             const Proposed& says) const {
    if (store::count_administrators(reader) < 2) return false;
    switch (deed) {
        case ProposedDeed::Invite:
        case ProposedDeed::Grant:
            return takes_two(*says.role);
        case ProposedDeed::Reset:
            for (const RoleGrant& each : store::list_roles(reader, *says.staff))
                if (takes_two(each.role)) return true;
            return false;
    }
    return true;
}

StaffService::Made StaffService::make_invitation(const Uuid& by, const std::string& code,
                                                 const InvitationId& id,
                                                 std::optional<PersonName> name,
                                                 const RoleGrant& grant,
                                                 std::optional<StaffId> comes_back) const {
    const auto totp = credentials::Totp::make(parts_.random);
    const InvitationRecord record{std::move(name), Text<64>(to_base64url(totp.view()))};
    return {{.invitation_id = id,
             .sealed = seal(parts_.hashes, id, record),
             .role = grant.role,
             .org_id = grant.organisation.value_or(OrgId{}),
             .staff_id = comes_back,
             .made_by = StaffId{by},
             .ends_at = parts_.clock.now() + InvitationRow::time},
            parts_.hashes.code(code)};
}

/// Made before the write is queued, whether it will be needed or not.
StaffService::Made StaffService::invitation_for(const Uuid& by, ProposedDeed deed,
                                                const Proposed& says, const Uuid& key) const {
    const bool links = deed == ProposedDeed::Invite || deed == ProposedDeed::Reset;
    if (!links) return {};
    const bool comes_back = deed == ProposedDeed::Reset;
    return make_invitation(by, parts_.hashes.code_for(by, key),
                           InvitationId{parts_.hashes.id_for(by, key)}, says.name,
                           comes_back ? RoleGrant{Role::Author, {}} : grant_in(says),
                           comes_back ? says.staff : std::nullopt);
}

Told StaffService::carry_out(storage::Transaction& tx, ProposedDeed deed, const Proposed& says,
                             const Made& made) const {
    switch (deed) {
        case ProposedDeed::Invite:
            get_organisation(tx, says.organisation);
            store::add_invitation(tx, made.row, made.code);
            return {"staff.invited", word_of(*says.role)};
        case ProposedDeed::Grant:
            get_active(tx, *says.staff);
            get_organisation(tx, says.organisation);
            store::add_role(tx, *says.staff, grant_in(says));
            return {"staff.role_given", word_of(*says.role) + " " + says.staff->text()};
        case ProposedDeed::Reset:
            get_active(tx, *says.staff);
            store::remove_invitations_of(tx, *says.staff);
            store::add_invitation(tx, made.row, made.code);
            return {"staff.reset", says.staff->text()};
    }
    ensure(false, "a deed that nobody carries out");
    return {};
}

std::function<LinkAnswer(storage::Reader&)> StaffService::link_answer(const Uuid& by,
                                                                      const Uuid& key) const {
    const std::string code = parts_.hashes.code_for(by, key);
    const ProposalId proposal{parts_.hashes.id_for(by, key)};
    return [this, by, code, proposal](storage::Reader& reader) {
        LinkAnswer answer;
        if (const auto row = store::find_invitation(reader, parts_.hashes.code(code))) {
            answer.link = link_of(code);
            answer.ends_at = row->ends_at;
        } else if (const auto waiting = store::find_proposal(reader, proposal)) {
            answer.proposal = answer_of(reader, *waiting, by);
        }
        return answer;
    };
}

Deed<LinkAnswer> StaffService::propose(const Administrator& by, ProposedDeed deed, Proposed says,
                                       const Uuid& key) {
    const Uuid asker = by.id().uuid;
    const ProposalId id{parts_.hashes.id_for(asker, key)};
    const Instant now = parts_.clock.now();
    const ProposalRow row{.proposal_id = id,
                          .deed = deed,
                          .sealed = seal(parts_.hashes, id, says),
                          .made_by = by.id(),
                          .made_at = now,
                          .ends_at = now + ProposalRow::time};
    const auto made = invitation_for(asker, deed, says, key);
    return {[this, deed, says, row, made](storage::Transaction& tx) -> Told {
                if (says.staff) get_active(tx, *says.staff);
                if (!needs_two(tx, deed, says)) return carry_out(tx, deed, says, made);
                store::add_proposal(tx, row);
                return {"staff.proposed", std::string(json_name(deed))};
            },
            link_answer(asker, key)};
}

Deed<LinkAnswer> StaffService::invite(const Administrator& by, const InviteAsk& ask,
                                      const Uuid& key) {
    check(RoleGrant{ask.role, ask.organisation});
    return propose(by, ProposedDeed::Invite, {ask.name, ask.role, ask.organisation, {}}, key);
}

Deed<LinkAnswer> StaffService::grant(const Administrator& by, StaffId id, const RoleGrant& grant,
                                     const Uuid& key) {
    check(grant);
    return propose(by, ProposedDeed::Grant, {{}, grant.role, grant.organisation, id}, key);
}

Deed<LinkAnswer> StaffService::reset(const Administrator& by, StaffId id, const Uuid& key) {
    Proposed says;
    says.staff = id;
    // The name stands on the enrolment page of whoever comes back.
    if (const auto name = parts_.database.read_now(
            [&](storage::Reader& reader) { return find_name(reader, id.uuid); }))
        says.name = PersonName(std::string(*name));
    return propose(by, ProposedDeed::Reset, std::move(says), key);
}

Deed<LinkAnswer> StaffService::agree(const Administrator& by, ProposalId id, const Uuid& key) {
    const Uuid asker = by.id().uuid;
    const auto row = parts_.database.read_now(
        [&](storage::Reader& reader) { return store::find_proposal(reader, id); });
    // Agreed to already: a repeat hears the same link.
    Made made;
    Proposed says;
    ProposedDeed deed{};
    const bool known = row && !row->over(parts_.clock.now());
    if (known) {
        if (row->made_by == by.id()) throw Refusal::not_allowed("staff.own_proposal");
        says = open(parts_.hashes, *row);
        deed = row->deed;
        made = invitation_for(asker, deed, says, key);
    }
    return {[this, id, deed, says, made, known](storage::Transaction& tx) -> Told {
                if (!known || store::remove_proposal(tx, id) != 1)
                    throw Refusal::not_found("staff.proposal");
                auto told = carry_out(tx, deed, says, made);
                told.about += (told.about.empty() ? "" : " ") + std::string("by two");
                return told;
            },
            link_answer(asker, key)};
}

Deed<web::Nothing> StaffService::withdraw_proposal(const Administrator&, ProposalId id) {
    return {[id](storage::Transaction& tx) -> Told {
                if (store::remove_proposal(tx, id) != 1) throw Refusal::not_found("staff.proposal");
                return {"staff.proposal_withdrawn", {}};
            },
            [](storage::Reader&) { return web::Nothing{}; }};
}

Deed<web::Nothing> StaffService::withdraw_invitation(const Administrator&, InvitationId id) {
    return {[id](storage::Transaction& tx) -> Told {
                if (store::remove_invitation(tx, id) != 1)
                    throw Refusal::not_found("staff.invitation");
                return {"staff.invitation_withdrawn", {}};
            },
            [](storage::Reader&) { return web::Nothing{}; }};
}

Deed<web::Nothing> StaffService::revoke(const Administrator&, StaffId id, const RoleGrant& grant) {
    check(grant);
    return {[this, id, grant](storage::Transaction& tx) -> Told {
                get_active(tx, id);
                if (store::remove_role(tx, id, grant) != 1) throw Refusal::not_found("staff.role");
                keep_one_administrator(tx);
                return {"staff.role_taken", word_of(grant.role) + " " + id.text()};
            },
            [](storage::Reader&) { return web::Nothing{}; }};
}

Deed<web::Nothing> StaffService::close(const Administrator&, StaffId id) {
    const Instant day = std::chrono::floor<std::chrono::days>(parts_.clock.now());
    return {[this, id, day](storage::Transaction& tx) -> Told {
                get_active(tx, id);
                store::close_staff(tx, id, day);
                store::end_sessions_of(tx, id);
                store::remove_invitations_of(tx, id);
                store::unbind_outside(tx, id);
                keep_one_administrator(tx);
                return {"staff.closed", id.text()};
            },
            [](storage::Reader&) { return web::Nothing{}; }};
}

std::string StaffService::invite_from_the_console(const ledger::Ledger& ledger,
                                                  const std::string& name, const RoleGrant& grant) {
    check(grant);
    if (text_fault(name, 0, 80)) throw field("name", "field.required");
    const auto id = InvitationId::make(parts_.clock, parts_.random);
    const std::string code = parts_.hashes.code_for(Uuid{}, id.uuid);
    const auto made = make_invitation(
        Uuid{}, code, id,
        name.empty() ? std::nullopt : std::optional(PersonName(std::string(name))), grant, {});
    const Instant now = parts_.clock.now();
    parts_.database.write_now([&](storage::Transaction& tx) {
        get_organisation(tx, grant.organisation);
        store::add_invitation(tx, made.row, made.code);
        ledger.append(tx, {now, Uuid{}, "staff.invited", word_of(grant.role)});
    });
    return link_of(code);
}

std::string StaffService::invite_first(const ledger::Ledger& ledger) {
    const auto living = parts_.database.read_now([&](storage::Reader& reader) {
        return store::list_invitations(reader, parts_.clock.now());
    });
    for (const auto& row : living)
        if (row.role == Role::Administrator && row.made_by == StaffId{} && !row.staff_id)
            return link_of(parts_.hashes.code_for(Uuid{}, row.invitation_id.uuid));
    return invite_from_the_console(ledger, "", {Role::Administrator, {}});
}

bool StaffService::has_anybody() { return parts_.database.read_now(store::has_anybody); }

}  // namespace breather::staff
