// The hashes that look-ups and high-entropy secrets are kept under. Without the instance key, which
// stands outside the database, nobody can repeat one: a stolen table names no one.
#pragma once
#include <string_view>

#include "base/secret.h"
#include "engines/storage/instance_key.h"
#include "features/accounts/way.h"

namespace breather::accounts {

using storage::Hash;

class Hashes {
  public:
    explicit Hashes(const storage::InstanceKey& instance);

    /// Of a sign-in name, in any spelling.
    Hash name(std::string_view name) const;
    /// Of the id a device or a recovery code goes by.
    Hash way(WayKind kind, const Uuid& id) const;
    /// Of a secret of 112 random bits or more; bound to its way, so that it cannot be moved to
    /// another.
    Hash secret(WayKind kind, const Uuid& id, BytesView secret) const;
    Hash token(BytesView token) const;
    /// Of the code another screen shows, and of the secret that screen collects the answer with.
    Hash link(std::string_view code) const;
    Hash link_secret(std::string_view code, BytesView secret) const;
    /// Of what a device proves its PIN with.
    Hash lock_proof(const Uuid& way, BytesView proof) const;
    /// Of whose guess it is; leads to nobody's name.
    Hash guess(std::string_view who) const;
    /// Of a request, for its idempotency key.
    Hash request(std::string_view method, std::string_view path, std::string_view body) const;

    const Key& known_devices() const { return known_; }
    const Key& pepper() const { return pepper_; }

  private:
    Key name_, way_, secret_, token_, request_, link_, lock_, guess_, known_, pepper_;
};

}  // namespace breather::accounts
