#include "features/backups/durable.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "base/refusal.h"

namespace breather::backups {
namespace {

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& file) {
    if (errno == ENOSPC || errno == EDQUOT) throw Refusal::storage_full();
    throw std::runtime_error(what + " " + file.string() + ": " + std::strerror(errno));
}

}  // namespace

void write_durably(const std::filesystem::path& file, BytesView bytes, mode_t mode) {
    FileOut out(file);
    out.write(bytes);
    const auto part = file.string() + ".part";
    if (::chmod(part.c_str(), mode) != 0) fail("The rights cannot be set of", part);
    out.keep();
}

FileOut::FileOut(std::filesystem::path file) : file_(std::move(file)), part_(file_) {
    part_ += ".part";
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor_ < 0) fail("There cannot be a file", part_);
}

FileOut::~FileOut() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
}

void FileOut::write(BytesView bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(descriptor_, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) fail("Nothing can be written to", part_);
        size_ += done;
        bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
}

void FileOut::keep() {
    if (::fsync(descriptor_) != 0) fail("The disk does not keep", part_);
    ::close(std::exchange(descriptor_, -1));
    std::filesystem::rename(part_, file_);
    sync_folder(file_.parent_path());
}

void sync_folder(const std::filesystem::path& folder) {
    const int descriptor =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail("There is no folder", folder);
    const int failed = ::fsync(descriptor);
    ::close(descriptor);
    if (failed != 0) fail("The disk does not keep", folder);
}

}  // namespace breather::backups
