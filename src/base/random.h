// Chance, handed in like time. Everything secret comes from SystemRandom; tests may repeat a seed.
#pragma once
#include <array>
#include <cstdint>
#include <mutex>
#include <span>

#include "base/bytes.h"

namespace breather {

class Random {
  public:
    virtual ~Random() = default;
    /// May be called from many threads.
    virtual void fill(std::span<std::uint8_t> bytes) = 0;

    template <std::size_t N>
    std::array<std::uint8_t, N> bytes() {
        std::array<std::uint8_t, N> out;
        fill(out);
        return out;
    }
    Bytes bytes(std::size_t count);
    /// Each number from 0 to `below - 1` equally likely. `below` is at least 1.
    std::uint32_t below(std::uint32_t below);
};

/// The kernel's generator through libsodium.
class SystemRandom final : public Random {
  public:
    SystemRandom();
    using Random::bytes;
    void fill(std::span<std::uint8_t> bytes) override;
};

/// The same seed gives the same bytes. For tests and simulations only.
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(std::uint64_t seed);
    using Random::bytes;
    void fill(std::span<std::uint8_t> bytes) override;

  private:
    std::mutex mutex_;
    std::array<std::uint8_t, 32> seed_{};
    std::uint64_t drawn_ = 0;
};

}  // namespace breather
