// Sums over many rows by several hands, the same whatever the number of threads: rows go in chunks
// of a fixed size, each chunk has a sum of its own, and the sums are added in the order of the
// chunks.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/crew.h"

namespace breather::statistics {

inline constexpr std::ptrdiff_t chunk_rows = 16384;

/// `work(from, to)` for each chunk.
template <class Work>
void in_chunks(const Crew& crew, std::ptrdiff_t rows, Work&& work) {
    const std::ptrdiff_t chunks = (rows + chunk_rows - 1) / chunk_rows;
    crew.each(static_cast<std::size_t>(chunks), [&](std::size_t piece) {
        const auto from = static_cast<std::ptrdiff_t>(piece) * chunk_rows;
        work(from, std::min(rows, from + chunk_rows));
    });
}

/// `work(sum, from, to)` fills a copy of `zero`; sums know `+=`.
template <class Sum, class Work>
Sum summed(const Crew& crew, std::ptrdiff_t rows, const Sum& zero, Work&& work) {
    const std::ptrdiff_t chunks = (rows + chunk_rows - 1) / chunk_rows;
    std::vector<Sum> sums(static_cast<std::size_t>(chunks), zero);
    in_chunks(crew, rows, [&](std::ptrdiff_t from, std::ptrdiff_t to) {
        work(sums[static_cast<std::size_t>(from / chunk_rows)], from, to);
    });
    Sum out = zero;
    for (const Sum& sum : sums) out += sum;
    return out;
}

}  // namespace breather::statistics
