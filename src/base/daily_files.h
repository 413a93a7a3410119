// A file a day in a folder, for logs that must go again: what is older than it may be is deleted
// when a day begins. The day is the Clock's, in UTC.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace breather {

class DailyFiles {
  public:
    /// `name` makes `name-2026-11-21.log`. Days older than `kept` go at once and at each new day.
    /// The folder is there already.
    DailyFiles(std::filesystem::path folder, std::string name, std::chrono::days kept,
               const Clock& clock);
    ~DailyFiles();
    DailyFiles(const DailyFiles&) = delete;
    DailyFiles& operator=(const DailyFiles&) = delete;

    /// One call at a time. Whole lines; only this account may read them. Throws std::system_error
    /// when the disk takes no more.
    void append(std::string_view lines);
    /// Deletes what is too old; also where nothing is written for days.
    void sweep();

  private:
    std::filesystem::path path_of(std::chrono::sys_days day) const;
    void open(std::chrono::sys_days day);
    void delete_before(std::chrono::sys_days first);

    std::filesystem::path folder_;
    std::string name_;
    std::chrono::days kept_;
    const Clock& clock_;
    std::chrono::sys_days day_{};
    int file_ = -1;
};

}  // namespace breather
