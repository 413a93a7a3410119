// Several files in one, as .zip: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4, without squeezing.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace breather::research {

struct Zipped {
    std::string name;  // UTF-8, / between folders
    std::string_view bytes;
};

/// The same files make the same bytes: every time in it is the first there is, 1980-01-01.
/// For what fits into memory: below 4 GiB and 65,536 files together (ensure).
std::string zip(const std::vector<Zipped>& files);

}  // namespace breather::research
