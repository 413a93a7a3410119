#include "engines/oidc/provider.h"

#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/bytes.h"
#include "base/json.h"

namespace breather::oidc {
namespace {

constexpr std::size_t code_max = 4096;

Trouble away(const std::string& why) { return {Trouble::Kind::Away, why}; }

/// For an address and for a form: what is not plain becomes %41.
std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return out;
}

using Pairs = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string query_of(const Pairs& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs)
        if (!value.empty())
            out.append(out.empty() ? "" : "&").append(name).append("=").append(escaped(value));
    return out;
}

boost::json::object read_object(std::string_view json) {
    try {
        json::Faults faults;
        boost::json::value tree = json::parse_strictly(json, faults);
        faults.refuse_if_any();
        if (tree.is_object()) return std::move(tree.as_object());
    } catch (const Refusal&) {
    }
    throw away("the answer is not readable");
}

std::string text_in(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(*text) : std::string();
}

std::string place_in(const boost::json::object& object, std::string_view name) {
    std::string place = text_in(object, name);
    if (!is_secure_place(place)) throw away(std::string(name) + " is no https address");
    return place;
}

bool lists(const boost::json::object& object, std::string_view name, std::string_view wanted) {
    const auto* value = object.if_contains(name);
    const auto* array = value ? value->if_array() : nullptr;
    return array && std::any_of(array->begin(), array->end(), [&](const auto& each) {
               return each.is_string() && each.get_string() == wanted;
           });
}

/// What is published of the verifier (RFC 7636).
std::string challenge_of(const std::string& verifier) {
    Hash hash{};
    const BytesView bytes = bytes_of(verifier);
    crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
    return to_base64url(hash);
}

}  // namespace

bool Provider::is_old(Instant asked_at) const {
    const Instant now = clock_.now();
    return now < asked_at || now - asked_at > kept;
}

std::string Provider::get(const std::string& url) {
    try {
        NetAnswer answer = net_.get(url);
        if (answer.status != 200) throw away("it answers " + std::to_string(answer.status));
        return std::move(answer.body);
    } catch (const Away& why) {
        throw away(why.what());
    }
}

Provider::About Provider::ask_about() {
    std::string place = settings_.issuer;
    while (place.ends_with('/')) place.pop_back();
    const auto says = read_object(get(place + "/.well-known/openid-configuration"));
    if (text_in(says, "issuer") != settings_.issuer)
        throw away("it calls itself " + text_in(says, "issuer"));
    About about;
    about.authorization = place_in(says, "authorization_endpoint");
    about.token = place_in(says, "token_endpoint");
    about.keys = place_in(says, "jwks_uri");
    constexpr std::string_view ways = "token_endpoint_auth_methods_supported";
    about.by_basic = !says.contains(ways) || lists(says, ways, "client_secret_basic");
    const auto* names = says.if_contains("authorization_response_iss_parameter_supported");
    about.names_itself = names && names->is_bool() && names->get_bool();
    about.asked_at = clock_.now();
    return about;
}

std::shared_ptr<const Provider::About> Provider::about() {
    {
        const std::lock_guard lock(mutex_);
        if (about_ && !is_old(about_->asked_at)) return about_;
    }
    auto asked = std::make_shared<const About>(ask_about());
    const std::lock_guard lock(mutex_);
    return about_ = std::move(asked);
}

std::shared_ptr<const KeySet> Provider::keys(const std::string& url, const KeySet* anew) {
    {
        const std::lock_guard lock(mutex_);
        const bool is_good = known_.keys && known_.keys.get() != anew && !is_old(known_.asked_at);
        if (is_good) return known_.keys;
    }
    auto asked = std::make_shared<const KeySet>(KeySet::read(get(url)));
    const std::lock_guard lock(mutex_);
    known_ = {std::move(asked), clock_.now()};
    return known_.keys;
}

std::string Provider::address_of(const Way& way, std::string_view language) {
    const auto where = about();
    const std::string& place = where->authorization;
    return place + (place.find('?') == std::string::npos ? "?" : "&") +
           query_of({{"response_type", "code"},
                     {"client_id", settings_.client_id},
                     {"redirect_uri", way.redirect},
                     {"scope", "openid"},
                     {"state", way.state},
                     {"nonce", way.nonce},
                     {"code_challenge", challenge_of(way.verifier)},
                     {"code_challenge_method", "S256"},
                     // At a shared computer the provider may know whoever was there before.
                     {"prompt", "login"},
                     {"max_age", "0"},
                     {"acr_values", settings_.acr},
                     {"ui_locales", language}});
}

std::string Provider::ask_token(const About& where, const Way& way, const std::string& code) {
    NetForm form{where.token, query_of({{"grant_type", "authorization_code"},
                                        {"code", code},
                                        {"redirect_uri", way.redirect},
                                        {"code_verifier", way.verifier}})};
    if (where.by_basic) {
        form.name = escaped(settings_.client_id);  // RFC 6749 2.3.1
        form.password = escaped(settings_.client_secret);
    } else {
        form.body += "&" + query_of({{"client_id", settings_.client_id},
                                     {"client_secret", settings_.client_secret}});
    }
    NetAnswer answer;
    try {
        answer = net_.post(form);
    } catch (const Away& why) {
        throw away(why.what());
    }
    if (answer.status >= 500) throw away("it answers " + std::to_string(answer.status));
    const auto says = read_object(answer.body);
    const std::string error = text_in(says, "error");
    // Our own name or secret is wrong: that is for the operator, not for whoever stands there.
    if (error == "invalid_client" || error == "unauthorized_client")
        throw away("it does not take our client_id and secret");
    if (answer.status != 200 || !error.empty())
        throw Trouble(Trouble::Kind::Refused, "it does not take the code");
    return text_in(says, "id_token");
}

Voucher Provider::redeem(const Way& way, const Return& back) {
    const auto where = about();
    if (back.code.empty() || back.code.size() > code_max)
        throw Trouble(Trouble::Kind::Refused, "there is no such code");
    if ((where->names_itself || !back.issuer.empty()) && back.issuer != settings_.issuer)
        throw Trouble(Trouble::Kind::Wrong, "another provider sent her back");
    const std::string token = ask_token(*where, way, back.code);
    const auto claims = [&] {
        const auto known = keys(where->keys);
        try {
            return open_signed(token, *known);
        } catch (const UnknownKey&) {
            // It may have changed its keys since; asked once, not for every such token.
        }
        try {
            return open_signed(token, *keys(where->keys, known.get()));
        } catch (const UnknownKey&) {
            throw Trouble(Trouble::Kind::Wrong, "signed with a key it does not publish");
        }
    }();
    const Expected expected{settings_.issuer, settings_.client_id, way.nonce,
                            way.begun,        settings_.acr,       settings_.amr};
    return check_claims(claims, expected, clock_.now());
}

void Provider::look() { (void)ask_about(); }

}  // namespace breather::oidc
