// A file that is there whole or not at all.
#pragma once
#include <filesystem>
#include <fstream>
#include <string_view>

namespace breather::datafiles {

/// Written beside its place and moved there by `done`; without that, nothing of it stays.
class WholeFile {
  public:
    explicit WholeFile(const std::filesystem::path& file);
    ~WholeFile();
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;
    void put(std::string_view bytes);
    /// Throws std::system_error: no room, or no right to write there.
    void done();

  private:
    std::filesystem::path file_, beside_;
    std::ofstream out_;
};

}  // namespace breather::datafiles
