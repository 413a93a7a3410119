// The folder everything lives in, held by one program at a time.
#pragma once
#include <filesystem>

#include "app/installed.h"

namespace breather {

class DataFolder {
  public:
    /// Makes the folder (0700) if it is not there, and holds it until the end. Root becomes the
    /// account the folder belongs to.
    /// Throws Stop: FolderNotWritable, FolderInUse, NotRestored.
    explicit DataFolder(std::filesystem::path path);
    ~DataFolder();
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path database() const { return path_ / "breather.db"; }
    std::filesystem::path keys() const { return path_ / "keys.db"; }
    std::filesystem::path instance_key() const { return instance_key_of(path_); }
    std::filesystem::path media() const { return path_ / "media"; }
    std::filesystem::path tls() const { return path_ / "tls"; }
    std::filesystem::path before_upgrade() const { return path_ / "before-upgrade"; }

    /// Stands in a folder as long as a restore into it has not ended: whoever was erased may still
    /// be in it.
    static std::filesystem::path restoring_mark_of(const std::filesystem::path& folder) {
        return folder / "restoring";
    }
    /// The installation's key: as systemd hands it to the service, and else in the folder. It is
    /// read where it lies and never copied.
    static std::filesystem::path instance_key_of(const std::filesystem::path& folder);
    static std::filesystem::path own_instance_key_of(const std::filesystem::path& folder) {
        return folder / "instance.key";
    }
    /// Stands in a folder whose data is in PostgreSQL: so that a command that does not know of it
    /// begins no second installation beside it.
    static std::filesystem::path elsewhere_mark_of(const std::filesystem::path& folder) {
        return folder / "on-postgresql";
    }
    /// Whether an installation was ever begun there.
    static bool is_begun(const std::filesystem::path& folder);
    static std::filesystem::path socket_of(const std::filesystem::path& folder) {
        return folder / "control.sock";
    }
    static std::filesystem::path configuration_of(const std::filesystem::path& folder) {
        return installed::settings_of(folder);
    }

  private:
    std::filesystem::path path_;
    int lock_ = -1;
};

}  // namespace breather
