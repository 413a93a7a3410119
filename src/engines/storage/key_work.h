// What instance key and record keys share: deriving keys for one purpose, and hashing under a key.
#pragma once
#include <sodium.h>

#include <initializer_list>
#include <string_view>

#include "base/secret.h"

namespace breather::storage {

/// `purpose` has eight characters.
Key subkey_of(const Key& key, std::string_view purpose);
/// Purpose and bytes cannot be shifted into one another.
Hash hash_under(const Key& key, std::string_view purpose, BytesView bytes);

/// A keyed hash over several parts, each with its length before it, so that no two lists of parts
/// look alike and nothing can be moved from one part to the next.
class PartsHash {
  public:
    explicit PartsHash(const Key& key);
    PartsHash& add(BytesView part);
    PartsHash& add(std::int64_t number);
    Hash end();

  private:
    crypto_generichash_state state_;
};
Hash hash_parts(const Key& key, std::initializer_list<BytesView> parts);

}  // namespace breather::storage
