#include "features/places/place_code.h"

#include <sodium.h>

#include "base/bytes.h"

namespace breather::places {
namespace {

constexpr std::size_t place_letters = 8, tag_letters = 4;

}  // namespace

std::string tag_of(std::string_view item) {
    Hash hash;
    const auto name = bytes_of(item);
    crypto_generichash(hash.data(), hash.size(), name.data(), name.size(), nullptr, 0);
    return organisations::Code::from(hash).kept().substr(0, tag_letters);
}

std::optional<SheetCode> SheetCode::read(std::string_view written) {
    std::string letters;
    for (const char c : written)
        if (c != '-' && c != ' ') letters += c;
    if (letters.size() != place_letters + tag_letters) return {};
    const auto place = organisations::Code::read(letters.substr(0, place_letters));
    // The tag is of the same letters: read beside four that are known.
    const auto tag = organisations::Code::read("2222" + letters.substr(place_letters));
    if (!place || !tag) return {};
    return SheetCode{*place, tag->kept().substr(tag_letters)};
}

}  // namespace breather::places
