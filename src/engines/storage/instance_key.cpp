#include "engines/storage/instance_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "engines/storage/key_work.h"

namespace breather::storage {
namespace {

constexpr std::string_view first_word = "breather-instance-key-1 ";
constexpr std::size_t file_size = 24 + 64 + 1;  // the word, the key in hex, a line feed

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& says) {
    throw std::runtime_error("The instance key " + file.string() + " " + says);
}

class File {
  public:
    File(const std::filesystem::path& path, int flags, mode_t mode = 0)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

  private:
    int descriptor_;
};

}  // namespace

InstanceKey InstanceKey::create(const std::filesystem::path& file, Random& random) {
    Key key;
    random.fill(key.writable());
    std::string line = std::string(first_word) + to_hex(key.view()) + "\n";
    // Written whole beside it and linked into place: a crash leaves no half key under its name.
    const std::filesystem::path beside = file.string() + ".new";
    ::unlink(beside.c_str());
    {
        const File out(beside, O_WRONLY | O_CREAT | O_EXCL, 0400);
        const bool kept =
            out.is_open() &&
            ::write(out.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
            ::fsync(out.get()) == 0;
        const int why = errno;
        forget(line);
        if (!kept) fail(file, std::string("cannot be written: ") + std::strerror(why) + ".");
    }
    const bool linked = ::link(beside.c_str(), file.c_str()) == 0;
    const int why = errno;
    ::unlink(beside.c_str());
    if (!linked && why == EEXIST) fail(file, "exists already; it is never overwritten.");
    if (!linked) fail(file, std::string("cannot be put in place: ") + std::strerror(why) + ".");
    const auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const File folder(parent, O_RDONLY | O_DIRECTORY);
    if (!folder.is_open() || ::fsync(folder.get()) != 0)
        fail(file, "was written, but its folder could not be synced to the disk.");
    return InstanceKey(key);
}

InstanceKey InstanceKey::load(const std::filesystem::path& file, Kept kept) {
    const File in(file, O_RDONLY);
    if (!in.is_open() && errno == ENOENT)
        fail(file,
             "is missing. Put the copy you kept elsewhere back in its place; without it "
             "nothing that people wrote can be opened.");
    if (!in.is_open()) fail(file, std::string("cannot be read: ") + std::strerror(errno) + ".");
    struct stat status {};
    if (::fstat(in.get(), &status) != 0 || !S_ISREG(status.st_mode)) fail(file, "is not a file.");
    const mode_t too_wide = kept == Kept::BySystemd ? 037 : 077;
    if ((status.st_mode & too_wide) != 0)
        fail(file, "can be read by others. Take that away (chmod 0400 " + file.string() +
                       ") and think about who may have seen it.");
    std::string line(file_size + 1, '\0');
    const auto size = ::read(in.get(), line.data(), line.size());
    line.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    auto bytes = line.size() == file_size && line.starts_with(first_word) && line.ends_with('\n')
                     ? from_hex(std::string_view(line).substr(first_word.size(), 64))
                     : std::nullopt;
    forget(line);
    if (!bytes) fail(file, "is damaged. Put the copy you kept elsewhere back in its place.");
    const Key key{BytesView(*bytes)};
    forget(*bytes);
    return InstanceKey(key);
}

Key InstanceKey::subkey(std::string_view purpose) const { return subkey_of(key_, purpose); }

Hash InstanceKey::keyed_hash(std::string_view purpose, BytesView bytes) const {
    return hash_under(subkey("lookup__"), purpose, bytes);
}

}  // namespace breather::storage
