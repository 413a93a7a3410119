// A few threads for work that takes longer than a read may: exports, reports, password hashes.
// The queue is bounded; beyond it people are asked to come back, instead of waiting in the dark.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace breather::web {

struct LongPoolOptions {
    std::size_t threads = 2;
    std::size_t waiting_max = 64;
    std::chrono::seconds retry_after{5};
};

class LongPool {
  public:
    explicit LongPool(LongPoolOptions options = {});
    /// Finishes what was accepted.
    ~LongPool();
    LongPool(const LongPool&) = delete;
    LongPool& operator=(const LongPool&) = delete;

    /// Refuses: unavailable ("busy", with retry_after) when the queue is full or the pool stops.
    /// The work catches its own exceptions; one that escapes is logged.
    void run(std::function<void()> work);
    void stop();

  private:
    void serve();

    LongPoolOptions options_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace breather::web
