// Every person's record key, wrapped, in a database of its own with its own short-lived backups;
// and the ledger of tombstones, so that an erased person stays erased whatever is restored.
//
// Order matters and is held at every crash: a key is committed before the first sealed row, and the
// tombstone before the key goes. Whoever owns the accounts asks for what was left half done at
// start-up: `list_unsettled` (key made, was the account?) and `list_unfinished` (tombstone
// written, are the rows gone?).
#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "engines/storage/database.h"
#include "engines/storage/instance_key.h"
#include "engines/storage/sealed.h"

namespace breather::storage {

/// Whose key: the organisation leads, as in every key of person data.
struct Owner {
    OrgId org_id;
    PersonId person_id;
    bool operator==(const Owner&) const = default;
};
BOOST_DESCRIBE_STRUCT(Owner, (), (org_id, person_id))

class Keys {
  public:
    /// `database` holds the key tables (key_migrations). Binds itself to the instance key at the
    /// first opening and throws with one clear sentence when another one is brought later.
    Keys(Database& database, const InstanceKey& instance, std::shared_ptr<const Sealer> sealer,
         Random& random, const Clock& clock, std::size_t cached_max = 4096);
    ~Keys();

    /// Whether an instance key was bound to these tables already.
    static bool is_bound(Database& database);

    /// Makes and durably keeps a key, before any data. Waits for the disk.
    RecordKey create(OrgId org, PersonId person);
    /// The account's data is committed too. Waits for the disk; may come late, never early.
    void settle(OrgId org, PersonId person);
    /// Nothing when the person never had a key, or is buried. Kept in memory where nobody else can
    /// bury; looked up each time where several servers share the tables.
    std::optional<RecordKey> find(OrgId org, PersonId person);

    /// Tombstone first, then the key is gone. From here nothing of this person opens. Waits.
    void bury(OrgId org, PersonId person);
    /// The person's rows are gone as well.
    void finish_burial(OrgId org, PersonId person);
    bool is_buried(OrgId org, PersonId person);

    std::vector<Owner> list_unsettled();
    std::vector<Owner> list_unfinished();
    /// Every tombstone: a restored database applies them all before it opens.
    std::vector<Owner> list_buried();

    /// A keyed hash under this instance (InstanceKey::keyed_hash).
    Hash keyed_hash(std::string_view purpose, BytesView bytes) const;

  private:
    struct Cached {
        Owner owner;
        RecordKey key;
    };
    struct OwnerHash {
        std::size_t operator()(const Owner& owner) const noexcept {
            return std::hash<PersonId>{}(owner.person_id);
        }
    };
    std::optional<RecordKey> cached(const Owner& owner);
    std::uint64_t count_forgotten();
    void remember(const Owner& owner, const RecordKey& key, std::uint64_t as_of);
    void forget_cached(const Owner& owner);
    RecordKey unwrap(const Owner& owner, const struct WrappedKey& wrapped) const;

    Database& database_;
    InstanceKey instance_;
    Key wrapping_;
    std::shared_ptr<const Sealer> sealer_;
    XChaChaSealer wrapper_;
    Random& random_;
    const Clock& clock_;
    std::size_t cached_max_;
    std::mutex mutex_;
    std::uint64_t forgotten_ = 0;  // grows with each burial: what was read before is not kept after
    std::list<Cached> recent_;
    std::unordered_map<Owner, std::list<Cached>::iterator, OwnerHash> by_owner_;
};

}  // namespace breather::storage
