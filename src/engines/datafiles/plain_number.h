// Numbers as most files write them, digits with a mark among them or not, read without a library:
// exactly, because fewer than 2^53 over a power of ten below 1e22 is divided with one rounding
// (Clinger 1990, "How to read floating point numbers accurately").
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace breather::datafiles {

namespace plain {

inline constexpr double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline constexpr std::uint64_t eight(char c) {
    return 0x0101010101010101u * static_cast<unsigned char>(c);
}

inline double with_sign(double value, bool negative) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) | std::uint64_t{negative}
                                                                           << 63);
}

}  // namespace plain

/// Nine bytes can be read from `p` on.
constexpr std::size_t short_number_reads = 9;

/// A sign, and then up to eight bytes, all at once. False where it is anything else, or would not
/// be written back as it stands (007).
[[gnu::always_inline]] inline bool short_number(const char* p, std::size_t size, char decimal,
                                                double& out) {
    using plain::eight;
    const bool negative = *p == '-';
    p += negative;
    size -= negative;
    if (size - 1 > 7) return false;
    std::uint64_t x;
    std::memcpy(&x, p, 8);
    // To the right end, zeros before it: the first byte is the lowest.
    x = x << (64 - 8 * size) | (eight('0') >> 8) >> (8 * (size - 1));
    const std::uint64_t apart = x ^ eight(decimal);
    const std::uint64_t low = eight('\x7f');
    const std::uint64_t hit = ~(((apart & low) + low) | apart) & eight('\x80');
    std::size_t after = 0;
    if (hit) {  // the digits before the mark move over it
        const int place = std::countr_zero(hit) / 8;
        after = static_cast<std::size_t>(7 - place);
        const std::uint64_t below = (std::uint64_t{1} << (8 * place)) - 1;
        x = (x & ~(below << 8 | 0xff)) | (x & below) << 8 | static_cast<unsigned char>('0');
    }
    x ^= eight('0');
    const bool strange = ((x + eight('\x76')) | x) & eight('\x80');  // not all digits
    const std::size_t before = size - (hit ? after + 1 : 0);
    if (strange || before == 0 || (hit && after == 0) || (before > 1 && *p == '0')) return false;
    x = x * 10 + (x >> 8);  // pairs, in every other byte
    x = (x & 0x00ff00ff00ff00ffu) * 100 + (x >> 16 & 0x00ff00ff00ff00ffu);
    x = (x & 0x0000ffff0000ffffu) * 10000 + (x >> 32 & 0x0000ffffu);
    const double value = static_cast<double>(x & 0xffffffffu) / plain::tens[after];
    out = plain::with_sign(value, negative);
    return true;
}

/// The same of any length, digit by digit.
inline bool plain_number(const char* p, std::size_t size, char decimal, double& out) {
    const char* const end = p + size;
    const bool negative = p < end && *p == '-';
    p += negative;
    const char* const digits = p;
    std::uint64_t whole = 0;
    const auto take_digits = [&] {
        const char* const first = p;
        for (; p < end && static_cast<unsigned char>(*p - '0') < 10; ++p)
            whole = whole * 10 + static_cast<unsigned char>(*p - '0');
        return p - first;
    };
    const auto before = take_digits();
    if (before == 0 || (before > 1 && *digits == '0')) return false;
    std::ptrdiff_t after = 0;
    if (p < end && *p == decimal) {
        ++p;
        after = take_digits();
        if (after == 0) return false;
    }
    constexpr std::uint64_t exact = std::uint64_t{1} << 53;
    if (p != end || before + after > 19 || whole > exact) return false;
    out = plain::with_sign(static_cast<double>(whole) / plain::tens[after], negative);
    return true;
}

}  // namespace breather::datafiles
