// Plain bytes and their two written forms: lower-case hex, and base64url without padding.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace breather {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;
using Hash = std::array<std::uint8_t, 32>;

std::string to_hex(BytesView bytes);
/// Lower-case hex only, so that one value has one written form.
std::optional<Bytes> from_hex(std::string_view text);

std::string to_base64url(BytesView bytes);
/// No padding, no white space, and no stray bits at the end: one value, one written form.
std::optional<Bytes> from_base64url(std::string_view text);

/// As browsers and policies want it: SHA-256 in base64, with padding.
std::string sha256_in_base64(std::string_view bytes);

/// The same memory seen as bytes, or as characters; nothing is copied or checked.
inline BytesView bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(BytesView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Takes equally long wherever two values of the same length differ.
bool equal_secrets(BytesView left, BytesView right);

}  // namespace breather
