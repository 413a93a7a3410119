#include "base/bytes.h"

#include <sodium.h>

#include <array>

namespace breather {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> values_of(std::string_view digits) {
    std::array<std::int8_t, 256> values{};
    for (auto& value : values) value = -1;
    for (std::size_t i = 0; i < digits.size(); ++i)
        values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
    return values;
}
constexpr auto hex_values = values_of(hex_digits);
constexpr auto base64_values = values_of(base64_digits);

}  // namespace

std::string to_hex(BytesView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

std::string sha256_in_base64(std::string_view bytes) {
    Hash hash{};
    const auto view = bytes_of(bytes);
    crypto_hash_sha256(hash.data(), view.data(), view.size());
    std::array<char, sodium_base64_ENCODED_LEN(hash.size(), sodium_base64_VARIANT_ORIGINAL)> text{};
    sodium_bin2base64(text.data(), text.size(), hash.data(), hash.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    return text.data();
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes(text.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = hex_values[static_cast<unsigned char>(text[2 * i])];
        const int low = hex_values[static_cast<unsigned char>(text[2 * i + 1])];
        if (high < 0 || low < 0) return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return bytes;
}

std::string to_base64url(BytesView bytes) {
    std::string text((bytes.size() * 4 + 2) / 3, '\0');
    const auto byte_at = [&](std::size_t at) -> std::uint32_t { return bytes[at]; };
    auto* out = text.data();
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3, out += 4) {  // three bytes are four characters
        const auto bits = byte_at(at) << 16 | byte_at(at + 1) << 8 | byte_at(at + 2);
        out[0] = base64_digits[bits >> 18];
        out[1] = base64_digits[bits >> 12 & 63];
        out[2] = base64_digits[bits >> 6 & 63];
        out[3] = base64_digits[bits & 63];
    }
    if (at == bytes.size()) return text;
    auto rest = byte_at(at) << 16 | (at + 1 < bytes.size() ? byte_at(at + 1) << 8 : 0);
    for (; out != text.data() + text.size(); rest <<= 6) *out++ = base64_digits[rest >> 18 & 63];
    return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    Bytes bytes(text.size() * 3 / 4);
    const auto value_at = [&](std::size_t at) -> std::int32_t {
        return base64_values[static_cast<unsigned char>(text[at])];
    };
    auto* out = bytes.data();
    std::size_t at = 0;
    for (; at + 4 <= text.size(); at += 4, out += 3) {  // four characters are three bytes
        const auto a = value_at(at), b = value_at(at + 1), c = value_at(at + 2),
                   d = value_at(at + 3);
        if ((a | b | c | d) < 0) return std::nullopt;
        const auto bits = a << 18 | b << 12 | c << 6 | d;
        out[0] = static_cast<std::uint8_t>(bits >> 16);
        out[1] = static_cast<std::uint8_t>(bits >> 8);
        out[2] = static_cast<std::uint8_t>(bits);
    }
    if (at == text.size()) return bytes;
    const auto a = value_at(at), b = value_at(at + 1),
               c = at + 2 < text.size() ? value_at(at + 2) : 0;
    if ((a | b | c) < 0) return std::nullopt;
    auto rest = static_cast<std::uint32_t>(a << 18 | b << 12 | c << 6);
    for (; out != bytes.data() + bytes.size(); rest = rest << 8 & 0xffffff)
        *out++ = static_cast<std::uint8_t>(rest >> 16);
    if (rest != 0) return std::nullopt;  // stray bits at the end
    return bytes;
}

bool equal_secrets(BytesView left, BytesView right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace breather
