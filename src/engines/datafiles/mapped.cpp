#include "engines/datafiles/mapped.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace breather::datafiles {

Mapped::Mapped(const std::filesystem::path& file, Pages pages) {
    const int handle = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat about {};
    if (handle < 0 || fstat(handle, &about) != 0 || !S_ISREG(about.st_mode)) {
        if (handle >= 0) close(handle);
        throw NoSuchFile("There is no file " + file.string() + " that can be read.");
    }
    size_ = static_cast<std::size_t>(about.st_size);
    const int how = MAP_PRIVATE | (pages == Pages::AtOnce ? MAP_POPULATE : 0);
    if (size_ > 0) at_ = mmap(nullptr, size_, PROT_READ, how, handle, 0);
    close(handle);
    if (at_ == MAP_FAILED) {
        at_ = nullptr;
        throw NoSuchFile(file.string() + " could not be read.");
    }
}

void Mapped::let_go(std::size_t bytes) const {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    if (bytes >= page) madvise(at_, bytes / page * page, MADV_DONTNEED);
}

Mapped::~Mapped() {
    if (at_) munmap(at_, size_);
}

}  // namespace breather::datafiles
