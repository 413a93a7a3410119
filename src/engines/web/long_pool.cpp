#include "engines/web/long_pool.h"

#include <algorithm>
#include <exception>

#include "base/log.h"
#include "base/refusal.h"

namespace breather::web {

LongPool::LongPool(LongPoolOptions options) : options_(options) {
    const auto count = std::max<std::size_t>(options_.threads, 1);
    for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { serve(); });
}

LongPool::~LongPool() { stop(); }

void LongPool::run(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= options_.waiting_max)
            throw Refusal::unavailable("web.busy", options_.retry_after);
        waiting_.push_back(std::move(work));
    }
    wake_.notify_one();
}

void LongPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

void LongPool::serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const auto work = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        try {
            work();
        } catch (const std::exception& broken) {
            log::error("long work broke", {{"why", broken.what()}});
        }
        lock.lock();
    }
}

}  // namespace breather::web
