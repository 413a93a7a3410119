// Counts made by many threads at once, for whoever watches the machine. A thread adds in a place of
// its own, so that nobody waits for anybody and no cache line is passed around; whoever reads adds
// the places up. What is read is never older than a moment, and never goes back.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace breather {

namespace meter {
inline constexpr std::size_t places = 16;  // threads that count; more of them share
/// This thread's place, given out in turn.
std::size_t place_of_this_thread();
}  // namespace meter

/// So many counts side by side.
template <std::size_t Count>
class Counts {
  public:
    void add(std::size_t which, std::uint64_t by = 1) {
        places_[meter::place_of_this_thread()].counts[which].fetch_add(by,
                                                                       std::memory_order_relaxed);
    }
    std::uint64_t read(std::size_t which) const {
        std::uint64_t all = 0;
        for (const Place& place : places_)
            all += place.counts[which].load(std::memory_order_relaxed);
        return all;
    }
    static constexpr std::size_t size() { return Count; }

  private:
    struct alignas(64) Place {
        std::array<std::atomic<std::uint64_t>, Count> counts{};
    };
    std::array<Place, meter::places> places_;
};

/// What was read of a histogram: how many were at most each bound, how many in all, and their sum.
struct HistogramFigures {
    std::vector<std::uint64_t> at_most;  // by bound, each holding those before it
    std::uint64_t count = 0;
    std::uint64_t sum = 0;
};

/// How values spread over fixed bounds, in whole units (milliseconds, microseconds, pieces).
template <std::size_t Bounds>
class Histogram {
  public:
    explicit constexpr Histogram(const std::array<std::uint64_t, Bounds>& bounds)
        : bounds_(bounds) {}

    void add(std::uint64_t value) {
        std::size_t bucket = 0;
        while (bucket < Bounds && value > bounds_[bucket]) ++bucket;
        counts_.add(bucket);
        counts_.add(Bounds + 1, value);
    }
    const std::array<std::uint64_t, Bounds>& bounds() const { return bounds_; }
    HistogramFigures read() const {
        HistogramFigures figures;
        for (std::size_t i = 0; i < Bounds; ++i) {
            figures.count += counts_.read(i);
            figures.at_most.push_back(figures.count);
        }
        figures.count += counts_.read(Bounds);
        figures.sum = counts_.read(Bounds + 1);
        return figures;
    }

  private:
    std::array<std::uint64_t, Bounds> bounds_;
    Counts<Bounds + 2> counts_;
};

}  // namespace breather
