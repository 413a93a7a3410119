// A folder that exists as long as the test does; in memory where the machine offers it.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace breather::testing {

class TempFolder {
  public:
    TempFolder() {
        std::error_code none;
        const bool shared_memory = std::filesystem::is_directory("/dev/shm", none);
        auto base = shared_memory ? std::filesystem::path("/dev/shm")
                                  : std::filesystem::temp_directory_path();
        std::string pattern = (base / "breather-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error("no temporary folder in " + base.string());
        path_ = pattern;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

}  // namespace breather::testing
