// One structured line a request: hour, method, route template, status and a duration bucket.
// It cannot hold an address, an agent, an account or a value from a path: they are never handed in.
#pragma once
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "engines/web/request.h"

namespace breather::web {

class AccessLog {
  public:
    /// The sink takes whole lines, several at a time, from any thread, one call at a time.
    using Sink = std::function<void(std::string_view lines)>;
    AccessLog() = default;  // keeps nothing
    explicit AccessLog(Sink sink) : sink_(std::move(sink)) {}
    ~AccessLog() { flush(); }

    struct Line {
        Method method;
        std::string_view route;  // the template, "/api/exercises/entries/{entry}"
        int status;
        std::chrono::microseconds took;
        Instant at;
    };
    void write(const Line& line);
    /// Hands what waits to the sink; the server calls it each second.
    void flush();

  private:
    void hand_over();

    Sink sink_;
    std::mutex mutex_;
    std::string waiting_;
    std::chrono::sys_time<std::chrono::hours> hour_{};  // of the last line, with its text
    std::string hour_text_;
};

/// "<1ms", "<4ms", "<16ms", "<64ms", "<250ms", "<1s", "<4s", ">=4s"
std::string_view duration_bucket(std::chrono::microseconds took);

}  // namespace breather::web
