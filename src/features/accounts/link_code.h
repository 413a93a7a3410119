// The code a screen shows so that a phone can open it: the first 50 bits of the SHA-256 of the
// public key that screen made, in Crockford's base 32, so that the phone can tell whether the key
// it is handed is the one that screen holds.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace breather::accounts {

class LinkCode {
  public:
    static constexpr std::size_t length = 10;

    static LinkCode of(BytesView public_key);

    /// Reads what a person typed: any case, dashes and spaces, O for 0, I and L for 1.
    static std::optional<LinkCode> read(std::string_view written);

    /// As it is compared: "7K9PX2RMQ4".
    const std::string& str() const { return letters_; }

    bool operator==(const LinkCode&) const = default;

  private:
    explicit LinkCode(std::string letters) : letters_(std::move(letters)) {}
    std::string letters_;
};

}  // namespace breather::accounts
