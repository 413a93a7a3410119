// A file's bytes, without copying them.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace breather::datafiles {

/// There is none of that name, or this account may not read it.
class NoSuchFile : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The bytes of a file for as long as this lives. Throws NoSuchFile.
class Mapped {
  public:
    enum class Pages {
        AtOnce,  // all in memory
        AsRead,  // in memory from when they are read until they are let go
    };
    explicit Mapped(const std::filesystem::path& file, Pages pages = Pages::AtOnce);
    Mapped(const Mapped&) = delete;
    Mapped& operator=(const Mapped&) = delete;
    ~Mapped();
    /// So many bytes from the beginning need not stay in memory; they can be read again.
    void let_go(std::size_t bytes) const;
    std::string_view text() const { return {static_cast<const char*>(at_), size_}; }

  private:
    void* at_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace breather::datafiles
