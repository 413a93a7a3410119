// An OpenID provider played in memory: it publishes what it is and its keys, signs what a test
// wants it to say, and answers for the network. Nobody leaves the process.
#pragma once
#include <cjose/cjose.h>

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "engines/oidc/net.h"

namespace breather::testing {

/// A key of one; kept for the whole program, because making one takes long.
class SigningKey {
  public:
    static SigningKey rsa(const std::string& id) {
        cjose_err error{};
        return {cjose_jwk_create_RSA_random(2048, nullptr, 0, &error), id};
    }
    static SigningKey ec(const std::string& id) {
        cjose_err error{};
        return {cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error), id};
    }
    static SigningKey secret(const std::string& bytes) {
        cjose_err error{};
        return {cjose_jwk_create_oct_spec(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                          bytes.size(), &error),
                ""};
    }
    const std::string& id() const { return id_; }
    boost::json::object published() const {
        cjose_err error{};
        char* json = cjose_jwk_to_json(key_.get(), false, &error);
        auto object = boost::json::parse(json).as_object();
        cjose_get_dealloc()(json);
        object["use"] = "sig";
        if (!id_.empty()) object["kid"] = id_;
        return object;
    }
    std::string sign(const boost::json::object& claims, const std::string& algorithm,
                     const std::string& named = "*",
                     const std::map<std::string, std::string>& more = {}) const {
        cjose_err error{};
        cjose_header_t* header = cjose_header_new(&error);
        cjose_header_set(header, "alg", algorithm.c_str(), &error);
        const std::string id = named == "*" ? id_ : named;
        if (!id.empty()) cjose_header_set(header, "kid", id.c_str(), &error);
        for (const auto& [name, raw] : more)
            cjose_header_set_raw(header, name.c_str(), raw.c_str(), &error);
        const std::string text = boost::json::serialize(claims);
        cjose_jws_t* made =
            cjose_jws_sign(key_.get(), header, reinterpret_cast<const std::uint8_t*>(text.data()),
                           text.size(), &error);
        cjose_header_release(header);
        ensure(made != nullptr, error.message ? error.message : "not signed");
        const char* written = nullptr;
        cjose_jws_export(made, &written, &error);
        std::string token = written;
        cjose_jws_release(made);
        return token;
    }

  private:
    SigningKey(cjose_jwk_t* key, std::string id)
        : key_(key, [](cjose_jwk_t* it) { cjose_jwk_release(it); }), id_(std::move(id)) {
        ensure(key != nullptr, "no key for this test");
    }
    std::shared_ptr<cjose_jwk_t> key_;
    std::string id_;
};

inline const SigningKey& first_key() {
    static const SigningKey key = SigningKey::rsa("first");
    return key;
}
inline const SigningKey& second_key() {
    static const SigningKey key = SigningKey::rsa("second");
    return key;
}

class FakeProvider final : public oidc::Net {
  public:
    explicit FakeProvider(const Clock& clock) : clock_(clock) {}

    static constexpr auto issuer = "https://sign-in.example.org";
    static constexpr auto client = "breather";

    bool away = false;
    const SigningKey* signs_with = &first_key();
    std::vector<const SigningKey*> publishes{&first_key()};
    std::string algorithm = "RS256";
    boost::json::object about{{"issuer", issuer},
                              {"authorization_endpoint", "https://sign-in.example.org/authorize"},
                              {"token_endpoint", "https://sign-in.example.org/token"},
                              {"jwks_uri", "https://sign-in.example.org/keys"}};
    /// Put over what it would say; null takes a claim away.
    boost::json::object says;
    std::map<std::string, int> asked;  // how often, by address
    std::vector<oidc::NetForm> forms;
    int token_status = 200;
    std::string token_error;

    /// Somebody proves who she is there; the code with which she goes back.
    std::string signs_in(const std::string& address, const std::string& subject) {
        const std::lock_guard lock(mutex_);
        const std::string code = "code-" + std::to_string(codes_.size() + 1);
        codes_[code] = {subject, value_in(address, "nonce"), clock_.now()};
        return code;
    }
    static std::string value_in(const std::string& address, const std::string& name) {
        for (const char before : {'?', '&'}) {
            const auto at = address.find(before + name + "=");
            if (at == std::string::npos) continue;
            const auto from = at + name.size() + 2;
            return address.substr(from, address.find('&', from) - from);
        }
        return {};
    }

    oidc::NetAnswer get(const std::string& url) override {
        const std::lock_guard lock(mutex_);
        ++asked[url];
        if (away) throw oidc::Away("nobody answers");
        if (url == std::string(issuer) + "/.well-known/openid-configuration")
            return {200, boost::json::serialize(about)};
        if (url == std::string(issuer) + "/keys") {
            boost::json::array keys;
            for (const auto* key : publishes) keys.push_back(key->published());
            return {200, boost::json::serialize(boost::json::object{{"keys", keys}})};
        }
        return {404, ""};
    }

    oidc::NetAnswer post(const oidc::NetForm& form) override {
        const std::lock_guard lock(mutex_);
        forms.push_back(form);
        if (away) throw oidc::Away("nobody answers");
        if (!token_error.empty())
            return {token_status,
                    boost::json::serialize(boost::json::object{{"error", token_error}})};
        const auto found = codes_.find(value_in("?" + form.body, "code"));
        if (found == codes_.end()) return {400, R"({"error":"invalid_grant"})"};
        const Code code = found->second;
        codes_.erase(found);  // good once
        const auto claims = claims_for(code.subject, code.nonce, code.proved_at);
        return {200, boost::json::serialize(
                         boost::json::object{{"access_token", "unused"},
                                             {"token_type", "Bearer"},
                                             {"id_token", signs_with->sign(claims, algorithm)}})};
    }

    boost::json::object claims_for(const std::string& subject, const std::string& nonce,
                                   Instant proved_at) const {
        boost::json::object claims{{"iss", issuer},
                                   {"aud", client},
                                   {"sub", subject},
                                   {"nonce", nonce},
                                   {"iat", seconds(clock_.now())},
                                   {"exp", seconds(clock_.now()) + 300},
                                   {"auth_time", seconds(proved_at)},
                                   {"name", "Never Read"},
                                   {"email", "never.read@example.org"},
                                   {"roles", boost::json::array{"administrator"}}};
        for (const auto& [name, value] : says) {
            claims.erase(name);
            if (!value.is_null()) claims[name] = value;
        }
        return claims;
    }
    static std::int64_t seconds(Instant at) {
        return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    }

  private:
    struct Code {
        std::string subject, nonce;
        Instant proved_at{};
    };
    const Clock& clock_;
    std::map<std::string, Code> codes_;
    std::mutex mutex_;  // many lines come back at once
};

}  // namespace breather::testing
