#include "base/text.h"

#include <cstdint>

namespace breather {
namespace {

/// Takes one code point off the front; nothing when the bytes are not UTF-8 (RFC 3629).
std::optional<char32_t> take_character(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(0);
    const std::size_t length = first < 0x80             ? 1
                               : (first & 0xe0) == 0xc0 ? 2
                               : (first & 0xf0) == 0xe0 ? 3
                               : (first & 0xf8) == 0xf0 ? 4
                                                        : 0;
    if (length == 0 || length > text.size()) return std::nullopt;
    constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    char32_t point = length == 1 ? first : first & (0x7f >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
        point = point << 6 | (byte(i) & 0x3f);
    }
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (point < smallest[length] || point > 0x10ffff || surrogate) return std::nullopt;
    text.remove_prefix(length);
    return point;
}

bool is_control(char32_t point) {
    return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7f && point < 0xa0);
}

}  // namespace

bool is_utf8(std::string_view text) {
    constexpr std::size_t block =
        64;  // most text is plain: a block without a high bit is passed whole
    while (!text.empty()) {
        std::uint8_t all = 0;
        if (text.size() >= block)
            for (std::size_t i = 0; i < block; ++i) all |= static_cast<std::uint8_t>(text[i]);
        if (text.size() >= block && all < 0x80)
            text.remove_prefix(block);
        else
            for (std::size_t i = 0; i < block && !text.empty(); ++i)
                if (!take_character(text)) return false;
    }
    return true;
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<std::uint8_t>(c) & 0xc0) != 0x80;
    return count;
}

std::optional<Fault> text_fault(std::string_view text, std::size_t min, std::size_t max) {
    std::size_t count = 0;
    while (!text.empty()) {
        const auto point = take_character(text);
        if (!point) return Fault{"field.not_text", {}};
        if (is_control(*point)) return Fault{"field.control_character", {}};
        ++count;
    }
    if (count > max) return Fault{"field.text_too_long", {{"max", std::to_string(max)}}};
    if (count < min) {
        if (count == 0) return Fault{"field.empty", {}};
        return Fault{"field.text_too_short", {{"min", std::to_string(min)}}};
    }
    return std::nullopt;
}

}  // namespace breather
