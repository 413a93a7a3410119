// What administrators do about staff: invite, give and take roles, close accounts, help back in who
// lost phone or passphrase; and what takes two of them.
#pragma once
#include "engines/ledger/ledger.h"
#include "engines/web/spec.h"
#include "features/staff/deed.h"
#include "features/staff/records.h"
#include "features/staff/seat.h"

namespace breather::staff {

class StaffService {
  public:
    struct Parts {
        storage::Database& database;
        const StaffHashes& hashes;
        const Clock& clock;
        Random& random;
        std::string address;  // of the staff's host, for links
        OrganisationName organisation_name = {};
    };
    explicit StaffService(const Parts& parts) : parts_(parts) {}

    /// Where links lead, once the port is known. Before anybody asks.
    const std::string& address() const { return parts_.address; }
    void be_reached_at(std::string address) { parts_.address = std::move(address); }

    PeopleAnswer list(const Administrator& by, storage::Reader& reader) const;

    /// A link, or a proposal where it takes two. The same key gives the same link again.
    /// Refuses: invalid, naming the field; not_found (the organisation).
    Deed<LinkAnswer> invite(const Administrator& by, const InviteAsk& ask, const Uuid& key);
    /// Refuses: not_found.
    Deed<web::Nothing> withdraw_invitation(const Administrator& by, InvitationId id);
    Deed<LinkAnswer> grant(const Administrator& by, StaffId id, const RoleGrant& grant,
                           const Uuid& key);
    /// Refuses: not_found; conflict "staff.last_administrator".
    Deed<web::Nothing> revoke(const Administrator& by, StaffId id, const RoleGrant& grant);
    /// Sessions end at once. Refuses: as revoke.
    Deed<web::Nothing> close(const Administrator& by, StaffId id);
    /// A new enrolment link; the old passphrase holds until it is used.
    Deed<LinkAnswer> reset(const Administrator& by, StaffId id, const Uuid& key);

    /// Carries out what another administrator proposed. Refuses: not_found; not_allowed
    /// "staff.own_proposal".
    Deed<LinkAnswer> agree(const Administrator& by, ProposalId id, const Uuid& key);
    Deed<web::Nothing> withdraw_proposal(const Administrator& by, ProposalId id);

    /// The name of whoever did something, where it is one of the staff.
    std::optional<std::string> find_name(storage::Reader& reader, const Uuid& id) const;

    /// For the first starts: a link for the first administrator, who says their own name. The one
    /// of an earlier start is given again as long as it lives. Waits for the disk.
    std::string invite_first(const ledger::Ledger& ledger);

    /// For the command line; without a name whoever comes says it. Waits for the disk.
    std::string invite_from_the_console(const ledger::Ledger& ledger, const std::string& name,
                                        const RoleGrant& grant);
    bool has_anybody();

  private:
    struct Made {
        InvitationRow row;
        Hash code;
    };
    Made make_invitation(const Uuid& by, const std::string& code, const InvitationId& id,
                         std::optional<PersonName> name, const RoleGrant& grant,
                         std::optional<StaffId> comes_back) const;
    Deed<LinkAnswer> propose(const Administrator& by, ProposedDeed deed, Proposed says,
                             const Uuid& key);
    Told carry_out(storage::Transaction& tx, ProposedDeed deed, const Proposed& says,
                   const Made& made) const;
    Made invitation_for(const Uuid& by, ProposedDeed deed, const Proposed& says,
                        const Uuid& key) const;
    std::function<LinkAnswer(storage::Reader&)> link_answer(const Uuid& by, const Uuid& key) const;
    std::string link_of(const std::string& code) const;
    ProposalAnswer answer_of(storage::Reader& reader, const ProposalRow& row,
                             const Uuid& asker) const;
    /// Refuses: not_found.
    void get_organisation(storage::Reader& reader, std::optional<OrgId> org) const;
    void get_active(storage::Reader& reader, StaffId id) const;
    bool needs_two(storage::Reader& reader, ProposedDeed deed, const Proposed& says) const;

    Parts parts_;
};

}  // namespace breather::staff
