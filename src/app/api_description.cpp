#include "app/api_description.h"

#include <filesystem>

#include "app/data_folder.h"
#include "app/house.h"

namespace breather {
namespace {

// Routes belong to rooms, and rooms need a database: an empty one, gone when the description is written.
class EmptyFolder {
  public:
    EmptyFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "breather-api-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~EmptyFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    EmptyFolder(const EmptyFolder&) = delete;
    EmptyFolder& operator=(const EmptyFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace

std::string api_description() {
    const EmptyFolder place;
    const DataFolder folder(place.path());
    const SystemClock clock;
    SystemRandom random;
    House house(options_of(folder, "http://localhost"), clock, random);
    std::string text = web::openapi(house.router().routes(), BREATHER_VERSION);
    if (!text.ends_with('\n')) text += '\n';
    return text;
}

}  // namespace breather
