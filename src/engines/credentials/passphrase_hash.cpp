#include "engines/credentials/passphrase_hash.h"

#include <sodium.h>

#include <new>

namespace breather::credentials {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t salt_size = crypto_pwhash_SALTBYTES;
constexpr std::size_t hash_size = 32;

}  // namespace

Bytes PassphraseHash::make(BytesView secret, Random& random) const {
    const auto salt = random.bytes<salt_size>();
    Bytes kept;
    kept.reserve(1 + salt_size + hash_size);
    kept.push_back(format);
    kept.insert(kept.end(), salt.begin(), salt.end());
    const auto hash = run(secret, salt);
    kept.insert(kept.end(), hash.begin(), hash.end());
    return kept;
}

bool PassphraseHash::matches(BytesView secret, BytesView kept) const {
    const bool readable = kept.size() == 1 + salt_size + hash_size && kept[0] == format;
    if (!readable && !cost_.also_for_nobody) return false;
    const Bytes nobody(1 + salt_size + hash_size);
    const auto against = readable ? kept : BytesView(nobody);
    const auto hash = run(secret, against.subspan(1, salt_size));
    return equal_secrets(hash, against.subspan(1 + salt_size)) && readable;
}

Bytes PassphraseHash::run(BytesView secret, BytesView salt) const {
    ++runs_;
    Key peppered;
    crypto_generichash(peppered.writable().data(), Key::size(), secret.data(), secret.size(),
                       pepper_.data(), Key::size());
    Bytes hash(hash_size);
    const int failed = places_.in_turn([&] {
        return crypto_pwhash(hash.data(), hash.size(),
                             reinterpret_cast<const char*>(peppered.data()), Key::size(),
                             salt.data(), cost_.passes, cost_.memory, crypto_pwhash_ALG_ARGON2ID13);
    });
    if (failed != 0) throw std::bad_alloc();
    return hash;
}

}  // namespace breather::credentials
