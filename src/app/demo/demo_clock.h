// The clock of a demo: the machine's, and so much ahead of it or behind. Only a folder that carries
// the demo's mark is ever opened with one.
#pragma once
#include <atomic>

#include "base/clock.h"

namespace breather::demo {

class DemoClock final : public Clock {
  public:
    explicit DemoClock(const Clock& machine) : machine_(machine) {}
    Instant now() const override {
        return machine_.now() + std::chrono::milliseconds{ahead_.load()};
    }
    const Clock& machine() const { return machine_; }
    void be_ahead_by(std::chrono::milliseconds time) { ahead_ = time.count(); }

  private:
    const Clock& machine_;
    std::atomic<std::chrono::milliseconds::rep> ahead_{0};
};

}  // namespace breather::demo
