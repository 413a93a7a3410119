#include "engines/storage/key_work.h"

#include <sodium.h>

namespace breather::storage {

Key subkey_of(const Key& key, std::string_view purpose) {
    static_assert(crypto_kdf_KEYBYTES == Key::size());
    ensure(purpose.size() == crypto_kdf_CONTEXTBYTES, "a purpose has eight characters");
    Key out;
    crypto_kdf_derive_from_key(out.writable().data(), out.size(), 1, purpose.data(), key.data());
    return out;
}

Hash hash_under(const Key& key, std::string_view purpose, BytesView bytes) {
    ensure(purpose.size() < 256, "a purpose is a short name");
    const auto size = static_cast<std::uint8_t>(purpose.size());
    Hash hash;
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.data(), key.size(), hash.size());
    crypto_generichash_update(&state, &size, 1);
    crypto_generichash_update(&state, bytes_of(purpose).data(), purpose.size());
    crypto_generichash_update(&state, bytes.data(), bytes.size());
    crypto_generichash_final(&state, hash.data(), hash.size());
    return hash;
}

PartsHash::PartsHash(const Key& key) {
    crypto_generichash_init(&state_, key.data(), Key::size(), sizeof(Hash));
}

PartsHash& PartsHash::add(BytesView part) {
    add(static_cast<std::int64_t>(part.size()));
    crypto_generichash_update(&state_, part.data(), part.size());
    return *this;
}

PartsHash& PartsHash::add(std::int64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
    crypto_generichash_update(&state_, bytes.data(), bytes.size());
    return *this;
}

Hash PartsHash::end() {
    Hash hash;
    crypto_generichash_final(&state_, hash.data(), hash.size());
    return hash;
}

Hash hash_parts(const Key& key, std::initializer_list<BytesView> parts) {
    PartsHash hash(key);
    for (const auto part : parts) hash.add(part);
    return hash.end();
}

}  // namespace breather::storage
