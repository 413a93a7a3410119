// Zip archives, by libzip: what one says it holds, looked at before anything is unpacked; one part
// unpacked piece by piece; several files packed into one.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace breather::datafiles {

struct ZipEntry {
    std::string name;
    std::uint64_t packed = 0, unpacked = 0;
    std::uint64_t place = 0;  // in the archive's list
    bool is_sealed = false;   // with a password
};

/// Nothing where its list of contents cannot be read.
std::optional<std::vector<ZipEntry>> zip_entries(std::string_view bytes);

/// Gives the part's bytes in pieces of some ten thousand, until `take` says false. Never more than
/// `unpacked` of them. Throws Unreadable: damaged, of an unknown method, sealed.
void unpack(std::string_view bytes, const ZipEntry& entry,
            const std::function<bool(std::string_view)>& take);

struct Zipped {
    std::string name;  // UTF-8, / between folders
    std::string_view bytes;
};

/// The same files make the same bytes: every time in it is the first there is, 1980-01-01.
std::string zip(const std::vector<Zipped>& files);

}  // namespace breather::datafiles
