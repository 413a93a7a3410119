// Coming in and going out: an enrolment link becomes an account, name and passphrase and code
// become a session, and passphrase and code again make it fresh. Each call may wait for the disk
// and for the slow hash, and belongs in the long pool.
#pragma once
#include "engines/credentials/guess_budget.h"
#include "engines/credentials/passphrase_hash.h"
#include "engines/credentials/shared_guesses.h"
#include "engines/ledger/ledger.h"
#include "features/staff/records.h"
#include "features/staff/seat.h"

namespace breather::staff {

/// Reasons a passphrase will not do, if any: "staff.passphrase_short" and the like.
std::optional<Fault> passphrase_fault(std::string_view passphrase, std::string_view sign_in_name);

/// An answer, and the session it opened.
struct Opened {
    MeAnswer answer;
    Token token{};
    std::string known;  // this browser's mark from now on
};

class Entrance {
  public:
    struct Parts {
        storage::Database& database;
        const ledger::Ledger& ledger;
        const StaffHashes& hashes;
        const credentials::PassphraseHash& passphrases;
        const Clock& clock;
        Random& random;
        OrganisationName organisation_name = {};
        std::string issuer = "Breather staff";  // as authenticator apps show it
    };
    explicit Entrance(const Parts& parts)
        : parts_(parts),
          budget_(parts.clock),
          shared_budget_(
              parts.database,
              [&hashes = parts.hashes](std::string_view who) { return hashes.guess(who); },
              parts.clock) {}

    /// What the link leads to. Refuses: not_signed_in "staff.enrolment_unknown".
    EnrolOpenAnswer open_enrolment(const EnrolOpenAsk& ask);
    /// Refuses: as above; invalid naming fields; conflict "staff.name_taken".
    Opened enrol(const EnrolAsk& ask);
    /// Refuses: not_signed_in "staff.sign_in_wrong", whatever of the three was wrong; too_many.
    /// `known`: the mark this browser brought, if any.
    Opened sign_in(const SignInAsk& ask, std::string_view known);
    /// Refuses: not_signed_in "staff.sign_in_wrong"; too_many.
    MeAnswer refresh(const Staff& staff, const RefreshAsk& ask);
    void sign_out(const Staff& staff);

    MeAnswer me(const Staff& staff, storage::Reader& reader) const;

    // For the other way in, which ends in the same session.
    /// Refuses: not_signed_in "staff.enrolment_unknown".
    InvitationRow get_invitation(std::string_view code) const;
    StaffSession new_session(const Token& token, StaffId id) const;
    MeAnswer answer(storage::Reader& reader, const StaffSession& session) const;

  private:
    /// Only a wrong guess counts; where several servers share the database, they count together.
    template <class F>
    auto counted(const std::string& who, F perform);
    /// The step of the code, when all of it is right; runs the slow hash whatever is wrong.
    std::optional<std::int64_t> check(const std::optional<StaffRow>& row,
                                      std::string_view passphrase, std::string_view totp) const;
    std::vector<ShownRole> shown(storage::Reader& reader,
                                 const std::vector<RoleGrant>& roles) const;
    void check_name_of_one_who_comes_back(storage::Transaction& tx, StaffId id, const Hash& name,
                                          const storage::Sealed& sealed) const;
    Opened opened(const Token& token, const StaffSession& session, const Hash& name);

    Parts parts_;
    credentials::GuessBudget budget_;
    credentials::SharedGuesses shared_budget_;
};

}  // namespace breather::staff
