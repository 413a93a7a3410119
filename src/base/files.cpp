#include "base/files.h"

#include <stdlib.h>

#include <fstream>
#include <iterator>

namespace breather {

namespace fs = std::filesystem;

std::optional<std::string> whole_file(const fs::path& file) {
    std::error_code none;
    if (fs::is_directory(file, none)) return std::nullopt;
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

TemporaryFolder::TemporaryFolder(std::string_view purpose) {
    std::string pattern =
        (fs::temp_directory_path() / ("breather-" + std::string(purpose) + "-XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr)
        throw fs::filesystem_error("no temporary folder", pattern,
                                   {errno, std::generic_category()});
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code left;
    fs::remove_all(path_, left);
}

}  // namespace breather
