#include "base/meter.h"

#include <gtest/gtest.h>

#include <thread>

namespace breather {
namespace {

TEST(Counts, of_many_threads_add_up) {
    Counts<3> counts;
    std::vector<std::thread> threads;
    for (int i = 0; i < 40; ++i)  // more than there are places
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) counts.add(1);
            counts.add(2, 5);
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(counts.read(0), 0u);
    EXPECT_EQ(counts.read(1), 400'000u);
    EXPECT_EQ(counts.read(2), 200u);
}

TEST(Histogram, counts_a_value_at_its_bound_and_above_all_bounds) {
    Histogram<3> histogram({1, 10, 100});
    for (const std::uint64_t value : {0, 1, 2, 10, 11, 100, 101, 5000}) histogram.add(value);
    const HistogramFigures figures = histogram.read();
    EXPECT_EQ(figures.at_most, (std::vector<std::uint64_t>{2, 4, 6}));
    EXPECT_EQ(figures.count, 8u);
    EXPECT_EQ(figures.sum, 5225u);
}

}  // namespace
}  // namespace breather
