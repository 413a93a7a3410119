// Ids of people and their ways in: a name that lies beside a name hash for years must not tell the
// minute somebody joined.
#pragma once
#include <chrono>

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"

namespace breather::accounts {

/// An id whose time is only that of the day (the first six bytes, RFC 9562, 5.7).
template <class T>
T day_id(const Clock& clock, Random& random) {
    auto id = T::make(clock, random);
    const auto day = std::chrono::floor<std::chrono::days>(clock.now()).time_since_epoch();
    auto ms = static_cast<std::uint64_t>(std::chrono::milliseconds(day).count());
    for (std::size_t i = 6; i-- > 0; ms >>= 8) id.uuid.bytes[i] = ms & 0xff;
    return id;
}

/// The day in such an id.
inline Instant day_of(const Uuid& id) {
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
    return std::chrono::floor<std::chrono::days>(Instant{std::chrono::milliseconds{ms}});
}

}  // namespace breather::accounts
