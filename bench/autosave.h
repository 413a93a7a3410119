// How a diary is saved while a person writes, the same for the load generator and its floor: an
// entry has four fields, each is kept once and then once again, replacing what stood; then comes
// the next entry.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace breather::bench {

using Name16 = std::array<std::uint8_t, 16>;

/// Fast, and of no worth for secrets (splitmix64).
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}
    std::uint64_t next() {
        auto z = (state_ += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    Name16 name() {
        Name16 out;
        for (std::size_t i = 0; i < out.size(); i += 8) {
            const auto word = next();
            for (std::size_t k = 0; k < 8; ++k)
                out[i + k] = static_cast<std::uint8_t>(word >> (8 * k));
        }
        return out;
    }

  private:
    std::uint64_t state_;
};

/// A value as the browser's vault makes it, to the server: format byte, then bytes that say
/// nothing.
struct SealedValue {
    Bytes bytes;
    std::string base64url;
};

/// Of the sizes people's sentences have: 64, 256, 256 and 1024 bytes of padded text, and 45 around
/// it.
inline const std::vector<SealedValue>& sealed_values() {
    static const auto values = [] {
        Dice dice(1);
        std::vector<SealedValue> made;
        for (std::size_t i = 0; i < 64; ++i) {
            constexpr std::array<std::size_t, 4> padded{64, 256, 256, 1024};
            Bytes bytes(padded[i % padded.size()] + 45);
            for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice.next());
            bytes[0] = 1;
            made.push_back({bytes, to_base64url(bytes)});
        }
        return made;
    }();
    return values;
}

/// One save of one field.
struct Autosave {
    bool opens_entry = false;
    Name16 entry;
    std::string_view field;
    Name16 version;
    std::optional<Name16> replaces;
    const SealedValue* sealed = nullptr;
};

class Diary {
  public:
    Autosave next(Dice& dice) {
        static constexpr std::array<std::string_view, 4> fields{"situation", "body", "thought",
                                                                "feeling"};
        const auto at = saves_++ % (2 * fields.size());
        if (at == 0) entry_ = dice.name();
        auto& stands = stands_[at % fields.size()];
        Autosave save{at == 0, entry_, fields[at % fields.size()], dice.name(), {}, nullptr};
        if (at >= fields.size()) save.replaces = stands;
        stands = save.version;
        save.sealed = &sealed_values()[dice.next() % sealed_values().size()];
        return save;
    }

  private:
    std::size_t saves_ = 0;
    Name16 entry_{};
    std::array<Name16, 4> stands_{};
};

}  // namespace breather::bench
