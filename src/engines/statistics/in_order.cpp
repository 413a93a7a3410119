#include "engines/statistics/in_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace breather::statistics {
namespace {

constexpr std::size_t few = 4096;
constexpr unsigned digit_bits = 11, digits = 6;  // 64 bits, the last digit has 9
constexpr std::uint64_t digit_mask = (1u << digit_bits) - 1;

/// A number that is in the order of the doubles: the sign turned, and all the rest of negative
/// ones.
std::uint64_t order_of(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t sign = std::uint64_t{1} << 63;
    return bits & sign ? ~bits : bits | sign;
}

}  // namespace

void put_in_order(std::vector<Keyed>& rows) {
    for (auto& row : rows) row.value += 0.0;  // -0 becomes 0
    if (rows.size() < few) {
        std::stable_sort(rows.begin(), rows.end(),
                         [](const Keyed& a, const Keyed& b) { return a.value < b.value; });
        return;
    }
    std::vector<std::array<std::uint32_t, digit_mask + 1>> places(digits);
    for (const auto& row : rows)
        for (unsigned d = 0; d < digits; ++d)
            ++places[d][order_of(row.value) >> (digit_bits * d) & digit_mask];
    std::vector<Keyed> other(rows.size());
    for (unsigned d = 0; d < digits; ++d) {
        auto& place = places[d];
        if (std::find(place.begin(), place.end(), rows.size()) != place.end()) continue;
        std::uint32_t sum = 0;
        for (auto& own : place) own = std::exchange(sum, sum + own);
        for (const auto& row : rows)
            other[place[order_of(row.value) >> (digit_bits * d) & digit_mask]++] = row;
        rows.swap(other);
    }
}

std::vector<Keyed> in_order(std::span<const double> values) {
    std::vector<Keyed> out(values.size());
    for (std::size_t row = 0; row < out.size(); ++row)
        out[row] = {values[row], static_cast<std::uint32_t>(row)};
    put_in_order(out);
    return out;
}

}  // namespace breather::statistics
