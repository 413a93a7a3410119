// The only SQL about people, their ways in and their sessions.
#pragma once
#include <optional>
#include <vector>

#include "engines/storage/database.h"
#include "features/accounts/session.h"
#include "features/accounts/way.h"

namespace breather::accounts::store {

struct PersonRow {
    storage::Sealed profile;
    storage::Sealed settings;
    Bytes public_key;
    storage::VaultSealed sealed_private_key;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (profile, settings, public_key, sealed_private_key))

struct WayRow {
    OrgId org_id;
    PersonId person_id;
    WayId way_id;
    WayKind kind{};
    Bytes verifier;
    storage::VaultSealed wrap;
    Bytes commitment;
    std::optional<std::int64_t> iterations;
    std::optional<Bytes> replaced;  // the verifier of the code this one was traded for
};
BOOST_DESCRIBE_STRUCT(WayRow, (),
                      (org_id, person_id, way_id, kind, verifier, wrap, commitment, iterations,
                       replaced))

void add_person(storage::Transaction& tx, OrgId org, PersonId person, const PersonRow& row,
                const Hash& name);
struct PersonKey {
    OrgId org_id;
    PersonId person_id;
};
BOOST_DESCRIBE_STRUCT(PersonKey, (), (org_id, person_id))
/// The first so many by their ids, and the last.
std::vector<PersonKey> list_first_people(storage::Reader& reader, std::int64_t count);
std::vector<PersonKey> list_last_people(storage::Reader& reader, std::int64_t count);
bool has_person(storage::Reader& reader, OrgId org, PersonId person);
bool has_name(storage::Reader& reader, const Hash& name);
std::optional<PersonRow> find_person(storage::Reader& reader, OrgId org, PersonId person);
/// How many rows: none when somebody else changed the settings since `before` was read.
std::int64_t replace_settings(storage::Transaction& tx, OrgId org, PersonId person,
                              const storage::Sealed& before, const storage::Sealed& after);

/// A device or code also has a look-up; a passphrase is found by the person's name.
void add_way(storage::Transaction& tx, const WayRow& way, const std::optional<Hash>& lookup);
std::optional<WayRow> find_way(storage::Reader& reader, const Hash& lookup);
std::optional<WayRow> find_passphrase(storage::Reader& reader, const Hash& name);
std::optional<WayRow> find_way_of(storage::Reader& reader, OrgId org, PersonId person, WayId way);

struct WayName {
    WayId way_id;
    WayKind kind{};
};
BOOST_DESCRIBE_STRUCT(WayName, (), (way_id, kind))
/// Oldest first.
std::vector<WayName> list_ways(storage::Reader& reader, OrgId org, PersonId person);

/// An own device, as its person tells it from the others.
struct DeviceRow {
    WayId way_id;
    std::optional<storage::Sealed> name;
    std::optional<Instant> used_at;  // the day; nothing until it is first used after it was added
};
BOOST_DESCRIBE_STRUCT(DeviceRow, (), (way_id, name, used_at))
/// Oldest first.
std::vector<DeviceRow> list_devices(storage::Reader& reader, OrgId org, PersonId person);
/// How many rows: none where there is no such device.
std::int64_t name_device(storage::Transaction& tx, OrgId org, PersonId person, WayId way,
                         const storage::Sealed& name);
/// Refuses: conflict "accounts.too_many_devices".
void refuse_too_many_devices(storage::Reader& reader, OrgId org, PersonId person);
/// Refuses: conflict "accounts.last_way".
void refuse_last_way(storage::Reader& reader, OrgId org, PersonId person);
/// While a device has a lock, a passphrase or recovery code must stand beside it. Refuses: conflict
/// "accounts.lock_needs_card".
void refuse_without_paper(storage::Reader& reader, OrgId org, PersonId person);
void replace_wrap(storage::Transaction& tx, OrgId org, PersonId person, WayId way,
                  const storage::VaultSealed& wrap, const Bytes& commitment);
/// Sessions that came in through it end with it, and its lock goes.
void remove_way(storage::Transaction& tx, OrgId org, PersonId person, WayId way);

/// A person has so many at most; the one used longest ago gives way.
inline constexpr std::int64_t sessions_max = 50;
void add_session(storage::Transaction& tx, const Session& session);
std::optional<Session> find_session(storage::Reader& reader, const Hash& token);
std::vector<Session> list_sessions(storage::Reader& reader, OrgId org, PersonId person);
/// Writes when it was last used, if it still exists and is still kept as it was.
void touch_session(storage::Transaction& tx, const Session& session);
/// From now on the session is kept otherwise, or stands on another way.
void change_session(storage::Transaction& tx, const Session& session);
void remove_session(storage::Transaction& tx, const Hash& token);
std::int64_t sweep_sessions(storage::Transaction& tx, Instant now);
/// As Session::dated_ahead; looks at every row.
std::int64_t end_sessions_dated_ahead(storage::Transaction& tx, Instant now);

/// Everything this room holds of a person, sessions and look-ups too.
void erase_person(storage::Transaction& tx, OrgId org, PersonId person);

}  // namespace breather::accounts::store
