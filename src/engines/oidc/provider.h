// The provider: one sends somebody there, and redeems the code with which she comes back.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "engines/oidc/id_token.h"
#include "engines/oidc/net.h"

namespace breather::oidc {

struct Settings {
    std::string issuer, client_id, client_secret;
    std::string acr{}, amr{};  // what must be vouched for beside; empty: nothing
};

/// One way there and back. All of it can be made again when she comes back; none of it is guessed.
struct Way {
    std::string redirect;  // where she comes back to
    std::string state, nonce, verifier;
    Instant begun{};
};

/// With what she came back.
struct Return {
    std::string code;
    std::string issuer;  // where the provider names itself (RFC 9207); else empty
};

class Provider {
  public:
    /// What it says about itself is asked again after so long.
    static constexpr std::chrono::hours kept{1};

    /// Asks nobody yet.
    Provider(Settings settings, Net& net, const Clock& clock)
        : settings_(std::move(settings)), net_(net), clock_(clock) {}

    /// Where to send her. She is always asked to prove anew who she is. Throws Trouble (Away).
    std::string address_of(const Way& way, std::string_view language);
    /// Throws Trouble.
    Voucher redeem(const Way& way, const Return& back);
    /// Whether it answers as it must, for the doctor. Throws Trouble (Away).
    void look();

    const std::string& issuer() const { return settings_.issuer; }

  private:
    struct About {
        std::string authorization, token, keys;
        bool by_basic = true;       // how it wants to hear the secret
        bool names_itself = false;  // when she comes back
        Instant asked_at{};
    };
    struct Known {
        std::shared_ptr<const KeySet> keys;
        Instant asked_at{};
    };
    bool is_old(Instant asked_at) const;
    std::string get(const std::string& url);
    std::shared_ptr<const About> about();
    About ask_about();
    /// `anew`: the set that did not have the key; asked again unless somebody has done so already.
    std::shared_ptr<const KeySet> keys(const std::string& url, const KeySet* anew = nullptr);
    std::string ask_token(const About& about, const Way& way, const std::string& code);

    Settings settings_;
    Net& net_;
    const Clock& clock_;
    std::mutex mutex_;  // never held while the network is waited for
    std::shared_ptr<const About> about_;
    Known known_;
};

}  // namespace breather::oidc
