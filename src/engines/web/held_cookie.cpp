#include "engines/web/held_cookie.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/refusal.h"

namespace breather::web {

std::string held_cookie(std::string_view name, std::string_view value,
                        std::optional<std::chrono::seconds> time) {
    std::string out(name);
    out.append("=").append(value).append("; Path=/; Secure; HttpOnly; SameSite=Strict");
    if (time) out.append("; Max-Age=").append(std::to_string(time->count()));
    return out;
}

std::string held_cookie(std::string_view name, const Token& token,
                        std::optional<std::chrono::seconds> time) {
    return held_cookie(name, std::string_view(to_base64url(token)), time);
}

std::string no_cookie(std::string_view name) {
    return held_cookie(name, std::string_view(), std::chrono::seconds(0));
}

std::optional<Token> find_token(const Request& request, std::string_view name) {
    const auto value = request.cookie(name);
    const auto bytes = value ? from_base64url(*value) : std::nullopt;
    Token token;
    if (!bytes || bytes->size() != token.size()) return {};
    std::copy(bytes->begin(), bytes->end(), token.begin());
    return token;
}

Uuid get_idempotency_key(const Request& request) {
    const auto written = request.idempotency_key();
    if (written.empty()) throw Refusal::malformed("idempotency.missing");
    const auto key = Uuid::parse(written);
    if (!key) throw Refusal::malformed("idempotency.not_a_key");
    return *key;
}

}  // namespace breather::web
