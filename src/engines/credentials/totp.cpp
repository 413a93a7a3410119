#include "engines/credentials/totp.h"

#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#include "base/ensure.h"

namespace breather::credentials {
namespace {

/// liboath wants to be told once that it will be used.
void prepare() {
    static const int ready = oath_init();
    ensure(ready == OATH_OK, "liboath does not start");
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        if (plain)
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

}  // namespace

Totp Totp::make(Random& random) {
    Totp made;
    random.fill(made.secret_);
    return made;
}

std::optional<Totp> Totp::of(BytesView bytes) {
    if (bytes.size() != size) return {};
    Totp made;
    std::copy(bytes.begin(), bytes.end(), made.secret_.begin());
    return made;
}

std::string Totp::base32() const {
    prepare();
    char* text = nullptr;
    std::size_t length = 0;
    if (oath_base32_encode(reinterpret_cast<const char*>(secret_.data()), size, &text, &length) !=
        OATH_OK)
        throw std::bad_alloc();
    const std::unique_ptr<char, void (*)(void*)> owned(text, std::free);
    return {text, length};
}

std::string Totp::uri(std::string_view issuer, std::string_view name) const {
    const std::string by = percent_encoded(issuer);
    return "otpauth://totp/" + by + ":" + percent_encoded(name) + "?secret=" + base32() +
           "&issuer=" + by;
}

std::optional<std::int64_t> Totp::check(std::string_view code, Instant now,
                                        std::int64_t used) const {
    prepare();
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (code.size() != 6 || !std::all_of(code.begin(), code.end(), digit)) return {};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    int apart = 0;
    const int found = oath_totp_validate2(reinterpret_cast<const char*>(secret_.data()), size,
                                          seconds, static_cast<unsigned>(step.count()), 0,
                                          steps_apart_max, &apart, std::string(code).c_str());
    if (found < 0) return {};
    const std::int64_t at = seconds / step.count() + apart;
    const bool was_ahead = used > seconds / step.count() + steps_ahead_max;
    if (at <= used && !was_ahead) return {};
    return at;
}

}  // namespace breather::credentials
