// Opening a second screen with the phone. The screen makes a key pair and shows a code that belongs
// to its public half; the phone finds that half here, checks it against the code, and leaves a wrap
// of the vault that only the two can open. We relay; what passes through our hands opens nothing.
#pragma once
#include "features/accounts/accounts_service.h"
#include "features/accounts/doors.h"
#include "features/accounts/link_code.h"
#include "features/accounts/links_store.h"

namespace breather::accounts {

using store::LinkState;
/// An ECDH public key on P-256, as SPKI (RFC 5480): always 91 bytes.
using LinkKey = Blob<91, 91>;

struct LinkAsk {
    LinkKey public_key;
    SignInSecret secret;
};
BOOST_DESCRIBE_STRUCT(LinkAsk, (), (public_key, secret))

struct LinkMade {
    std::string code;
    std::int64_t expires_in = 0;  // seconds
};
BOOST_DESCRIBE_STRUCT(LinkMade, (), (code, expires_in))

struct LinkShown {
    LinkKey public_key;
    std::int64_t expires_in = 0;
};
BOOST_DESCRIBE_STRUCT(LinkShown, (), (public_key, expires_in))

struct LinkApproval {
    LinkKey public_key;
    Wrap wrap;
    Commitment commitment;
    Keep keep{};
};
BOOST_DESCRIBE_STRUCT(LinkApproval, (), (public_key, wrap, commitment, keep))

struct LinkCollectAsk {
    Text<20> code;
    SignInSecret secret;
};
BOOST_DESCRIBE_STRUCT(LinkCollectAsk, (), (code, secret))

/// `signed` holds the link's wrap. `keep` is what the phone said; the session itself is always that
/// of a shared computer, which may then make itself an own device.
struct LinkCollected {
    LinkState state{};
    std::optional<LinkKey> public_key;
    std::optional<Keep> keep;
    std::optional<SignedIn> signed_in;
};
BOOST_DESCRIBE_STRUCT(LinkCollected, (), (state, public_key, keep, signed_in))

class Links {
  public:
    static constexpr std::chrono::seconds life{120};
    /// Rows at once; a flood of them closes this way in for two minutes and costs nothing else.
    static constexpr std::int64_t waiting_max = 1000;

    Links(const AccountsService::Parts& parts, AccountsService& accounts)
        : parts_(parts), accounts_(accounts) {}

    /// Asked again with the same key and secret, it is the same link. Refuses: conflict
    /// "accounts.link_taken", too_many "accounts.too_many_links".
    LinkMade make(const LinkAsk& ask);

    /// Each of these three from an own device only. Refuses: not_allowed "accounts.link_own_only",
    /// not_found "accounts.link_gone" (unknown, expired, answered).
    LinkShown show(const Self& self, storage::Reader& reader, std::string_view code) const;
    storage::Work<Nothing> approve(const Self& self, std::string_view code,
                                   const LinkApproval& ask) const;
    storage::Work<Nothing> refuse(const Self& self, std::string_view code) const;

    /// The session it opens stands on the approver's way and ends with it. May be asked again until
    /// it expires. Refuses: gone "accounts.link_gone".
    struct Collected {
        LinkCollected answer;
        std::optional<Token> token;  // of the session, where it was approved
    };
    Collected collect(const LinkCollectAsk& ask, const Browser& browser);

    /// Rows whose time is over; from time to time.
    void sweep();

  private:
    Hash hash_of(const LinkCode& code) const;
    Hash get_hash(const Self& self, std::string_view code) const;
    std::int64_t seconds_left(Instant ends_at) const;
    /// Its time is over, or it was made while the clock was far ahead.
    bool is_over(const store::LinkRow& link) const;
    void sweep(storage::Transaction& tx) const;
    storage::Work<Nothing> answer(const Hash& code, store::LinkRow row) const;

    AccountsService::Parts parts_;
    AccountsService& accounts_;
};

}  // namespace breather::accounts
