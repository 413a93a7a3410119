#include "features/accounts/cookies.h"

#include <algorithm>

namespace breather::accounts {
namespace {

constexpr std::string_view held_close = "; Path=/; Secure; HttpOnly; SameSite=Strict";
constexpr std::string_view at_once = "; Max-Age=0";

std::string cookie(std::string_view name, std::string_view value, std::string_view lifetime) {
    std::string out(name);
    return out.append("=").append(value).append(held_close).append(lifetime);
}

std::string lasting(std::chrono::seconds time) {
    return "; Max-Age=" + std::to_string(time.count());
}

}  // namespace

std::optional<Token> find_token(const web::Request& request) {
    const auto value = request.cookie(session_cookie_name);
    const auto bytes = value ? from_base64url(*value) : std::nullopt;
    Token token;
    if (!bytes || bytes->size() != token.size()) return {};
    std::copy(bytes->begin(), bytes->end(), token.begin());
    return token;
}

std::string session_cookie(const Token& token, Keep keep) {
    return cookie(session_cookie_name, to_base64url(token),
                  keep == Keep::Own ? lasting(Session::own_time) : std::string());
}

std::string no_session_cookie() { return cookie(session_cookie_name, "", at_once); }

std::string known_cookie(std::string_view value) {
    return cookie(known_cookie_name, value, lasting(std::chrono::days(365)));
}

std::string no_known_cookie() { return cookie(known_cookie_name, "", at_once); }

}  // namespace breather::accounts
