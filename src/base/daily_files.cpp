#include "base/daily_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <vector>

namespace breather {
namespace {

std::string day_text(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

}  // namespace

DailyFiles::DailyFiles(std::filesystem::path folder, std::string name, std::chrono::days kept,
                       const Clock& clock)
    : folder_(std::move(folder)), name_(std::move(name)), kept_(kept), clock_(clock) {
    sweep();
}

DailyFiles::~DailyFiles() {
    if (file_ >= 0) ::close(file_);
}

std::filesystem::path DailyFiles::path_of(std::chrono::sys_days day) const {
    return folder_ / (name_ + "-" + day_text(day) + ".log");
}

void DailyFiles::append(std::string_view lines) {
    const auto today = std::chrono::floor<std::chrono::days>(clock_.now());
    if (file_ < 0 || today != day_) open(today);
    while (!lines.empty()) {
        const ssize_t written = ::write(file_, lines.data(), lines.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0)
            throw std::system_error(errno, std::generic_category(), path_of(day_).string());
        lines.remove_prefix(static_cast<std::size_t>(written));
    }
}

void DailyFiles::sweep() {
    delete_before(std::chrono::floor<std::chrono::days>(clock_.now()) - kept_);
}

void DailyFiles::open(std::chrono::sys_days day) {
    if (file_ >= 0) ::close(file_);
    file_ = ::open(path_of(day).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), path_of(day).string());
    day_ = day;
    delete_before(day - kept_);
}

// The names sort as the days do; anything else in the folder is not ours to delete.
void DailyFiles::delete_before(std::chrono::sys_days first) {
    const std::string first_kept = path_of(first).filename().string();
    std::error_code error;
    std::filesystem::directory_iterator entries(folder_, error);
    if (error) return;
    std::vector<std::filesystem::path> old;
    for (const auto& entry : entries) {
        const std::string file = entry.path().filename().string();
        if (file.size() == first_kept.size() && file.starts_with(name_ + "-") &&
            file.ends_with(".log") && file < first_kept)
            old.push_back(entry.path());
    }
    for (const auto& path : old) std::filesystem::remove(path, error);
}

}  // namespace breather
