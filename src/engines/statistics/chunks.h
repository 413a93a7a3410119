// Sums over many rows on two threads, the same whatever the number of threads: rows go in chunks of
// a fixed size, each chunk has a sum of its own, and the sums are added in the order of the chunks.
#pragma once
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace breather::statistics {

inline constexpr std::ptrdiff_t chunk_rows = 16384;

/// `work(sum, from, to)` fills a copy of `zero`; sums know `+=`.
template <class Sum, class Work>
Sum summed(std::ptrdiff_t rows, const Sum& zero, Work&& work) {
    const std::ptrdiff_t chunks = (rows + chunk_rows - 1) / chunk_rows;
    std::vector<Sum> sums(static_cast<std::size_t>(chunks), zero);
    std::atomic<std::ptrdiff_t> next = 0;
    const auto take = [&] {
        for (std::ptrdiff_t c = next++; c < chunks; c = next++)
            work(sums[static_cast<std::size_t>(c)], c * chunk_rows,
                 std::min(rows, (c + 1) * chunk_rows));
    };
    if (chunks > 1) {
        const std::jthread other(take);
        take();
    } else {
        take();
    }
    Sum out = zero;
    for (const Sum& sum : sums) out += sum;
    return out;
}

}  // namespace breather::statistics
