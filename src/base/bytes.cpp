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
    auto out = text.begin();
    while (bytes.size() >= 3) {
        const std::uint32_t bits = static_cast<std::uint32_t>(bytes[0]) << 16 |
                                   static_cast<std::uint32_t>(bytes[1]) << 8 | bytes[2];
        for (const int shift : {18, 12, 6, 0}) *out++ = base64_digits[bits >> shift & 63];
        bytes = bytes.subspan(3);
    }
    if (bytes.empty()) return text;
    const std::uint32_t bits = static_cast<std::uint32_t>(bytes[0]) << 16 |
                               (bytes.size() > 1 ? static_cast<std::uint32_t>(bytes[1]) << 8 : 0);
    for (int shift = 18; out != text.end(); shift -= 6) *out++ = base64_digits[bits >> shift & 63];
    return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1) return std::nullopt;
    Bytes bytes(text.size() * 3 / 4);
    auto out = bytes.begin();
    for (std::size_t at = 0; at < text.size(); at += 4) {  // four characters are three bytes
        const auto four = text.substr(at, 4);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const int value =
                i < four.size() ? base64_values[static_cast<unsigned char>(four[i])] : 0;
            if (value < 0) return std::nullopt;
            bits = bits << 6 | static_cast<std::uint32_t>(value);
        }
        for (const int shift : {16, 8, 0}) {
            const auto byte = static_cast<std::uint8_t>(bits >> shift & 255);
            if (out != bytes.end())
                *out++ = byte;
            else if (byte != 0)
                return std::nullopt;  // stray bits at the end
        }
    }
    return bytes;
}

bool equal_secrets(BytesView left, BytesView right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace breather
