// The staff realm's log: one whole line a request. Staff are at work there, know that it is kept,
// and it is deleted after thirty days. Participants' requests never come here: access_log.h.
#pragma once
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "base/daily_files.h"
#include "engines/web/request.h"

namespace breather::web {

class StaffLog {
  public:
    static constexpr std::chrono::days kept{30};

    /// Files staff-<day>.log in this folder, which is there already.
    StaffLog(const std::filesystem::path& folder, const Clock& clock);
    ~StaffLog() { flush(); }

    struct Line {
        Instant at;
        std::string_view address;  // of the line, or what the proxy in front says
        std::string_view staff;    // an id; empty: nobody is signed in
        Method method;
        std::string_view route;  // the template: ids of people stand in the audit, not here
        int status;
        std::chrono::microseconds took;
    };
    /// From any thread. A full disk is logged once a minute at most, and ends nothing.
    void write(const Line& line);
    /// Hands what waits to the file, and lets old days go; the server calls it often.
    void flush();

  private:
    void hand_over();

    const Clock& clock_;
    std::mutex mutex_;
    DailyFiles files_;
    std::string waiting_;
    Instant swept_{};
    Instant complained_{};
};

}  // namespace breather::web
