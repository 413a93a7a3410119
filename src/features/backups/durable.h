// Files that are on the disk when we say so.
#pragma once
#include <sys/types.h>

#include <filesystem>

#include "base/bytes.h"

namespace breather::backups {

/// Throws std::runtime_error, or Refusal storage_full.
void write_durably(const std::filesystem::path& file, BytesView bytes, mode_t mode);

/// A file that appears under its name whole, or not at all.
class FileOut {
  public:
    /// Writes to `file` with ".part" behind it. Throws std::runtime_error, or Refusal storage_full.
    explicit FileOut(std::filesystem::path file);
    /// Not kept: it goes.
    ~FileOut();
    FileOut(const FileOut&) = delete;
    FileOut& operator=(const FileOut&) = delete;

    void write(BytesView bytes);
    /// Syncs, gives the file its name, syncs the folder.
    void keep();
    std::int64_t size() const { return size_; }

  private:
    std::filesystem::path file_, part_;
    int descriptor_ = -1;
    std::int64_t size_ = 0;
};

/// Makes a name that appeared or went durable.
void sync_folder(const std::filesystem::path& folder);

}  // namespace breather::backups
