// Names of things: UUIDs of version 7 (16 bytes, ordered by time), one type per kind of thing.
// Written as 32 lower-case hex characters.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/text_form.h"

namespace breather {

class Clock;
class Random;

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const Uuid&) const = default;
    BytesView view() const { return bytes; }
    std::string text() const { return to_hex(bytes); }
    static std::optional<Uuid> parse(std::string_view text);
    static std::optional<Uuid> from_bytes(BytesView bytes);

    static std::optional<Fault> take(std::string_view text, Uuid& out);
    std::string json_text() const { return text(); }
    static TextRule rule() { return {32, 32, "^[0-9a-f]{32}$"}; }
};

Uuid uuid_v7(const Clock& clock, Random& random);

template <class Tag>
struct Id {
    Uuid uuid;

    auto operator<=>(const Id&) const = default;
    BytesView view() const { return uuid.view(); }
    std::string text() const { return uuid.text(); }
    static Id make(const Clock& clock, Random& random) { return {uuid_v7(clock, random)}; }
    static std::optional<Id> parse(std::string_view text) {
        if (const auto uuid = Uuid::parse(text)) return Id{*uuid};
        return std::nullopt;
    }

    static std::optional<Fault> take(std::string_view text, Id& out) {
        return Uuid::take(text, out.uuid);
    }
    std::string json_text() const { return text(); }
    static TextRule rule() { return Uuid::rule(); }
};

// Known to the whole house, because every person's row begins with them.
using OrgId = Id<struct OrgTag>;
using PersonId = Id<struct PersonTag>;

}  // namespace breather

template <>
struct std::hash<breather::Uuid> {
    std::size_t operator()(const breather::Uuid& uuid) const noexcept {
        std::size_t end;  // the last bytes are the random ones
        std::memcpy(&end, uuid.bytes.data() + 8, sizeof end);
        return end;
    }
};
template <class Tag>
struct std::hash<breather::Id<Tag>> {
    std::size_t operator()(const breather::Id<Tag>& id) const noexcept {
        return std::hash<breather::Uuid>{}(id.uuid);
    }
};
