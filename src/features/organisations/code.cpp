#include "features/organisations/code.h"

#include <cstddef>

#include "base/ensure.h"

namespace breather::organisations {
namespace {

constexpr std::string_view alphabet = "23456789BCDFGHJKMNPQRSTVWXYZ";
constexpr std::size_t length = 8;

}  // namespace

Code Code::make(Random& random) {
    std::string letters;
    while (letters.size() < length) letters += alphabet[random.below(alphabet.size())];
    return Code(std::move(letters));
}

Code Code::from(BytesView bytes) {
    ensure(bytes.size() >= 2 * length, "too few bytes for a code");
    std::string letters;
    // Two bytes a letter: no letter is more likely than another by more than one in two thousand.
    for (std::size_t i = 0; i < length; ++i)
        letters += alphabet[(bytes[2 * i] * 256u + bytes[2 * i + 1]) % alphabet.size()];
    return Code(std::move(letters));
}

std::optional<Code> Code::read(std::string_view written) {
    std::string letters;
    for (const char c : written) {
        if (c == '-' || c == ' ') continue;
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        if (alphabet.find(upper) == std::string_view::npos || letters.size() == length) return {};
        letters += upper;
    }
    if (letters.size() != length) return {};
    return Code(std::move(letters));
}

std::string Code::printed() const { return letters_.substr(0, 4) + "-" + letters_.substr(4); }

}  // namespace breather::organisations
