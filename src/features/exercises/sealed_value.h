// A value sealed in the browser, as the server sees it: opaque bytes of one format and one of a few
// sizes. Whoever sends something else has a broken vault, and hears so before anything is kept.
#pragma once
#include <cstddef>

#include "base/bytes.h"

namespace breather::exercises {

inline constexpr std::uint8_t sealed_format = 1;
inline constexpr std::size_t sealed_max = 64 * 1024;

/// Format byte, commitment tag, nonce and the authentication tag around the padded text.
inline constexpr std::size_t sealed_around = 1 + 16 + 12 + 16;

/// The text inside is padded to 64, 256, 1024, or a multiple of 4096 bytes.
bool is_sealed(BytesView value);

}  // namespace breather::exercises
