// The key of this installation: one file, readable by its owner only, copied elsewhere by the
// operator. It wraps every person's record key; without it nothing sealed can be opened again.
#pragma once
#include <filesystem>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace breather::storage {

using breather::Hash;

class InstanceKey {
  public:
    explicit InstanceKey(const Key& key) : key_(key) {}

    /// Makes the file (mode 0400, synced with its folder). Throws when it exists.
    static InstanceKey create(const std::filesystem::path& file, Random& random);
    /// Who else may read the file: nobody, or, where systemd hands it to the service, the service
    /// by an entry of its own, which looks as if the group could read.
    enum class Kept { ByUs, BySystemd };
    /// Throws with one clear sentence when the file is missing, too widely readable, or damaged.
    static InstanceKey load(const std::filesystem::path& file, Kept kept = Kept::ByUs);

    /// A key for one purpose; purposes are eight characters ("wrapping", "lookup__", …).
    Key subkey(std::string_view purpose) const;
    /// A hash nobody can repeat without this key: for look-ups of names, codes, tokens.
    Hash keyed_hash(std::string_view purpose, BytesView bytes) const;

  private:
    Key key_;
};

}  // namespace breather::storage
