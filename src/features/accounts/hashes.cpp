#include "features/accounts/hashes.h"

#include <sodium.h>

#include <initializer_list>

#include "features/accounts/name.h"

namespace breather::accounts {
namespace {

/// Each part with its length before it, so that no two lists of parts look alike.
Hash hash(const Key& key, std::initializer_list<BytesView> parts) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.data(), Key::size(), sizeof(Hash));
    for (const auto part : parts) {
        std::array<std::uint8_t, 8> size{};
        for (std::size_t i = 0; i < size.size(); ++i) {
            size[i] = static_cast<std::uint8_t>(std::uint64_t{part.size()} >> (8 * i));
        }
        crypto_generichash_update(&state, size.data(), size.size());
        crypto_generichash_update(&state, part.data(), part.size());
    }
    Hash out;
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
}

}  // namespace

Hashes::Hashes(const storage::InstanceKey& instance)
    : name_(instance.subkey("acc_name")),
      way_(instance.subkey("acc_ways")),
      secret_(instance.subkey("acc_secr")),
      token_(instance.subkey("acc_sess")),
      request_(instance.subkey("acc_body")),
      link_(instance.subkey("acc_link")),
      lock_(instance.subkey("acc_lock")),
      guess_(instance.subkey("guesses_")),
      known_(instance.subkey("acc_know")),
      pepper_(instance.subkey("acc_pepp")) {}

Hash Hashes::name(std::string_view name) const { return hash(name_, {bytes_of(canonical(name))}); }

Hash Hashes::way(WayKind kind, const Uuid& id) const {
    return hash(way_, {bytes_of(name_of(kind)), id.view()});
}

Hash Hashes::secret(WayKind kind, const Uuid& id, BytesView secret) const {
    return hash(secret_, {bytes_of(name_of(kind)), id.view(), secret});
}

Hash Hashes::token(BytesView token) const { return hash(token_, {token}); }

Hash Hashes::guess(std::string_view who) const { return hash(guess_, {bytes_of(who)}); }

Hash Hashes::link(std::string_view code) const { return hash(link_, {bytes_of(code)}); }

Hash Hashes::link_secret(std::string_view code, BytesView secret) const {
    return hash(link_, {bytes_of(code), secret});
}

Hash Hashes::lock_proof(const Uuid& way, BytesView proof) const {
    return hash(lock_, {way.view(), proof});
}

Hash Hashes::request(std::string_view method, std::string_view path, std::string_view body) const {
    return hash(request_, {bytes_of(method), bytes_of(path), bytes_of(body)});
}

}  // namespace breather::accounts
