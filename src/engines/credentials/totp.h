// The six digits an authenticator app shows (RFC 6238: SHA-1, 30 seconds, six digits), checked by
// liboath. A code counts once: whoever checks keeps the step it belonged to.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"

namespace breather::credentials {

class Totp {
  public:
    static constexpr std::size_t size = 20;
    static constexpr std::chrono::seconds step{30};
    static constexpr int steps_apart_max = 1;  // phones' clocks are a little off
    /// Five minutes. A step further ahead was used while the clock was; it keeps nobody out.
    static constexpr std::int64_t steps_ahead_max = 10;

    static Totp make(Random& random);
    /// Nothing when these are not `size` bytes.
    static std::optional<Totp> of(BytesView bytes);

    BytesView view() const { return secret_; }
    /// As one types it into an app.
    std::string base32() const;
    /// As a QR code carries it: "otpauth://totp/…".
    std::string uri(std::string_view issuer, std::string_view name) const;

    /// The step this code belongs to, when it is right now and later than `used`; else nothing.
    std::optional<std::int64_t> check(std::string_view code, Instant now, std::int64_t used) const;

  private:
    std::array<std::uint8_t, size> secret_{};
};

}  // namespace breather::credentials
