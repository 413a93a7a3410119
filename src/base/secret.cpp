#include "base/secret.h"

#include <sodium.h>

namespace breather {

void forget(std::span<std::uint8_t> bytes) { sodium_memzero(bytes.data(), bytes.size()); }

void forget(std::string& text) {
    sodium_memzero(text.data(), text.size());
    text.clear();
}

}  // namespace breather
