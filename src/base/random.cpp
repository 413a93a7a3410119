#include "base/random.h"

#include <sodium.h>

#include <cstring>

#include "base/ensure.h"

namespace breather {

Bytes Random::bytes(std::size_t count) {
    Bytes out(count);
    fill(out);
    return out;
}

std::uint32_t Random::below(std::uint32_t below) {
    ensure(below > 0, "a choice needs at least one possibility");
    // Draws from the uneven end of the range are thrown away, so that no number is favoured.
    const std::uint32_t uneven = static_cast<std::uint32_t>(-below) % below;
    for (;;) {
        const auto raw = bytes<4>();
        std::uint32_t draw;
        std::memcpy(&draw, raw.data(), sizeof draw);
        if (draw >= uneven) return draw % below;
    }
}

SystemRandom::SystemRandom() { ensure(sodium_init() >= 0, "libsodium does not start"); }

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    randombytes_buf(bytes.data(), bytes.size());
}

SeededRandom::SeededRandom(std::uint64_t seed) {
    ensure(sodium_init() >= 0, "libsodium does not start");
    std::memcpy(seed_.data(), &seed, sizeof seed);
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
    const std::lock_guard lock(mutex_);
    ++drawn_;
    std::memcpy(seed_.data() + 8, &drawn_, sizeof drawn_);
    randombytes_buf_deterministic(bytes.data(), bytes.size(), seed_.data());
}

}  // namespace breather
