#include "base/id.h"

#include <algorithm>

#include "base/clock.h"
#include "base/random.h"

namespace breather {

std::optional<Uuid> Uuid::from_bytes(BytesView bytes) {
    Uuid uuid;
    if (bytes.size() != uuid.bytes.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), uuid.bytes.begin());
    return uuid;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != 32) return std::nullopt;
    const auto bytes = from_hex(text);
    return bytes ? from_bytes(*bytes) : std::nullopt;
}

std::optional<Fault> Uuid::take(std::string_view text, Uuid& out) {
    const auto uuid = parse(text);
    if (!uuid) return Fault{"field.not_id", {}};
    out = *uuid;
    return std::nullopt;
}

// RFC 9562, 5.7: 48 bits of milliseconds, version 7, variant 10, the rest random.
Uuid uuid_v7(const Clock& clock, Random& random) {
    Uuid uuid{random.bytes<16>()};
    auto ms = static_cast<std::uint64_t>(clock.now().time_since_epoch().count());
    for (int i = 5; i >= 0; --i, ms >>= 8) uuid.bytes[static_cast<std::size_t>(i)] = ms & 0xff;
    uuid.bytes[6] = (uuid.bytes[6] & 0x0f) | 0x70;
    uuid.bytes[8] = (uuid.bytes[8] & 0x3f) | 0x80;
    return uuid;
}

}  // namespace breather
