// What counting a request costs for whoever watches: web::Traffic from several threads at once,
// beside three atomic numbers that all of them share (the floor of any library's counters).
//
//   meter --threads 4 --times 2000000      → nanoseconds of processor a request, ours and shared
#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

#include "engines/web/traffic.h"
#include "processor.h"

namespace breather::bench {
namespace {

/// Processor time of one call, in nanoseconds, with so many threads calling.
template <class Call>
double cost_of(std::size_t threads, std::size_t times, const Call& call) {
    const double before = processor_micros();
    std::vector<std::thread> all;
    for (std::size_t i = 0; i < threads; ++i)
        all.emplace_back([&] {
            for (std::size_t n = 0; n < times; ++n) call(n);
        });
    for (auto& thread : all) thread.join();
    return (processor_micros() - before) * 1000 / static_cast<double>(threads * times);
}

void measure(std::size_t threads, std::size_t times) {
    web::Traffic traffic;
    const double ours = cost_of(threads, times, [&](std::size_t n) {
        traffic.count(web::Traffic::Work::Read, 200, std::chrono::milliseconds(n & 7));
    });
    std::atomic<std::uint64_t> asked{0}, bucket{0}, sum{0};
    const double shared = cost_of(threads, times, [&](std::size_t n) {
        asked.fetch_add(1, std::memory_order_relaxed);
        bucket.fetch_add(1, std::memory_order_relaxed);
        sum.fetch_add(n & 7, std::memory_order_relaxed);
    });
    std::printf("{\"ours\":%.2f,\"shared\":%.2f}\n", ours, shared);
}

}  // namespace
}  // namespace breather::bench

int main(int count, char** words) {
    CLI::App program("What counting a request costs");
    std::size_t threads = 4, times = 2'000'000;
    program.add_option("--threads", threads);
    program.add_option("--times", times);
    CLI11_PARSE(program, count, words);
    breather::bench::measure(threads, times);
}
