// Coming in and going out: join, sign in by device, passphrase or recovery code, sign out. Each
// call may wait for the disk and belongs in the long pool.
#pragma once
#include <functional>
#include <optional>

#include "engines/credentials/guess_budget.h"
#include "engines/credentials/passphrase_hash.h"
#include "engines/storage/keys.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/cookies.h"
#include "features/accounts/hashes.h"
#include "features/accounts/join_budget.h"
#include "features/accounts/known_device.h"
#include "features/accounts/messages.h"
#include "features/accounts/sessions.h"
#include "features/organisations/organisations_service.h"

namespace breather::accounts {

/// What a browser brings along besides what it asks.
struct Browser {
    std::optional<Token> token;         // of the session it had, which a new one replaces
    std::optional<KnownDevice> device;  // its mark as a device somebody signed in with before
    Language language{};
};
Browser browser_of(const web::Request& request);

/// An answer, and the session it opened.
template <class Answer>
struct Opened {
    Answer answer;
    Token token;
    Keep keep{};
    std::optional<KnownDevice> device;  // on own devices: its mark from now on
};

/// Who hears that somebody joins: seals what it keeps of them, and hands back what runs inside the
/// write that makes the person, so that a person is never there without it.
using OnJoin = std::function<std::function<void(storage::Transaction&)>(
    const storage::RecordKey&, const organisations::Organisation&)>;

class AccountsService {
  public:
    struct Parts {
        storage::Database& database;
        storage::Keys& keys;
        const organisations::OrganisationsService& organisations;
        Sessions& sessions;
        const Hashes& hashes;
        const credentials::PassphraseHash& passphrases;
        const Clock& clock;
        Random& random;
        OnJoin on_join = {};
    };
    explicit AccountsService(const Parts& parts) : parts_(parts), joins_(parts.clock) {}

    /// A new person on an own device. Asked again with the same device, it is the same person.
    /// Refuses: not_found, gone (the code), conflict "accounts.name_taken",
    /// "accounts.device_taken", not_allowed "accounts.locked", too_many "accounts.too_many_joins".
    Opened<JoinAnswer> join(const JoinAsk& ask, const Browser& browser);

    /// Refuses: not_signed_in "accounts.not_recognised", not_allowed "accounts.locked".
    Opened<SignedIn> sign_in_device(const DeviceAsk& ask, const Browser& browser);

    /// Whose guesses this counts among. Known devices have a budget of their own.
    std::string budget_name(const PassphraseAsk& ask, const Browser& browser) const;
    /// Costs one slow hash whether or not there is such a name. The budget was asked before.
    /// Refuses: not_signed_in "accounts.not_recognised".
    Opened<SignedIn> sign_in_passphrase(const PassphraseAsk& ask, const Browser& browser);

    /// Refuses: not_signed_in "accounts.not_recognised".
    RecoverOpenAnswer open_recovery(storage::Reader& reader, const RecoverOpenAsk& ask) const;
    /// One write: the old code dies, the new one lives, the device comes in. Asked again, the
    /// answer is the same. Refuses: not_signed_in "accounts.not_recognised", conflict
    /// "accounts.device_taken", "accounts.too_many_devices".
    Opened<SignedIn> recover(const RecoverAsk& ask, const Browser& browser);

    /// The device that knows this secret, locked or not.
    std::optional<store::WayRow> find_device(storage::Reader& reader, const Uuid& id,
                                             BytesView secret) const {
        return find_proven(reader, WayKind::Device, id, secret);
    }
    /// A session on a way that was proven by other means. Refuses: not_signed_in
    /// "accounts.not_recognised".
    Opened<SignedIn> let_in(const store::WayRow& way, Keep keep, const Browser& browser);

    void sign_out(const Session& session);

    /// Rows of sessions that ended; from time to time.
    std::int64_t sweep();

  private:
    struct Person {
        store::PersonRow row;
        std::string name;
        Language language{};
    };
    Person open_person(storage::Reader& reader, const store::WayRow& way) const;
    std::optional<store::WayRow> find_proven(storage::Reader& reader, WayKind kind, const Uuid& id,
                                             BytesView secret) const;
    /// Refuses: not_allowed "accounts.locked".
    std::optional<store::WayRow> find_open_device(storage::Reader& reader, const Uuid& id,
                                                  BytesView secret) const;
    template <class Answer>
    Opened<Answer> opened(Answer answer, Keep keep, const Hash& name, const Browser& browser,
                          const Token& token);
    Session new_session(const store::WayRow& way, Keep keep, const Token& token) const;
    void start_session(storage::Transaction& tx, const Session& session,
                       const Browser& browser) const;
    void forget_replaced(const Browser& browser);
    Opened<JoinAnswer> join_new(const JoinAsk& ask, const Browser& browser);
    std::optional<Opened<JoinAnswer>> join_again(const JoinAsk& ask, const Browser& browser);
    Opened<SignedIn> recover_new(const RecoverAsk& ask, const Browser& browser);
    std::optional<Opened<SignedIn>> recover_again(const RecoverAsk& ask, const Browser& browser);
    void undo_join(OrgId org, PersonId person);

    Parts parts_;
    JoinBudget joins_;
};

}  // namespace breather::accounts
