// A cookie that stays on its host, on secure lines, out of scripts' reach, and is never sent along
// from another site; and the token of 256 random bits that such a cookie brings back.
#pragma once
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "engines/web/request.h"

namespace breather::web {

using Token = std::array<std::uint8_t, 32>;

/// The value of a Set-Cookie. Without a time it goes when its window closes.
std::string held_cookie(std::string_view name, std::string_view value,
                        std::optional<std::chrono::seconds> time = {});
std::string held_cookie(std::string_view name, const Token& token,
                        std::optional<std::chrono::seconds> time = {});
std::string no_cookie(std::string_view name);

/// The token a request brings under this name; a malformed one is none.
std::optional<Token> find_token(const Request& request, std::string_view name);

/// The key under which a repeat of this request counts once. Refuses: malformed.
Uuid get_idempotency_key(const Request& request);

}  // namespace breather::web
