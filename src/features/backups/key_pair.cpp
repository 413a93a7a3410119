#include "features/backups/key_pair.h"

#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "features/backups/durable.h"

namespace breather::backups {
namespace {

constexpr std::string_view secret_mark = "breather-backup-secret-key-1 ";
constexpr std::size_t check_size = 4;

/// 32 bytes and four that tell a slip of the pen.
std::string with_check(BytesView bytes) {
    Bytes all(bytes.begin(), bytes.end());
    Hash hash;
    crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
    all.insert(all.end(), hash.begin(), hash.begin() + check_size);
    std::string text = to_base64url(all);
    forget(all);
    return text;
}

std::optional<Bytes> without_check(std::string_view text) {
    auto all = from_base64url(text);
    if (!all || all->size() != 32 + check_size) return std::nullopt;
    Bytes bytes(all->begin(), all->begin() + 32);
    forget(*all);
    if (with_check(bytes) != text) return std::nullopt;
    return bytes;
}

}  // namespace

std::optional<PublicKey> PublicKey::read(std::string_view text) {
    const auto bytes = without_check(text);
    if (!bytes) return std::nullopt;
    std::array<std::uint8_t, 32> out{};
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return PublicKey(out);
}

std::optional<PublicKey> PublicKey::load(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return read(line);
}

std::string PublicKey::text() const { return with_check(bytes_); }

KeyPair KeyPair::make(Random& random) {
    Key seed, secret;
    random.fill(seed.writable());
    std::array<std::uint8_t, 32> open{};
    crypto_box_seed_keypair(open.data(), secret.writable().data(), seed.data());
    return {PublicKey(open), secret};
}

void KeyPair::write(const std::filesystem::path& file) const {
    if (std::filesystem::exists(file))
        throw std::runtime_error("There is a file " + file.string() +
                                 " already. Name another: a key that was written over opens "
                                 "nothing any more.");
    std::string text =
        "# The secret key of this installation's backups. Whoever has it can open them; without "
        "it\n"
        "# nobody can. Keep it away from the server, in two places. Its public half is\n# " +
        public_key.text() + "\n" + std::string(secret_mark) + with_check(secret.view()) + "\n";
    write_durably(file, bytes_of(text), 0400);
    forget(text);
    std::filesystem::path beside = file;
    beside += ".pub";
    write_durably(beside, bytes_of(public_key.text() + "\n"), 0644);
}

KeyPair KeyPair::load(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("The secret key " + file.string() + " cannot be read.");
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with(secret_mark)) continue;
        auto bytes = without_check(std::string_view(line).substr(secret_mark.size()));
        forget(line);
        if (!bytes) break;
        const Key secret{BytesView(*bytes)};
        forget(*bytes);
        std::array<std::uint8_t, 32> open{};
        crypto_scalarmult_base(open.data(), secret.data());
        return {PublicKey(open), secret};
    }
    throw std::runtime_error(file.string() +
                             " is not a secret key of backups, or it is damaged. `breather backup "
                             "keypair` wrote one when backups were set up.");
}

}  // namespace breather::backups
