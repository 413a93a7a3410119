#include "engines/scheduler/workshop.h"

#include "base/log.h"

namespace breather::scheduler {
namespace {

// However far away the next job is: another server may plan one, and clocks are set.
constexpr std::chrono::milliseconds look_again{5000};
constexpr std::chrono::milliseconds look_soon{20};

}  // namespace

Workshop::Workshop(Scheduler& scheduler)
    : scheduler_(scheduler),
      quick_([this](const std::stop_token& stop) { run(Lane::Quick, stop); }),
      slow_([this](const std::stop_token& stop) { run(Lane::Slow, stop); }) {
    scheduler_.on_hurry([this] { wake(); });
}

Workshop::~Workshop() {
    scheduler_.on_hurry({});
    quick_.request_stop();
    slow_.request_stop();
    quick_.join();
    slow_.join();
}

void Workshop::wake() {
    {
        const std::lock_guard lock(mutex_);
        ++calls_;
    }
    woken_.notify_all();
}

void Workshop::keep_claims() {
    try {
        scheduler_.keep_claims();
    } catch (const std::exception& error) {
        log::warning("claims_not_kept", {{"why", error.what()}});
    }
}

void Workshop::run(Lane lane, const std::stop_token& stop) {
    std::uint64_t heard = 0;
    while (!stop.stop_requested()) {
        std::chrono::milliseconds pause = look_again;
        try {
            {
                const std::lock_guard lock(mutex_);
                heard = calls_;
            }
            scheduler_.run_due(lane, stop);
            const Instant now = scheduler_.clock().now();
            if (const auto due = scheduler_.next_due(lane))
                pause = std::clamp<std::chrono::milliseconds>(*due - now, look_soon, look_again);
        } catch (const std::exception& error) {
            log::warning("jobs_not_looked_for", {{"why", error.what()}});
        }
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, stop, pause, [&] { return calls_ != heard; });
    }
}

}  // namespace breather::scheduler
