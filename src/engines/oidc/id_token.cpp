#include "engines/oidc/id_token.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "base/bytes.h"
#include "base/json.h"

namespace breather::oidc {
namespace {

constexpr std::size_t token_max = 16 * 1024;
constexpr std::size_t keys_max = 32;
constexpr std::size_t subject_max = 255;  // OpenID Connect Core 2
constexpr std::size_t rsa_bits_min = 2048;

struct Free {
    void operator()(cjose_jws_t* it) const { cjose_jws_release(it); }
    void operator()(cjose_jwk_t* it) const { cjose_jwk_release(it); }
};
using Signed = std::unique_ptr<cjose_jws_t, Free>;
using OpenedKey = std::unique_ptr<cjose_jwk_t, Free>;

Trouble wrong(const std::string& why) { return {Trouble::Kind::Wrong, why}; }

/// Only what a provider signs with a private key: never "none", never a shared secret (a key that
/// is published would then sign).
std::string_view type_for(std::string_view algorithm) {
    for (const std::string_view each : {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
        if (algorithm == each) return "RSA";
    for (const std::string_view each : {"ES256", "ES384", "ES512"})
        if (algorithm == each) return "EC";
    return {};
}

boost::json::object read_object(std::string_view json) {
    try {
        json::Faults faults;
        boost::json::value tree = json::parse_strictly(json, faults);
        faults.refuse_if_any();
        if (tree.is_object()) return std::move(tree.as_object());
    } catch (const Refusal&) {
    }
    throw wrong("not a JSON object");
}

std::string text_in(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(*text) : std::string();
}

std::optional<Instant> time_in(const boost::json::object& object, std::string_view name) {
    constexpr std::int64_t seconds_max = 253'402'300'799;  // the year 9999
    const auto* value = object.if_contains(name);
    if (value == nullptr) return {};
    double seconds = -1;
    if (const auto* whole = value->if_int64()) seconds = static_cast<double>(*whole);
    if (const auto* part = value->if_double()) seconds = *part;
    if (!(seconds >= 0 && seconds <= static_cast<double>(seconds_max))) return {};
    return Instant{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
}

bool holds(const boost::json::value* list, std::string_view wanted) {
    const auto* array = list ? list->if_array() : nullptr;
    return array && std::any_of(array->begin(), array->end(), [&](const auto& each) {
               return each.is_string() && each.get_string() == wanted;
           });
}

void check_audience(const boost::json::object& claims, const std::string& client) {
    const auto* audience = claims.if_contains("aud");
    const bool alone = audience && audience->is_string() && audience->get_string() == client;
    if (!alone && !holds(audience, client)) throw wrong("aud is somebody else");
    const bool shared = audience->is_array() && audience->get_array().size() > 1;
    const bool named = claims.contains("azp");
    if ((shared || named) && text_in(claims, "azp") != client) throw wrong("azp is somebody else");
}

void check_times(const boost::json::object& claims, const Expected& expected, Instant now) {
    const auto ends = time_in(claims, "exp"), made = time_in(claims, "iat");
    if (!ends || !made) throw wrong("exp or iat is missing");
    if (const auto begins = time_in(claims, "nbf"); begins && *begins > now + clock_slack)
        throw Trouble(Trouble::Kind::Clock, "the token counts from a time to come");
    if (*made > now + clock_slack)
        throw Trouble(Trouble::Kind::Clock, "the token is from a time to come");
    if (now >= *ends + clock_slack || now - *made > token_age_max)
        throw Trouble(Trouble::Kind::Clock, "the token is over, though it was made just now");
    const auto proved = time_in(claims, "auth_time");
    if (!proved) throw Trouble(Trouble::Kind::NotAnew, "auth_time is missing");
    if (*proved > now + clock_slack)
        throw Trouble(Trouble::Kind::Clock, "auth_time is a time to come");
    if (*proved + clock_slack < expected.begun)
        throw Trouble(Trouble::Kind::NotAnew, "auth_time is before it was asked");
}

std::string header_of(cjose_jws_t* token, const char* name) {
    cjose_err error{};
    cjose_header_t* header = cjose_jws_get_protected(token);
    const char* value = header ? cjose_header_get(header, name, &error) : nullptr;
    return value ? value : "";
}

/// Whatever we do not understand and must: cjose would pass it over.
bool has_critical(cjose_jws_t* token) {
    cjose_err error{};
    char* raw = cjose_header_get_raw(cjose_jws_get_protected(token), "crit", &error);
    const bool has = raw != nullptr;
    if (raw) cjose_get_dealloc()(raw);
    return has;
}

bool fits(const KeySet::OneKey& key, std::string_view algorithm, const std::string& id) {
    return key.type == type_for(algorithm) &&
           (key.algorithm.empty() || key.algorithm == algorithm) && (id.empty() || key.id == id);
}

bool verifies(cjose_jws_t* token, const KeySet::OneKey& key) {
    cjose_err error{};
    const OpenedKey opened(cjose_jwk_import(key.json.data(), key.json.size(), &error));
    if (!opened) return false;
    if (key.type == "RSA" && cjose_jwk_get_keysize(opened.get(), &error) < rsa_bits_min)
        return false;
    return cjose_jws_verify(token, opened.get(), &error);
}

}  // namespace

KeySet KeySet::read(std::string_view json) {
    boost::json::object tree;
    try {
        tree = read_object(json);
    } catch (const Trouble&) {
        throw Trouble(Trouble::Kind::Away, "the keys are not readable");
    }
    const auto* list = tree.if_contains("keys");
    if (!list || !list->is_array() || list->get_array().size() > keys_max)
        throw Trouble(Trouble::Kind::Away, "the keys are no list of keys");
    KeySet set;
    for (const auto& each : list->get_array()) {
        const auto* key = each.if_object();
        if (!key) continue;
        const std::string use = text_in(*key, "use"), type = text_in(*key, "kty");
        if ((!use.empty() && use != "sig") || (type != "RSA" && type != "EC")) continue;
        set.keys_.push_back(
            {text_in(*key, "kid"), type, text_in(*key, "alg"), boost::json::serialize(*key)});
    }
    return set;
}

std::string open_signed(const std::string& token, const KeySet& keys) {
    if (token.empty() || token.size() > token_max) throw wrong("the token has no such length");
    cjose_err error{};
    const Signed opened(cjose_jws_import(token.data(), token.size(), &error));
    if (!opened) throw wrong("not a signed token");
    const std::string algorithm = header_of(opened.get(), "alg"),
                      id = header_of(opened.get(), "kid");
    if (type_for(algorithm).empty()) throw wrong("signed in a way that does not count");
    if (has_critical(opened.get())) throw wrong("asks for what we do not know");
    bool known = false;
    for (const auto& key : keys.keys()) {
        if (!fits(key, algorithm, id)) continue;
        known = true;
        if (!verifies(opened.get(), key)) continue;
        std::uint8_t* text = nullptr;  // belongs to the token
        std::size_t size = 0;
        if (!cjose_jws_get_plaintext(opened.get(), &text, &size, &error))
            throw wrong("the token says nothing");
        return {reinterpret_cast<const char*>(text), size};
    }
    if (!known) throw UnknownKey{};
    throw wrong("the signature does not hold");
}

Voucher check_claims(std::string_view written, const Expected& expected, Instant now) {
    const auto claims = read_object(written);
    if (text_in(claims, "iss") != expected.issuer) throw wrong("iss is somebody else");
    check_audience(claims, expected.client);
    if (expected.nonce.empty() ||
        !equal_secrets(bytes_of(text_in(claims, "nonce")), bytes_of(expected.nonce)))
        throw wrong("the nonce is another");
    const std::string subject = text_in(claims, "sub");
    if (subject.empty() || subject.size() > subject_max) throw wrong("sub is missing");
    check_times(claims, expected, now);
    if (!expected.acr.empty() && text_in(claims, "acr") != expected.acr)
        throw Trouble(Trouble::Kind::OneFactor, "acr is another");
    if (!expected.amr.empty() && !holds(claims.if_contains("amr"), expected.amr))
        throw Trouble(Trouble::Kind::OneFactor, "amr does not name it");
    return {expected.issuer, subject, std::min(*time_in(claims, "auth_time"), now)};
}

}  // namespace breather::oidc
