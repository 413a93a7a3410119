#include "base/crew.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace breather {

Crew Crew::of_this_computer() {
    cpu_set_t ours;
    if (sched_getaffinity(0, sizeof ours, &ours) != 0) return Crew(1);
    return Crew(static_cast<unsigned>(CPU_COUNT(&ours)));
}

void Crew::each(std::size_t pieces, const std::function<void(std::size_t)>& work) const {
    const std::size_t hands = std::min<std::size_t>(hands_, pieces);
    if (hands < 2) {
        for (std::size_t piece = 0; piece < pieces; ++piece) work(piece);
        return;
    }
    std::atomic<std::size_t> next{0};
    std::exception_ptr thrown;
    std::mutex throwing;
    const auto hand = [&] {
        try {
            for (std::size_t piece = next++; piece < pieces; piece = next++) work(piece);
        } catch (...) {
            next = pieces;
            const std::lock_guard one(throwing);
            if (!thrown) thrown = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t other = 1; other < hands; ++other) others.emplace_back(hand);
        hand();
    }
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace breather
