// Work cut into pieces, done by two hands. Pieces are of fixed size and their sums are taken in
// order by the caller, so that results are the same whatever the number of threads.
#pragma once
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>

namespace breather::statistics {

/// How many threads a method may use; the answers do not depend on it. 1 or more.
inline std::atomic<unsigned>& threads_allowed() {
    static std::atomic<unsigned> allowed{2};
    return allowed;
}

/// Calls `work(piece)` once for each piece, in any order, from several threads. What one throws
/// is thrown again here.
template <class Work>
void for_pieces(std::size_t pieces, Work&& work) {
    if (pieces < 2 || threads_allowed() < 2) {
        for (std::size_t piece = 0; piece < pieces; ++piece) work(piece);
        return;
    }
    std::atomic<std::size_t> next{0};
    std::exception_ptr thrown;
    const auto hand = [&] {
        for (std::size_t piece = next++; piece < pieces; piece = next++) work(piece);
    };
    std::thread other([&] {
        try {
            hand();
        } catch (...) {
            thrown = std::current_exception();
            next = pieces;
        }
    });
    try {
        hand();
    } catch (...) {
        next = pieces;
        other.join();
        throw;
    }
    other.join();
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace breather::statistics
