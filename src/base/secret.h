// Memory that forgets: key material is overwritten when its holder goes.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/ensure.h"

namespace breather {

/// Overwrites memory in a way the compiler may not leave out.
void forget(std::span<std::uint8_t> bytes);
void forget(std::string& text);

template <std::size_t N>
class Secret {
  public:
    Secret() = default;
    explicit Secret(BytesView bytes) {
        ensure(bytes.size() == N, "a secret of the wrong length");
        std::copy(bytes.begin(), bytes.end(), bytes_.begin());
    }
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    ~Secret() { forget(bytes_); }

    BytesView view() const { return bytes_; }
    std::span<std::uint8_t> writable() { return bytes_; }
    const std::uint8_t* data() const { return bytes_.data(); }
    static constexpr std::size_t size() { return N; }

  private:
    std::array<std::uint8_t, N> bytes_{};
};

using Key = Secret<32>;

}  // namespace breather
