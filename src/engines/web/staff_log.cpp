#include "engines/web/staff_log.h"

#include <cstdio>

#include "base/log.h"

namespace breather::web {
namespace {

constexpr std::size_t waiting_max = 32 * 1024;
constexpr std::chrono::hours between_sweeps{1};
constexpr std::chrono::minutes between_complaints{1};

std::string moment_text(Instant at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    char text[64];
    const int size = std::snprintf(
        text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return {text, static_cast<std::size_t>(size)};
}

/// What came from outside must not begin a line or a field of its own.
void append_value(std::string& line, std::string_view value) {
    if (value.empty()) {
        line.push_back('-');
        return;
    }
    for (const char c : value) line.push_back(c > ' ' && c != 0x7f && c != '=' ? c : '_');
}

}  // namespace

StaffLog::StaffLog(const std::filesystem::path& folder, const Clock& clock)
    : clock_(clock), files_(folder, "staff", kept, clock), swept_(clock.now()) {}

void StaffLog::write(const Line& line) {
    const std::lock_guard lock(mutex_);
    waiting_.append("at=").append(moment_text(line.at)).append(" address=");
    append_value(waiting_, line.address);
    waiting_.append(" staff=");
    append_value(waiting_, line.staff);
    waiting_.append(" method=").append(name(line.method)).append(" route=");
    append_value(waiting_, line.route);
    waiting_.append(" status=").append(std::to_string(line.status));
    waiting_.append(" took_us=").append(std::to_string(line.took.count())).append("\n");
    if (waiting_.size() >= waiting_max) hand_over();
}

void StaffLog::flush() {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty()) hand_over();
    // Also when the clock was set back: better once too often than thirty days and a year.
    const Instant now = clock_.now();
    if (now - swept_ < between_sweeps && now >= swept_) return;
    swept_ = now;
    files_.sweep();
}

void StaffLog::hand_over() {
    try {
        files_.append(waiting_);
    } catch (const std::exception& error) {
        const Instant now = clock_.now();
        if (now - complained_ >= between_complaints || now < complained_)
            log::warning("staff_log_failed", {{"why", error.what()}});
        complained_ = now;
    }
    waiting_.clear();
}

}  // namespace breather::web
