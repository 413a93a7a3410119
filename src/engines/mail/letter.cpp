#include "engines/mail/letter.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace breather::mail {
namespace {

constexpr std::size_t word_bytes_max = 42;  // 56 letters of base64: a word has at most 75 in all

std::string base64(std::string_view bytes) {
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // its NUL
    return text;
}

bool begins_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

/// How many bytes of `text` fit into one word without cutting a character in two.
std::size_t fitting(std::string_view text) {
    if (text.size() <= word_bytes_max) return text.size();
    std::size_t size = word_bytes_max;
    while (size > 1 && !begins_a_character(text[size])) --size;
    return size;
}

}  // namespace

std::string header_text(std::string_view text) {
    const bool plain =
        text.find("=?") == std::string_view::npos &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (plain) return std::string(text);
    std::string words;
    while (!text.empty()) {
        const auto size = fitting(text);
        words +=
            (words.empty() ? "=?UTF-8?B?" : " =?UTF-8?B?") + base64(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return words;
}

std::string date_text(Instant now) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(now - day)};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                  days.at(std::chrono::weekday{day}.c_encoding()), unsigned{date.day()},
                  months.at(unsigned{date.month()} - 1), int{date.year()},
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

std::vector<std::string> head_of(const Letter& letter, const Address& from, Instant now,
                                 Random& random) {
    return {"Date: " + date_text(now),
            "Message-ID: <" + to_hex(random.bytes<16>()) + "@" + from.domain() + ">",
            "From: <" + from.text() + ">",
            "To: <" + letter.to.text() + ">",
            "Subject: " + header_text(letter.subject),
            "Auto-Submitted: auto-generated"};
}

}  // namespace breather::mail
