#include "engines/web/access_log.h"

#include <cstdio>

namespace breather::web {
namespace {

constexpr std::size_t waiting_max = 32 * 1024;

std::string hour_text(Instant at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    char text[32];
    const int size =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(floor<hours>(at - day).count()));
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

std::string_view duration_bucket(std::chrono::microseconds took) {
    using namespace std::chrono_literals;
    if (took < 1ms) return "<1ms";
    if (took < 4ms) return "<4ms";
    if (took < 16ms) return "<16ms";
    if (took < 64ms) return "<64ms";
    if (took < 250ms) return "<250ms";
    if (took < 1s) return "<1s";
    if (took < 4s) return "<4s";
    return ">=4s";
}

void AccessLog::write(const Line& line) {
    if (!sink_) return;
    const std::lock_guard lock(mutex_);
    const auto hour = std::chrono::floor<std::chrono::hours>(line.at);
    if (hour != hour_ || hour_text_.empty()) {
        hour_ = hour;
        hour_text_ = hour_text(line.at);
    }
    waiting_.append("hour=").append(hour_text_);
    waiting_.append(" method=").append(name(line.method));
    waiting_.append(" route=").append(line.route);
    waiting_.append(" status=").append(std::to_string(line.status));
    waiting_.append(" took=").append(duration_bucket(line.took)).append("\n");
    if (waiting_.size() >= waiting_max) hand_over();
}

void AccessLog::flush() {
    if (!sink_) return;
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty()) hand_over();
}

void AccessLog::hand_over() {
    sink_(waiting_);
    waiting_.clear();
}

}  // namespace breather::web
