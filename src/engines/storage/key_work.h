// What instance key and record keys share: deriving keys for one purpose, and hashing under a key.
#pragma once
#include <string_view>

#include "base/secret.h"

namespace breather::storage {

/// `purpose` has eight characters.
Key subkey_of(const Key& key, std::string_view purpose);
/// Purpose and bytes cannot be shifted into one another.
Hash hash_under(const Key& key, std::string_view purpose, BytesView bytes);

}  // namespace breather::storage
