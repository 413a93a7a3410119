#include "engines/storage/keys.h"

#include <sodium.h>

#include <stdexcept>

namespace breather::storage {

struct WrappedKey {
    std::int64_t number;
    Bytes commitment;
    Bytes wrapped;
};
BOOST_DESCRIBE_STRUCT(WrappedKey, (), (number, commitment, wrapped))

namespace {

constexpr std::uint32_t first_number = 1;

constexpr Statement find_instance{"find_instance", R"sql(
    select commitment from keys_instance where place = 1)sql"};
constexpr Statement keep_instance{"keep_instance", R"sql(
    insert into keys_instance (place, commitment) values (1, $1)
    on conflict (place) do nothing)sql"};

constexpr Statement find_key{"find_key", R"sql(
    select number, commitment, wrapped from record_key
    where org_id = $1 and person_id = $2
      and not exists (select 1 from tombstone t where t.org_id = $1 and t.person_id = $2))sql"};
constexpr Statement keep_key{"keep_key", R"sql(
    insert into record_key (org_id, person_id, number, commitment, wrapped, settled)
    values ($1, $2, $3, $4, $5, 0))sql"};
constexpr Statement settle_key{"settle_key", R"sql(
    update record_key set settled = 1 where org_id = $1 and person_id = $2)sql"};
constexpr Statement list_unsettled_keys{"list_unsettled_keys", R"sql(
    select org_id, person_id from record_key where settled = 0 order by org_id, person_id)sql"};
constexpr Statement delete_key{"delete_key", R"sql(
    delete from record_key where org_id = $1 and person_id = $2)sql"};
constexpr Statement list_half_buried{"list_half_buried", R"sql(
    select k.org_id, k.person_id from record_key k
    join tombstone t on t.org_id = k.org_id and t.person_id = k.person_id)sql"};

constexpr Statement write_tombstone{"write_tombstone", R"sql(
    insert into tombstone (org_id, person_id, buried_at, finished) values ($1, $2, $3, 0)
    on conflict (org_id, person_id) do nothing)sql"};
constexpr Statement finish_tombstone{"finish_tombstone", R"sql(
    update tombstone set finished = 1 where org_id = $1 and person_id = $2)sql"};
constexpr Statement find_tombstone{"find_tombstone", R"sql(
    select count(*) from tombstone where org_id = $1 and person_id = $2)sql"};
constexpr Statement list_unfinished_tombstones{"list_unfinished_tombstones", R"sql(
    select org_id, person_id from tombstone where finished = 0 order by org_id, person_id)sql"};
constexpr Statement list_tombstones{"list_tombstones", R"sql(
    select org_id, person_id from tombstone order by org_id, person_id)sql"};

Bytes bound_to(const Owner& owner, std::uint32_t number) {
    Bytes out;
    for (const auto piece :
         {bytes_of("breather/1/record-key"), owner.org_id.view(), owner.person_id.view()})
        out.insert(out.end(), piece.begin(), piece.end());
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(number >> shift & 0xff));
    return out;
}

/// XChaCha20-Poly1305 alone lets one ciphertext open under two keys; this ties it to one.
Hash commitment_of(const Key& key, BytesView bound) {
    Hash hash;
    crypto_generichash(hash.data(), hash.size(), bound.data(), bound.size(), key.data(),
                       key.size());
    return hash;
}

}  // namespace

Keys::Keys(Database& database, const InstanceKey& instance, std::shared_ptr<const Sealer> sealer,
           Random& random, const Clock& clock, std::size_t cached_max)
    : database_(database),
      instance_(instance),
      wrapping_(instance.subkey("wrapping")),
      sealer_(std::move(sealer)),
      wrapper_(random),
      random_(random),
      clock_(clock),
      // What another server buried must not open here.
      cached_max_(database.is_shared() ? 0 : cached_max) {
    const Hash mine = instance_.keyed_hash("instance", bytes_of("this installation"));
    auto kept =
        database_.read_now([](Reader& reader) { return reader.find<Bytes>(find_instance); });
    if (!kept)
        kept = database_.write_now([&](Transaction& tx) {
            tx.run(keep_instance, mine);
            return *tx.find<Bytes>(find_instance);
        });
    if (!equal_secrets(*kept, mine)) {
        throw std::runtime_error(
            "The instance key is not the one this data was written with. Put the right instance "
            "key back in its place; with another one nothing that people wrote can be opened.");
    }
    // The tombstone stood, the key not yet gone: the process ended in between.
    const auto half_buried =
        database_.read_now([](Reader& reader) { return reader.list<Owner>(list_half_buried); });
    for (const auto& owner : half_buried) bury(owner.org_id, owner.person_id);
    // Or the key was gone and the journal not yet clean.
    if (!list_unfinished().empty()) database_.scrub_now();
}

