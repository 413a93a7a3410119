#include "engines/datafiles/dialect.h"

#include <iconv.h>

#include <array>
#include <atomic>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "base/text.h"
#include "engines/datafiles/unreadable.h"

namespace breather::datafiles {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string converted(std::string_view bytes, const char* from) {
    const iconv_t way = iconv_open("UTF-8", from);
    if (way == reinterpret_cast<iconv_t>(-1))
        throw std::runtime_error(std::string("This system cannot read ") + from + ".");
    std::string out(bytes.size() * 2 + 16, '\0');
    char* in_at = const_cast<char*>(bytes.data());
    char* out_at = out.data();
    std::size_t in_left = bytes.size(), out_left = out.size();
    const std::size_t done = iconv(way, &in_at, &in_left, &out_at, &out_left);
    iconv_close(way);
    if (done == static_cast<std::size_t>(-1))
        throw Unreadable("The text is neither UTF-8 nor UTF-16 nor GB18030 (byte " +
                         std::to_string(bytes.size() - in_left + 1) +
                         "). Save it as \"CSV UTF-8\" in the program it comes from.");
    out.resize(out.size() - out_left);
    return out;
}

/// Is this a number but for its decimal mark?
bool has_decimal(std::string_view cell, char mark) {
    const auto at = cell.find(mark);
    if (at == std::string_view::npos || at == 0 || at + 1 == cell.size()) return false;
    for (std::size_t i = 0; i < cell.size(); ++i)
        if (i != at && !is_digit(cell[i]) && !(i == 0 && cell[i] == '-')) return false;
    return true;
}

/// 1,234,567 without its marks; nothing where they do not stand in threes.
std::optional<std::string> without_thousands(std::string_view cell, char decimal) {
    const std::size_t whole_end = std::min(cell.find(decimal), cell.size());
    const std::string_view whole =
        cell.substr(cell.starts_with('-'), whole_end - cell.starts_with('-'));
    char mark = 0;
    for (const char c : whole)
        if (!is_digit(c)) mark = c;
    if (mark != ',' && mark != '.' && mark != ' ' && mark != '\'') return std::nullopt;
    std::string digits;
    std::size_t group = 0;
    bool first = true;
    for (const char c : whole) {
        if (c == mark) {
            if (first ? group == 0 || group > 3 : group != 3) return std::nullopt;
            first = false;
            group = 0;
        } else if (is_digit(c)) {
            digits += c;
            ++group;
        } else {
            return std::nullopt;
        }
    }
    if (group != 3) return std::nullopt;
    return (cell.starts_with('-') ? "-" : "") + digits + std::string(cell.substr(whole_end));
}

std::optional<double> plain_number(std::string_view cell) {
    double number = 0;
    const char* end = cell.data() + cell.size();
    const auto read = std::from_chars(cell.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || !std::isfinite(number)) return std::nullopt;
    const std::string_view digits = cell.substr(cell.front() == '-');
    if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) return std::nullopt;
    return number;
}

}  // namespace

std::optional<double> number_of(std::string_view cell, char decimal) {
    if (cell.empty() || cell.size() > 64) return std::nullopt;
    if (decimal == '.') {
        if (const auto plain = plain_number(cell)) return plain;
    } else if (cell.find('.') == std::string_view::npos) {
        std::string pointed(cell);
        if (const auto at = pointed.find(decimal); at != std::string::npos) pointed[at] = '.';
        if (const auto plain = plain_number(pointed)) return plain;
    }
    auto joined = without_thousands(cell, decimal);
    if (!joined) return std::nullopt;
    if (const auto at = joined->find(decimal); at != std::string::npos) (*joined)[at] = '.';
    return plain_number(*joined);
}

Dialect dialect_of(std::string_view text) {
    const std::string_view head = text.substr(0, 65536);
    const std::array<char, 4> marks{',', ';', '\t', '|'};
    std::array<std::size_t, 4> in_first{};
    bool quoted = false;
    for (const char c : head) {
        if (c == '"') quoted = !quoted;
        if (c == '\n' && !quoted) break;
        for (std::size_t m = 0; m < marks.size(); ++m) in_first[m] += !quoted && c == marks[m];
    }
    std::size_t best = 0;
    for (std::size_t m = 1; m < marks.size(); ++m)
        if (in_first[m] > in_first[best]) best = m;
    Dialect out{marks[best], '.'};
    if (out.delimiter == ',') return out;
    std::size_t commas = 0, points = 0;
    for (std::size_t begin = 0; begin < head.size();) {
        std::size_t end = begin;
        while (end < head.size() && head[end] != out.delimiter && head[end] != '\n' &&
               head[end] != '\r')
            ++end;
        const std::string_view cell = head.substr(begin, end - begin);
        commas += has_decimal(cell, ',');
        points += has_decimal(cell, '.');
        begin = end + 1;
    }
    if (commas > points) out.decimal = ',';
    return out;
}

bool all_utf8(std::string_view text, const Crew& crew) {
    constexpr std::size_t piece = std::size_t{1} << 20;
    const auto begin_of = [&](std::size_t nth) {
        std::size_t at = std::min(nth * piece, text.size());
        for (int of = 1; of < 4 && at > 0 && at < text.size() && (text[at] & 0xC0) == 0x80; ++of)
            ++at;
        return at;
    };
    std::atomic<bool> all = true;
    crew.each((text.size() + piece - 1) / piece, [&](std::size_t nth) {
        const std::size_t begin = begin_of(nth);
        if (all && !is_utf8(text.substr(begin, begin_of(nth + 1) - begin))) all = false;
    });
    return all;
}

std::optional<std::string> as_utf8(std::string_view bytes, std::string& named, const Crew& crew) {
    const auto convert = [&](const char* from, std::string_view text) {
        named = from;
        return converted(text, from);
    };
    if (bytes.starts_with("\xFF\xFE")) return convert("UTF-16LE", bytes.substr(2));
    if (bytes.starts_with("\xFE\xFF")) return convert("UTF-16BE", bytes.substr(2));
    if (all_utf8(bytes, crew)) return std::nullopt;
    return convert("GB18030", bytes);
}

}  // namespace breather::datafiles
