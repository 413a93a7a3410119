// An ID token: who the provider says stands there, and everything that must hold before that
// counts. Pure: keys, expectations and the time are handed in.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "engines/oidc/trouble.h"

namespace breather::oidc {

/// So far two clocks may differ.
inline constexpr std::chrono::seconds clock_slack{60};
/// A token comes straight from the provider: an older one was made for another moment.
inline constexpr std::chrono::minutes token_age_max{5};

struct Expected {
    std::string issuer, client;
    std::string nonce;
    Instant begun{};           // the person must have proved who they are after this
    std::string acr{}, amr{};  // empty: not demanded
};

/// All that is read of it.
struct Voucher {
    std::string issuer, subject;
    Instant proved_at{};
};

/// The provider's keys, as it publishes them (JSON Web Key Set); only keys that may sign.
class KeySet {
  public:
    /// Throws Trouble (Away) when it is none.
    static KeySet read(std::string_view json);

    struct OneKey {
        std::string id, type, algorithm;  // empty where the provider does not say
        std::string json;
    };
    const std::vector<OneKey>& keys() const { return keys_; }

  private:
    std::vector<OneKey> keys_;
};

/// The key the token names is not in the set: it may be a new one.
struct UnknownKey {};

/// What the token says, once its signature holds. Throws Trouble; UnknownKey.
std::string open_signed(const std::string& token, const KeySet& keys);
/// Throws Trouble.
Voucher check_claims(std::string_view claims, const Expected& expected, Instant now);

}  // namespace breather::oidc
