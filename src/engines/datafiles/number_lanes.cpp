#include "engines/datafiles/number_lanes.h"

#include <bit>
#include <cstring>

#include "engines/datafiles/plain_number.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define BREATHER_LANES 1
#endif

namespace breather::datafiles {
namespace {

void one_by_one(const PlainRows& plain, std::size_t column, std::size_t from, char decimal,
                double* out, std::vector<std::uint32_t>& odd) {
    for (std::size_t row = from; row < plain.rows(); ++row) {
        const std::string_view cell = plain.cell(row, column);
        if (!short_number(cell.data(), cell.size(), decimal, out[row]))
            odd.push_back(static_cast<std::uint32_t>(row));
    }
}

#ifdef BREATHER_LANES

#define BREATHER_FOUR [[gnu::target("avx2"), gnu::always_inline]] inline

using Lanes = __m256i;

BREATHER_FOUR Lanes every(char c) { return _mm256_set1_epi8(c); }
BREATHER_FOUR Lanes number(long long value) { return _mm256_set1_epi64x(value); }

long long eight_bytes(const char* p) {
    long long out;
    std::memcpy(&out, p, 8);
    return out;
}

/// Without a carriage return at the end.
BREATHER_FOUR Lanes without_return(Lanes bytes, Lanes size) {
    const Lanes to_last = _mm256_slli_epi64(_mm256_sub_epi64(size, number(1)), 3);
    const Lanes last = _mm256_and_si256(_mm256_srlv_epi64(bytes, to_last), number(0xff));
    return _mm256_add_epi64(size, _mm256_cmpeq_epi64(last, number('\r')));
}

/// As short_number() does it, in four lanes; a sign counts as one of the eight bytes. Returns a bit
/// for each lane that holds none.
BREATHER_FOUR unsigned four_numbers(Lanes bytes, Lanes size, char decimal, double* out) {
    const Lanes none = _mm256_setzero_si256(), low_byte = number(0xff);
    Lanes odd = _mm256_cmpgt_epi64(size, number(8));
    const Lanes negative = _mm256_cmpeq_epi64(_mm256_and_si256(bytes, low_byte), number('-'));
    size = _mm256_add_epi64(size, negative);
    odd = _mm256_or_si256(odd, _mm256_cmpgt_epi64(number(1), size));
    const Lanes plain = _mm256_srlv_epi64(bytes, _mm256_and_si256(negative, number(8)));

    // 007 and .5 would not be written back as they stand.
    const Lanes mark = number(static_cast<unsigned char>(decimal));
    const Lanes first = _mm256_and_si256(plain, low_byte);
    const Lanes second = _mm256_and_si256(_mm256_srli_epi64(plain, 8), low_byte);
    const Lanes longer = _mm256_cmpgt_epi64(size, number(1));
    const Lanes zero_first = _mm256_and_si256(_mm256_cmpeq_epi64(first, number('0')), longer);
    odd = _mm256_or_si256(odd, _mm256_cmpeq_epi64(first, mark));
    odd = _mm256_or_si256(odd, _mm256_andnot_si256(_mm256_cmpeq_epi64(second, mark), zero_first));

    // Digits to the right end, zeros before them; the ones before the mark move over it.
    const Lanes to_end = _mm256_sub_epi64(number(64), _mm256_slli_epi64(size, 3));
    Lanes digits = _mm256_sllv_epi64(_mm256_sub_epi8(plain, every('0')), to_end);
    const Lanes at_mark = _mm256_cmpeq_epi8(digits, every(static_cast<char>(decimal - '0')));
    const Lanes lowest = _mm256_and_si256(at_mark, _mm256_sub_epi64(none, at_mark));
    const Lanes unmarked = _mm256_cmpeq_epi64(at_mark, none);
    const Lanes below = _mm256_andnot_si256(unmarked, _mm256_sub_epi64(lowest, number(1)));
    const Lanes of_mark = _mm256_sub_epi64(_mm256_slli_epi64(lowest, 8), lowest);
    const Lanes up_to_mark = _mm256_or_si256(below, of_mark);
    digits = _mm256_or_si256(_mm256_andnot_si256(up_to_mark, digits),
                             _mm256_slli_epi64(_mm256_and_si256(below, digits), 8));
    // How many follow the mark; 8 where there is none.
    const Lanes after = _mm256_sad_epu8(_mm256_andnot_si256(up_to_mark, every(1)), none);
    odd = _mm256_or_si256(odd, _mm256_cmpeq_epi64(after, none));
    const Lanes nines = every(9);
    const Lanes all_digits = _mm256_cmpeq_epi64(_mm256_max_epu8(digits, nines), nines);
    odd = _mm256_or_si256(odd, _mm256_cmpeq_epi64(all_digits, none));

    const Lanes pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010a));
    const Lanes fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00010064));
    const Lanes whole =
        _mm256_add_epi64(_mm256_mul_epu32(fours, number(10000)), _mm256_srli_epi64(fours, 32));
    const Lanes two_to_52 = number(0x4330000000000000);
    const __m256d value = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(whole, two_to_52)),
                                        _mm256_castsi256_pd(two_to_52));
    const __m256 tens = _mm256_setr_ps(1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f);
    const __m256 over = _mm256_permutevar8x32_ps(_mm256_permutevar8x32_ps(tens, after),
                                                 _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    const __m256d quotient = _mm256_div_pd(value, _mm256_cvtps_pd(_mm256_castps256_ps128(over)));
    const __m256d sign = _mm256_castsi256_pd(_mm256_slli_epi64(negative, 63));
    _mm256_storeu_pd(out, _mm256_or_pd(quotient, sign));
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(odd)));
}

/// Returns how many rows it came to: all but the last few.
template <bool is_last>
[[gnu::target("avx2")]] std::size_t four_by_four(const PlainRows& plain, std::size_t column,
                                                 char decimal, double* out,
                                                 std::vector<std::uint32_t>& odd) {
    std::size_t row = 0;
    for (; row + 4 <= plain.rows(); row += 4) {
        const auto a = plain.span(row, column), b = plain.span(row + 1, column),
                   c = plain.span(row + 2, column), d = plain.span(row + 3, column);
        const Lanes bytes = _mm256_setr_epi64x(eight_bytes(a.first), eight_bytes(b.first),
                                               eight_bytes(c.first), eight_bytes(d.first));
        Lanes size = _mm256_setr_epi64x(a.size, b.size, c.size, d.size);
        if (is_last) size = without_return(bytes, size);
        unsigned left = four_numbers(bytes, size, decimal, out + row);
        for (; left; left &= left - 1)
            odd.push_back(static_cast<std::uint32_t>(row) +
                          static_cast<std::uint32_t>(std::countr_zero(left)));
    }
    return row;
}

#endif

}  // namespace

void read_numbers(const PlainRows& plain, std::size_t column, char decimal, double* out,
                  std::vector<std::uint32_t>& odd) {
    std::size_t row = 0;
#ifdef BREATHER_LANES
    if (__builtin_cpu_supports("avx2"))
        row = column + 1 == plain.columns() ? four_by_four<true>(plain, column, decimal, out, odd)
                                            : four_by_four<false>(plain, column, decimal, out, odd);
#endif
    one_by_one(plain, column, row, decimal, out, odd);
}

}  // namespace breather::datafiles