Keys::~Keys() = default;

bool Keys::is_bound(Database& database) {
    return database.read_now(
        [](Reader& reader) { return reader.find<Bytes>(find_instance).has_value(); });
}

RecordKey Keys::create(OrgId org, PersonId person) {
    const Owner owner{org, person};
    const auto as_of = count_forgotten();
    Key key;
    random_.fill(key.writable());
    const Bytes bound = bound_to(owner, first_number);
    const Hash commitment = commitment_of(key, bound);
    const Bytes wrapped = wrapper_.seal(wrapping_, bound, key.view());
    database_.write_now([&](Transaction& tx) {
        ensure(*tx.find<std::int64_t>(find_tombstone, org, person) == 0,
               "a buried person gets no new key");
        tx.run(keep_key, org, person, first_number, commitment, wrapped);
    });
    RecordKey made(org, person, first_number, key, sealer_);
    remember(owner, made, as_of);
    return made;
}

void Keys::settle(OrgId org, PersonId person) {
    database_.write_now([&](Transaction& tx) { tx.run(settle_key, org, person); });
}

std::optional<RecordKey> Keys::find(OrgId org, PersonId person) {
    const Owner owner{org, person};
    const auto as_of = count_forgotten();
    if (auto known = cached(owner)) return known;
    const auto wrapped = database_.read_now(
        [&](Reader& reader) { return reader.find<WrappedKey>(find_key, org, person); });
    if (!wrapped) return std::nullopt;
    RecordKey key = unwrap(owner, *wrapped);
    remember(owner, key, as_of);
    return key;
}

RecordKey Keys::unwrap(const Owner& owner, const WrappedKey& wrapped) const {
    const auto number = static_cast<std::uint32_t>(wrapped.number);
    const Bytes bound = bound_to(owner, number);
    Bytes opened = wrapper_.open(wrapping_, bound, wrapped.wrapped);
    if (opened.size() != Key::size()) throw SealBroken();
    const Key key{BytesView(opened)};
    forget(opened);
    if (!equal_secrets(commitment_of(key, bound), wrapped.commitment)) throw SealBroken();
    return RecordKey(owner.org_id, owner.person_id, number, key, sealer_);
}

void Keys::bury(OrgId org, PersonId person) {
    const Instant now = clock_.now();
    database_.write_now([&](Transaction& tx) { tx.run(write_tombstone, org, person, now); });
    forget_cached({org, person});
    database_.write_now([&](Transaction& tx) { tx.run(delete_key, org, person); });
    // A wrapped key left in the journal would still be a key.
    database_.scrub_now();
}

void Keys::finish_burial(OrgId org, PersonId person) {
    database_.write_now([&](Transaction& tx) { tx.run(finish_tombstone, org, person); });
}

bool Keys::is_buried(OrgId org, PersonId person) {
    return database_.read_now([&](Reader& reader) {
        return *reader.find<std::int64_t>(find_tombstone, org, person) > 0;
    });
}

std::vector<Owner> Keys::list_unsettled() {
    return database_.read_now(
        [](Reader& reader) { return reader.list<Owner>(list_unsettled_keys); });
}

std::vector<Owner> Keys::list_unfinished() {
    return database_.read_now(
        [](Reader& reader) { return reader.list<Owner>(list_unfinished_tombstones); });
}

std::vector<Owner> Keys::list_buried() {
    return database_.read_now([](Reader& reader) { return reader.list<Owner>(list_tombstones); });
}

Hash Keys::keyed_hash(std::string_view purpose, BytesView bytes) const {
    return instance_.keyed_hash(purpose, bytes);
}

std::optional<RecordKey> Keys::cached(const Owner& owner) {
    const std::lock_guard lock(mutex_);
    const auto found = by_owner_.find(owner);
    if (found == by_owner_.end()) return std::nullopt;
    recent_.splice(recent_.begin(), recent_, found->second);
    return found->second->key;
}

std::uint64_t Keys::count_forgotten() {
    const std::lock_guard lock(mutex_);
    return forgotten_;
}

void Keys::remember(const Owner& owner, const RecordKey& key, std::uint64_t as_of) {
    const std::lock_guard lock(mutex_);
    if (cached_max_ == 0 || as_of != forgotten_ || by_owner_.contains(owner)) return;
    recent_.push_front({owner, key});
    by_owner_[owner] = recent_.begin();
    if (recent_.size() <= cached_max_) return;
    by_owner_.erase(recent_.back().owner);
    recent_.pop_back();
}

void Keys::forget_cached(const Owner& owner) {
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    const auto found = by_owner_.find(owner);
    if (found == by_owner_.end()) return;
    recent_.erase(found->second);
    by_owner_.erase(found);
}

}  // namespace breather::storage
