// What the writing threads do, counted for whoever watches: nothing of what is written.
#pragma once
#include <atomic>

#include "base/meter.h"

namespace breather::storage {

struct WriteFigures {
    std::atomic<std::uint64_t> waiting{0};  // closures in the queue, as of the last change
    Counts<1> refused;                      // because too many waited
    Counts<1> failed_syncs;                 // each of them ends the process
    Histogram<8> batch{{1, 2, 4, 8, 16, 64, 256, 512}};  // closures a commit
    /// From the first closure of a batch to the end of its commit.
    Histogram<9> commit_microseconds{
        {500, 1'000, 4'000, 16'000, 64'000, 250'000, 1'000'000, 4'000'000, 16'000'000}};
};

}  // namespace breather::storage
