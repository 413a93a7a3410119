#include "base/blob.h"

namespace breather {

std::optional<Fault> take_blob(std::string_view text, std::size_t min, std::size_t max,
                               Bytes& out) {
    auto bytes = from_base64url(text);
    if (!bytes) return Fault{"field.not_binary", {}};
    if (bytes->size() > max) return Fault{"field.too_long", {{"max", std::to_string(max)}}};
    if (bytes->size() < min) return Fault{"field.too_short", {{"min", std::to_string(min)}}};
    out = std::move(*bytes);
    return std::nullopt;
}

}  // namespace breather
