// The one part of a file a player asks for: "bytes=0-", "bytes=500-999", "bytes=-500".
#pragma once
#include <cstdint>
#include <string_view>

namespace breather::web {

struct ByteRange {
    enum class Kind { Whole, Part, Beyond };
    Kind kind = Kind::Whole;
    std::uint64_t from = 0;
    std::uint64_t size = 0;
};

/// What a `Range` header asks of a file of this size. Anything but one plain range means the whole
/// file, as the header is only ever a wish; a range past the end is Beyond (416).
ByteRange byte_range(std::string_view header, std::uint64_t file_size);

}  // namespace breather::web
