// Text that must not be readable in the file: sealed by the server with a person's record key, or
// sealed in the browser and opaque to us. Two types, so that neither can be taken for the other.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/random.h"
#include "base/secret.h"

namespace breather::storage {

/// Sealed by us: format version, key number, nonce, ciphertext of the padded text.
struct Sealed {
    Bytes bytes;
    bool operator==(const Sealed&) const = default;
};

/// Sealed in the browser. The server stores, orders and returns it, and cannot open it.
struct VaultSealed {
    Bytes bytes;
    bool operator==(const VaultSealed&) const = default;
};

/// Where a sealed value lives. It opens only there: table, column, row, record-format version and
/// clear columns that never change are bound to it, and so are the organisation and the person.
struct Place {
    std::string_view table;
    std::string_view column;
    BytesView row{};  // the key of the row below the person, for example `id.view()`
    std::uint32_t record_format = 1;
    std::vector<std::string_view> clear{};
};

/// Thrown when a value does not open: changed, moved, or sealed with another key. Never a Refusal:
/// the asker did nothing wrong.
class SealBroken : public std::exception {
  public:
    const char* what() const noexcept override {
        return "a sealed value does not open: changed, moved, or sealed with another key";
    }
};

/// How bytes are sealed. There is one in the program; tests hand in another as negative control.
class Sealer {
  public:
    virtual ~Sealer() = default;
    virtual Bytes seal(const Key& key, BytesView bound_to, BytesView plain) const = 0;
    virtual Bytes open(const Key& key, BytesView bound_to, BytesView sealed) const = 0;
};

/// XChaCha20-Poly1305 with a random nonce.
class XChaChaSealer final : public Sealer {
  public:
    explicit XChaChaSealer(Random& random) : random_(random) {}
    Bytes seal(const Key& key, BytesView bound_to, BytesView plain) const override;
    Bytes open(const Key& key, BytesView bound_to, BytesView sealed) const override;

  private:
    Random& random_;
};

/// One person's key, unwrapped. Made by Keys; copies share the same memory, which is overwritten
/// when the last goes. Seals and opens are pure computation: do them before a write is queued.
class RecordKey {
  public:
    RecordKey(OrgId org, PersonId person, std::uint32_t number, Key key,
              std::shared_ptr<const Sealer> sealer);

    Sealed seal(const Place& place, std::string_view text) const;
    /// Throws SealBroken.
    std::string open(const Place& place, const Sealed& sealed) const;

    /// A name for one of this person's rows that says nothing without this key, and nothing at all
    /// once the key is gone.
    Hash keyed_hash(std::string_view purpose, BytesView bytes) const;

    OrgId org() const { return held_->org; }
    PersonId person() const { return held_->person; }

  private:
    struct Held {
        OrgId org;
        PersonId person;
        std::uint32_t number;
        Key key;
        std::shared_ptr<const Sealer> sealer;
    };
    Bytes bound_to(const Place& place) const;
    std::shared_ptr<const Held> held_;
};

/// Length-prefixed and padded to 64, 256, 1024, 4096, then to multiples of 4096, so that lengths
/// say little.
Bytes pad(std::string_view text);
/// Throws SealBroken when the prefix does not fit.
std::string unpad(BytesView padded);

}  // namespace breather::storage
