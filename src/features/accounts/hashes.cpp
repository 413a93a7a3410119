#include "features/accounts/hashes.h"

#include "engines/storage/key_work.h"
#include "features/accounts/name.h"

namespace breather::accounts {

using storage::hash_parts;
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

Hash Hashes::name(std::string_view name) const {
    return hash_parts(name_, {bytes_of(canonical(name))});
}

Hash Hashes::way(WayKind kind, const Uuid& id) const {
    return hash_parts(way_, {bytes_of(name_of(kind)), id.view()});
}

Hash Hashes::secret(WayKind kind, const Uuid& id, BytesView secret) const {
    return hash_parts(secret_, {bytes_of(name_of(kind)), id.view(), secret});
}

Hash Hashes::token(BytesView token) const { return hash_parts(token_, {token}); }

Hash Hashes::guess(std::string_view who) const { return hash_parts(guess_, {bytes_of(who)}); }

Hash Hashes::link(std::string_view code) const { return hash_parts(link_, {bytes_of(code)}); }

Hash Hashes::link_secret(std::string_view code, BytesView secret) const {
    return hash_parts(link_, {bytes_of(code), secret});
}

Hash Hashes::lock_proof(const Uuid& way, BytesView proof) const {
    return hash_parts(lock_, {way.view(), proof});
}

Hash Hashes::request(std::string_view method, std::string_view path, std::string_view body) const {
    return hash_parts(request_, {bytes_of(method), bytes_of(path), bytes_of(body)});
}

}  // namespace breather::accounts
