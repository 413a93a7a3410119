// Where delimiters, line ends and quotation marks stand, sixty-four bytes at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace breather::datafiles {

/// A bit for each of the 64 bytes from `at` on that equals one of the two.
inline std::uint64_t either_of(const char* at, char one, char other) {
    std::uint64_t out = 0;
#ifdef __SSE2__
    const __m128i ones = _mm_set1_epi8(one), others = _mm_set1_epi8(other);
    for (int part = 0; part < 4; ++part) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * part));
        const __m128i hit =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, ones), _mm_cmpeq_epi8(bytes, others));
        out |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit)))
               << (16 * part);
    }
#else
    for (int byte = 0; byte < 64; ++byte)
        out |= static_cast<std::uint64_t>(at[byte] == one || at[byte] == other) << byte;
#endif
    return out;
}

/// The same of fewer bytes.
inline std::uint64_t either_of(const char* at, std::size_t bytes, char one, char other) {
    std::uint64_t out = 0;
    for (std::size_t byte = 0; byte < bytes; ++byte)
        out |= static_cast<std::uint64_t>(at[byte] == one || at[byte] == other) << byte;
    return out;
}

}  // namespace breather::datafiles
