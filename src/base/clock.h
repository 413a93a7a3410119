// What time it is. Nobody asks the system: a Clock is handed in, so that tests let days pass.
#pragma once
#include <atomic>
#include <chrono>

namespace breather {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
  public:
    Instant now() const override;
};

/// A clock that stands still until told otherwise; may be read from many threads.
class FakeClock final : public Clock {
  public:
    FakeClock() : FakeClock(Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}}) {}
    explicit FakeClock(Instant now) : now_{now.time_since_epoch().count()} {}
    Instant now() const override { return Instant{std::chrono::milliseconds{now_.load()}}; }
    void advance(std::chrono::milliseconds by) { now_ += by.count(); }
    void set(Instant now) { now_ = now.time_since_epoch().count(); }

  private:
    std::atomic<std::chrono::milliseconds::rep> now_;
};

}  // namespace breather
