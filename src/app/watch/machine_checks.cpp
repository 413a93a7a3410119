#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <system_error>

#include "app/installed.h"
#include "app/watch/checks.h"

namespace breather::watch {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t megabyte = 1'000'000;
// Below this nothing can be kept for long; above twice the data a backup and an upgrade both fit.
constexpr std::uint64_t free_at_least = 200 * megabyte;
constexpr std::uint64_t free_comfortable = 1'000 * megabyte;
constexpr std::uint64_t open_files_wanted = 4096;
// The program did not exist before; a clock that says so has lost its battery.
constexpr Instant program_begins{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}};

struct stat status_of(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        throw std::system_error(errno, std::generic_category(), path.string());
    return status;
}

std::string rights_text(mode_t mode) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "%03o", mode & 0777);
    return text.data();
}

std::string moment_text(Instant at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d UTC",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()));
    return text.data();
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
    constexpr std::array units{"B", "kB", "MB", "GB", "TB"};
    double size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 1000 && unit + 1 < units.size()) {
        size /= 1000;
        ++unit;
    }
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), size < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", size,
                  units[unit]);
    return text.data();
}

Findings look_at_folder(const fs::path& folder) {
    const auto status = status_of(folder);
    if (status.st_uid != ::geteuid() && ::geteuid() != 0)
        return {{"", State::Fault, "doctor.folder_other", {{"folder", folder.string()}}}};
    if ((status.st_mode & 077) != 0)
        return {{"",
                 State::Fault,
                 "doctor.folder_open",
                 {{"folder", folder.string()}, {"mode", rights_text(status.st_mode)}}}};
    return {{"", State::Fine, "doctor.folder_fine", {}}};
}

Findings look_at_key_file(const fs::path& file) {
    if (!fs::exists(file))
        return {{"", State::Fault, "doctor.key_missing", {{"file", file.string()}}}};
    const auto status = status_of(file);
    // An entry for the service alone, as systemd hands it over, looks like the group's.
    const mode_t too_wide = file.parent_path() == installed::credentials() ? 037 : 077;
    if ((status.st_mode & too_wide) != 0)
        return {{"",
                 State::Fault,
                 "doctor.key_open",
                 {{"file", file.string()}, {"mode", rights_text(status.st_mode)}}}};
    return {{"", State::Fine, "doctor.key_fine", {}}};
}

Disk disk_of(const fs::path& folder) {
    Disk disk;
    disk.free = fs::space(folder).available;
    std::error_code gone;  // a journal may go while we look
    for (fs::recursive_directory_iterator at(folder, gone), end; at != end && !gone;
         at.increment(gone)) {
        std::error_code none;
        if (at->is_regular_file(none)) {
            const auto size = at->file_size(none);
            if (!none) disk.taken += size;
        }
    }
    return disk;
}

Findings look_at_disk(const Disk& disk) {
    const Params sizes{{"free", size_text(disk.free)}, {"taken", size_text(disk.taken)}};
    if (disk.free < free_at_least) return {{"", State::Fault, "doctor.disk_full", sizes}};
    if (disk.free < std::max(2 * disk.taken, free_comfortable))
        return {{"", State::Warning, "doctor.disk_low", sizes}};
    return {{"", State::Fine, "doctor.disk_fine", sizes}};
}

Kept clock_kept() {
    timex asked{};  // asks only: no modes, so nothing is set and no right is needed
    const int state = ::adjtimex(&asked);
    const bool loose = state < 0 || state == TIME_ERROR || (asked.status & STA_UNSYNC) != 0;
    return loose ? Kept::ByNobody : Kept::ByNetwork;
}

Findings look_at_clock(Instant now, Kept kept) {
    if (now < program_begins)
        return {{"", State::Fault, "doctor.clock_wrong", {{"now", moment_text(now)}}}};
    if (kept == Kept::ByNobody) return {{"", State::Warning, "doctor.clock_loose", {}}};
    return {{"", State::Fine, "doctor.clock_fine", {}}};
}

std::uint64_t open_files_limit() {
    rlimit files{};
    return ::getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_max : 0;
}

Findings look_at_open_files(std::uint64_t limit) {
    const Params params{{"limit", std::to_string(limit)}};
    if (limit < open_files_wanted) return {{"", State::Warning, "doctor.files_low", params}};
    return {{"", State::Fine, "doctor.files_fine", params}};
}

}  // namespace breather::watch
