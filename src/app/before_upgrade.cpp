#include "app/before_upgrade.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <system_error>

#include "app/exit.h"
#include "base/log.h"

namespace breather {
namespace {

namespace fs = std::filesystem;

constexpr auto folder_name = "before-upgrade";
/// A database is its file and, where a crash left one, its journal: always both or neither.
constexpr std::array<const char*, 2> parts{"", "-wal"};

std::string day_of(Instant instant) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(instant));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return text.data();
}

std::optional<std::chrono::sys_days> day_in(const std::string& name) {
    int year = 0;
    unsigned month = 0, day = 0;
    if (std::sscanf(name.c_str(), "%4d-%2u-%2u-", &year, &month, &day) != 3) return std::nullopt;
    const std::chrono::year_month_day read{std::chrono::year(year), std::chrono::month(month),
                                           std::chrono::day(day)};
    return read.ok() ? std::optional(std::chrono::sys_days(read)) : std::nullopt;
}

void sync(const fs::path& path) {
    const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool kept = opened >= 0 && ::fsync(opened) == 0;
    const int why = errno;
    if (opened >= 0) ::close(opened);
    if (!kept) throw fs::filesystem_error("sync", path, {why, std::generic_category()});
}

void make_private(const fs::path& folder) {
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
}

std::vector<fs::path> parts_of(const fs::path& database) {
    std::vector<fs::path> found;
    for (const char* part : parts)
        if (fs::path one = database.string() + part; fs::exists(one)) found.push_back(one);
    return found;
}

/// Copies the parts into a new folder of this name; a crash leaves ".part", never half a copy.
void copy_into(const fs::path& database, const fs::path& place) {
    const fs::path unfinished = place.string() + ".part";
    fs::remove_all(unfinished);
    make_private(unfinished);
    for (const fs::path& part : parts_of(database)) {
        fs::copy_file(part, unfinished / part.filename());
        sync(unfinished / part.filename());
    }
    sync(unfinished);
    fs::rename(unfinished, place);
    sync(place.parent_path());
}

std::uintmax_t size_of(const fs::path& database) {
    std::uintmax_t all = 0;
    for (const fs::path& part : parts_of(database)) all += fs::file_size(part);
    return all;
}

}  // namespace

void copy_before_upgrade(const fs::path& database, const std::string& last_change,
                         const Clock& clock) {
    const fs::path copies = database.parent_path() / folder_name;
    const fs::path place = copies / (day_of(clock.now()) + "-" + last_change);
    if (fs::exists(place)) return;  // a start that was cut off after copying
    const auto megabytes = size_of(database) / 1'000'000 + 1;
    try {
        make_private(copies);
        if (fs::space(copies).available < size_of(database))
            throw fs::filesystem_error("copy", place,
                                       std::make_error_code(std::errc::no_space_on_device));
        copy_into(database, place);
    } catch (const fs::filesystem_error& fault) {
        if (fault.code() != std::errc::no_space_on_device)
            throw Stop(Exit::FolderNotWritable,
                       "The copy that comes before an upgrade cannot be made in " +
                           copies.string() + " (" + fault.code().message() +
                           "). Nothing was changed.");
        throw Stop(Exit::StorageFull,
                   "This program is newer than the data and copies the database before it changes "
                   "it: there is no room for " +
                       std::to_string(megabytes) + " MB in " + copies.string() +
                       ". Make room, then start again. Nothing was changed.");
    }
    log::info("copied_before_upgrade", {{"place", place.string()}});
}

std::vector<std::string> list_upgrade_copies(const fs::path& data) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& one : fs::directory_iterator(data / folder_name, none))
        if (one.path().extension() != ".part") names.push_back(one.path().filename());
    std::sort(names.rbegin(), names.rend());
    return names;
}

void put_back(const DataFolder& folder, const std::string& copy, const Clock& clock) {
    const auto all = list_upgrade_copies(folder.path());
    if (std::find(all.begin(), all.end(), copy) == all.end())
        throw Stop(Exit::NotFound,
                   "There is no copy “" + copy + "” in " + folder.before_upgrade().string() + ".");
    const fs::path database = folder.database(), incoming = database.string() + ".incoming";
    fs::remove_all(incoming);
    copy_into(folder.before_upgrade() / copy / database.filename(), incoming);
    fs::path aside = folder.before_upgrade() / (day_of(clock.now()) + "-set-aside");
    for (int number = 2; fs::exists(aside); ++number)
        aside = folder.before_upgrade() /
                (day_of(clock.now()) + "-set-aside-" + std::to_string(number));
    make_private(aside);
    for (const fs::path& part : parts_of(database)) fs::rename(part, aside / part.filename());
    fs::remove(database.string() + "-shm");
    for (const char* part : {"-wal", ""}) {  // the file itself last: with it the copy is whole
        const std::string name = database.filename().string() + part;
        if (fs::exists(incoming / name)) fs::rename(incoming / name, folder.path() / name);
    }
    fs::remove_all(incoming);
    sync(folder.path());
}

void drop_old_upgrade_copies(const fs::path& data, const Clock& clock) {
    std::error_code none;
    std::vector<fs::path> old;
    for (const auto& one : fs::directory_iterator(data / folder_name, none)) {
        const auto day = day_in(one.path().filename());
        if (day && clock.now() - *day > upgrade_copy_kept + std::chrono::days{1})
            old.push_back(one.path());
    }
    for (const fs::path& one : old) {
        fs::remove_all(one);
        log::info("dropped_upgrade_copy", {{"place", one.string()}});
    }
}

}  // namespace breather
