#include "app/installed.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "app/process.h"

namespace breather::installed {
namespace {

namespace fs = std::filesystem;

// Not paths: they are asked for while other files' constants are still being made.
constexpr const char* data_folder = "/var/lib/breather";
constexpr const char* settings = "/etc/breather/breather.toml";

void must(bool went_well) {
    if (!went_well) throw std::system_error(errno, std::generic_category());
}

}  // namespace

bool is_this() { return program_path() == "/usr/bin/breather"; }

fs::path data_usual() { return is_this() ? data_folder : "breather-data"; }

fs::path settings_of(const fs::path& data) {
    const fs::path own = data / "breather.toml";
    const bool of_the_package =
        is_this() && fs::absolute(data).lexically_normal() == data_folder && !fs::exists(own);
    return of_the_package ? fs::path(settings) : own;
}

fs::path credentials() {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    return folder ? folder : "";
}

void become_owner_of(const fs::path& folder) {
    struct stat status {};
    if (::geteuid() != 0 || ::stat(folder.c_str(), &status) != 0 || status.st_uid == 0) return;
    const passwd* owner = ::getpwuid(status.st_uid);
    must(owner ? ::initgroups(owner->pw_name, owner->pw_gid) == 0 : ::setgroups(0, nullptr) == 0);
    must(::setgid(owner ? owner->pw_gid : status.st_gid) == 0);
    must(::setuid(status.st_uid) == 0);
}

}  // namespace breather::installed
