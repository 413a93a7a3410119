#include "app/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/exit.h"
#include "app/installed.h"

namespace breather {

DataFolder::DataFolder(std::filesystem::path path)
    : path_(std::filesystem::absolute(std::move(path))) {
    const auto not_writable = [&](const std::string& why) {
        return Stop(Exit::FolderNotWritable,
                    "The data folder " + path_.string() + " cannot be written (" + why +
                        "). Give this account the right to write there, or name another "
                        "folder with --data.");
    };
    std::error_code error;
    if (std::filesystem::create_directories(path_, error); error)
        throw not_writable(error.message());
    if (!std::filesystem::is_directory(path_)) throw not_writable("it is not a folder");
    try {
        installed::become_owner_of(path_);
    } catch (const std::system_error& fault) {
        throw not_writable(fault.code().message());
    }
    if (std::filesystem::exists(restoring_mark_of(path_)))
        throw Stop(Exit::NotRestored,
                   "A restore into " + path_.string() +
                       " did not end: people who were erased may still be in it. Remove the folder "
                       "and restore again.");
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, error);
    lock_ = ::open((path_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) throw not_writable(std::strerror(errno));
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        throw Stop(Exit::FolderInUse, "Another breather is using " + path_.string() +
                                          ". Stop it first, or name another folder with --data.");
    }
}

DataFolder::~DataFolder() { ::close(lock_); }

std::filesystem::path DataFolder::instance_key_of(const std::filesystem::path& folder) {
    const auto handed = installed::credentials() / "instance.key";
    return handed.is_absolute() && std::filesystem::exists(handed) ? handed
                                                                   : own_instance_key_of(folder);
}

bool DataFolder::is_begun(const std::filesystem::path& folder) {
    return std::filesystem::exists(own_instance_key_of(folder)) ||
           std::filesystem::exists(folder / "breather.db") ||
           std::filesystem::exists(elsewhere_mark_of(folder));
}

}  // namespace breather
