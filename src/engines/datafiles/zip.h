// Zip archives: what one says it holds, looked at before anything is unpacked; one part unpacked
// piece by piece.
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
    std::uint64_t at = 0;    // where it begins in the archive
    unsigned method = 0;     // 0: as it stands, 8: deflate
    bool is_sealed = false;  // with a password
};

/// Nothing where its list of contents cannot be read.
std::optional<std::vector<ZipEntry>> zip_entries(std::string_view bytes);

/// Gives the part's bytes in pieces of some ten thousand, until `take` says false. Never more than
/// `unpacked` of them. Throws Unreadable: damaged, of an unknown method, sealed.
void unpack(std::string_view bytes, const ZipEntry& entry,
            const std::function<bool(std::string_view)>& take);

}  // namespace breather::datafiles
