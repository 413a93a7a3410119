// Whole files, and folders that are there for a while.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace breather {

/// Its bytes. Nothing where there is no such file, it may not be read, or it is a folder.
std::optional<std::string> whole_file(const std::filesystem::path& file);

/// A new, empty folder that only this account may enter; gone, with all in it, when this ends.
/// Throws filesystem_error where none can be made.
class TemporaryFolder {
  public:
    /// `purpose` stands in its name.
    explicit TemporaryFolder(std::string_view purpose);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace breather
