#include "features/accounts/cookies.h"

namespace breather::accounts {

std::optional<Token> find_token(const web::Request& request) {
    return web::find_token(request, session_cookie_name);
}

std::string session_cookie(const Token& token, Keep keep) {
    if (keep == Keep::Own) return web::held_cookie(session_cookie_name, token, Session::own_time);
    return web::held_cookie(session_cookie_name, token);
}

std::string no_session_cookie() { return web::no_cookie(session_cookie_name); }

std::string known_cookie(std::string_view value) {
    return web::held_cookie(known_cookie_name, value, std::chrono::days(365));
}

std::string no_known_cookie() { return web::no_cookie(known_cookie_name); }

}  // namespace breather::accounts
