// The lock of an own device. Its key has two halves: the device holds one that can be used but not
// read, we hold the other and give it out for the right PIN, five tries at most. Neither this
// database nor a stolen phone can try PINs alone; the PIN itself never leaves the device.
#pragma once
#include "features/accounts/accounts_service.h"
#include "features/accounts/doors.h"
#include "features/accounts/locks_store.h"

namespace breather::accounts {

struct LockAsk {
    SignInSecret proof;  // of the PIN, made with the device's key
    SignInSecret half;
    Wrap wrap;
    Commitment commitment;
};
BOOST_DESCRIBE_STRUCT(LockAsk, (), (proof, half, wrap, commitment))

struct UnlockAsk {
    Uuid id;
    SignInSecret secret;
    SignInSecret proof;
};
BOOST_DESCRIBE_STRUCT(UnlockAsk, (), (id, secret, proof))

/// Either the half and a session, or what is left of the tries. At none the device is no way in.
struct UnlockAnswer {
    std::int64_t tries_left = 0;
    std::optional<SignInSecret> half;
    std::optional<SignedIn> signed_in;
};
BOOST_DESCRIBE_STRUCT(UnlockAnswer, (), (tries_left, half, signed_in))

/// The wrap a device opens by itself, in the place of the locked one.
struct LockRemoval {
    Wrap wrap;
    Commitment commitment;
};
BOOST_DESCRIBE_STRUCT(LockRemoval, (), (wrap, commitment))

class Locks {
  public:
    static constexpr std::int64_t tries_max = 5;

    Locks(const AccountsService::Parts& parts, AccountsService& accounts)
        : parts_(parts), accounts_(accounts) {}

    /// Sets or changes this own device's lock. Refuses: not_allowed "accounts.lock_own_only",
    /// conflict "accounts.lock_needs_card": a forgotten PIN must not cost the account.
    storage::Work<Nothing> set(const Self& self, const LockAsk& ask) const;
    /// Refuses: not_allowed "accounts.lock_own_only".
    storage::Work<Nothing> remove(const Self& self, const LockRemoval& ask) const;

    struct Unlocked {
        UnlockAnswer answer;
        std::optional<Opened<SignedIn>> opened;
    };
    /// A wrong PIN is counted, durably, before anybody hears of it; the fifth takes the way in
    /// away. Refuses: not_signed_in "accounts.not_recognised", conflict "accounts.no_lock".
    Unlocked open(const UnlockAsk& ask, const Browser& browser);

  private:
    AccountsService::Parts parts_;
    AccountsService& accounts_;
};

}  // namespace breather::accounts
