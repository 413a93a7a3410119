#include "features/accounts/link_code.h"

#include <sodium.h>

#include <array>

namespace breather::accounts {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Nothing for what is no letter of the alphabet in any spelling.
char letter_of(char written) {
    const char upper =
        written >= 'a' && written <= 'z' ? static_cast<char>(written - 'a' + 'A') : written;
    const char meant = upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
    return alphabet.find(meant) == std::string_view::npos ? '\0' : meant;
}

}  // namespace

LinkCode LinkCode::of(BytesView public_key) {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), public_key.data(), public_key.size());
    std::string letters;
    unsigned bits = 0;
    int count = 0;
    for (std::size_t i = 0; letters.size() < length; ++i) {
        bits = bits << 8 | hash[i];
        for (count += 8; count >= 5 && letters.size() < length; count -= 5)
            letters += alphabet[bits >> (count - 5) & 31];
    }
    return LinkCode(std::move(letters));
}

std::optional<LinkCode> LinkCode::read(std::string_view written) {
    std::string letters;
    for (const char c : written) {
        if (c == '-' || c == ' ') continue;
        const char letter = letter_of(c);
        if (letter == '\0' || letters.size() == length) return {};
        letters += letter;
    }
    if (letters.size() != length) return {};
    return LinkCode(std::move(letters));
}

}  // namespace breather::accounts
