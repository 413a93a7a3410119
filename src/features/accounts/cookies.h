// The two cookies: who is signed in, and which device is known.
#pragma once
#include <string>
#include <string_view>

#include "engines/web/held_cookie.h"
#include "features/accounts/session.h"

namespace breather::accounts {

inline constexpr std::string_view session_cookie_name = "__Host-breather";
inline constexpr std::string_view known_cookie_name = "__Host-known";

using web::Token;

/// The session token a request brings; a malformed one is none.
std::optional<Token> find_token(const web::Request& request);

/// Values of Set-Cookie. An own device keeps the session for thirty days, a shared computer until
/// its window closes.
std::string session_cookie(const Token& token, Keep keep);
std::string no_session_cookie();
std::string known_cookie(std::string_view value);
std::string no_known_cookie();

}  // namespace breather::accounts
