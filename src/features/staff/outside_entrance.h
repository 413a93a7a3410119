// Coming in through a provider of identities outside, for staff of an installation that has one:
// the enrolment link binds an account to what the provider calls somebody, and from then on its
// word opens the same session with the same rules. Nobody comes to be by a claim, and no role
// follows from one. Each call may wait for the provider and belongs in a pool of its own.
#pragma once
#include "features/staff/entrance.h"
#include "features/staff/outside_way.h"

namespace breather::staff {

class OutsideEntrance {
  public:
    struct Parts {
        storage::Database& database;
        const ledger::Ledger& ledger;
        const StaffHashes& hashes;
        const Entrance& entrance;
        const Clock& clock;
        Random& random;
        oidc::Provider* provider;              // nothing: there is none
        std::string name;                      // what people call it
        std::function<std::string()> address;  // of the staff's host
    };
    explicit OutsideEntrance(Parts parts) : parts_(std::move(parts)) {}

    /// Where the provider sends people back to, behind the staff's address.
    static constexpr std::string_view path = "/outside";

    struct Sent {
        OutsideSent answer;
        std::string cookie;
    };
    struct CameIn {
        MeAnswer answer;
        Token token{};
    };

    OutsideAnswer about() const;
    /// Refuses: not_found "staff.outside_off"; not_signed_in "staff.enrolment_unknown";
    /// unavailable "staff.outside_away".
    Sent begin(const OutsideBeginAsk& ask, std::string_view language);
    Sent begin_refresh(const Staff& staff, std::string_view language);
    /// To a session: by enrolment, or of one who is known. Refuses: as begin; not_signed_in with
    /// "staff.outside_unknown" and its like; conflict "staff.outside_taken".
    CameIn finish(const OutsideBack& back, std::string_view cookie);
    /// Counts as fresh for five minutes from when the provider asked. Refuses: as finish.
    MeAnswer refresh(const Staff& staff, const OutsideBack& back, std::string_view cookie);

  private:
    oidc::Provider& get_provider() const;
    Sent send(Purpose purpose, const Uuid& whom, std::string_view language);
    OutsideWay get_way(const OutsideBack& back, std::string_view cookie) const;
    oidc::Voucher redeem(const OutsideWay& way, const OutsideBack& back);
    Hash identity_of(const oidc::Voucher& voucher) const;
    void use(storage::Transaction& tx, const OutsideWay& way) const;
    StaffSession open_session(const Token& token, StaffId id, const oidc::Voucher& voucher) const;
    CameIn sign_in(const OutsideWay& way, const oidc::Voucher& voucher);
    CameIn enrol(const OutsideWay& way, const oidc::Voucher& voucher, const PersonName& name);
    PersonName name_of(const InvitationRow& invitation,
                       const std::optional<PersonName>& said) const;
    void add_staff(storage::Transaction& tx, const InvitationRow& invitation, StaffId id,
                   const PersonName& name) const;
    CameIn came_in(const Token& token, const StaffSession& session) const;

    Parts parts_;
};

}  // namespace breather::staff
