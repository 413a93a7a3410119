#include "features/accounts/accounts_store.h"

#include <algorithm>

#include "base/refusal.h"
#include "features/accounts/locks_store.h"

namespace breather::accounts::store {
namespace {

using storage::Statement;

constexpr Statement insert_person{"accounts.insert_person", R"sql(
    insert into person (org_id, person_id, profile, settings, public_key, sealed_private_key)
    values ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr Statement insert_name{"accounts.insert_name", R"sql(
    insert into sign_in_name (name_hash, org_id, person_id) values ($1, $2, $3)
)sql"};

constexpr Statement select_first_people{"accounts.select_first_people", R"sql(
    select org_id, person_id from person order by org_id, person_id limit $1)sql"};
constexpr Statement select_last_people{"accounts.select_last_people", R"sql(
    select org_id, person_id from person order by org_id desc, person_id desc limit $1)sql"};
constexpr Statement select_has_person{"accounts.select_has_person", R"sql(
    select cast(1 as bigint) from person where org_id = $1 and person_id = $2
)sql"};

constexpr Statement select_has_name{"accounts.select_has_name", R"sql(
    select cast(1 as bigint) from sign_in_name where name_hash = $1
)sql"};

constexpr Statement select_person{"accounts.select_person", R"sql(
    select profile, settings, public_key, sealed_private_key from person where org_id = $1 and person_id = $2
)sql"};

constexpr Statement update_settings{"accounts.update_settings", R"sql(
    update person set settings = $4 where org_id = $1 and person_id = $2 and settings = $3
)sql"};

constexpr Statement insert_way{"accounts.insert_way", R"sql(
    insert into way_in (org_id, person_id, way_id, kind, verifier, wrap, commitment, iterations, replaced)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql"};

constexpr Statement insert_lookup{"accounts.insert_lookup", R"sql(
    insert into way_lookup (lookup_hash, org_id, person_id, way_id) values ($1, $2, $3, $4)
)sql"};

constexpr Statement select_way_by_lookup{"accounts.select_way_by_lookup", R"sql(
    select w.org_id, w.person_id, w.way_id, w.kind, w.verifier, w.wrap, w.commitment, w.iterations, w.replaced
    from way_lookup l
    join way_in w on w.org_id = l.org_id and w.person_id = l.person_id and w.way_id = l.way_id
    where l.lookup_hash = $1
)sql"};

constexpr Statement select_way_by_name{"accounts.select_way_by_name", R"sql(
    select w.org_id, w.person_id, w.way_id, w.kind, w.verifier, w.wrap, w.commitment, w.iterations, w.replaced
    from sign_in_name n
    join way_in w on w.org_id = n.org_id and w.person_id = n.person_id and w.kind = 'passphrase'
    where n.name_hash = $1
)sql"};

constexpr Statement select_way{"accounts.select_way", R"sql(
    select org_id, person_id, way_id, kind, verifier, wrap, commitment, iterations, replaced
    from way_in where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement select_ways{"accounts.select_ways", R"sql(
    select way_id, kind from way_in where org_id = $1 and person_id = $2 order by way_id
)sql"};

constexpr Statement select_devices{"accounts.select_devices", R"sql(
    select way_id, name, used_at from way_in
    where org_id = $1 and person_id = $2 and kind = 'device' order by way_id
)sql"};

constexpr Statement update_device_name{"accounts.update_device_name", R"sql(
    update way_in set name = $4 where org_id = $1 and person_id = $2 and way_id = $3 and kind = 'device'
)sql"};

constexpr Statement update_device_used{"accounts.update_device_used", R"sql(
    update way_in set used_at = $4 where org_id = $1 and person_id = $2 and way_id = $3 and kind = 'device'
)sql"};

constexpr Statement update_wrap{"accounts.update_wrap", R"sql(
    update way_in set wrap = $4, commitment = $5 where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement delete_sessions_of_way{"accounts.delete_sessions_of_way", R"sql(
    delete from session where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement delete_lookup_of_way{"accounts.delete_lookup_of_way", R"sql(
    delete from way_lookup where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement delete_way{"accounts.delete_way", R"sql(
    delete from way_in where org_id = $1 and person_id = $2 and way_id = $3
)sql"};

constexpr Statement update_session{"accounts.update_session", R"sql(
    update session set way_id = $2, keep = $3, seen_at = $4, ends_at = $5 where token_hash = $1
)sql"};

constexpr Statement insert_session{"accounts.insert_session", R"sql(
    insert into session (token_hash, org_id, person_id, way_id, keep, started_at, seen_at, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
)sql"};

constexpr Statement select_session{"accounts.select_session", R"sql(
    select token_hash, org_id, person_id, way_id, keep, started_at, seen_at from session where token_hash = $1
)sql"};

constexpr Statement select_sessions{"accounts.select_sessions", R"sql(
    select token_hash, org_id, person_id, way_id, keep, started_at, seen_at
    from session where org_id = $1 and person_id = $2 order by started_at
)sql"};

constexpr Statement update_session_seen{"accounts.update_session_seen", R"sql(
    update session set seen_at = $3, ends_at = $4 where token_hash = $1 and keep = $2
)sql"};

constexpr Statement delete_session{"accounts.delete_session", R"sql(
    delete from session where token_hash = $1
)sql"};

constexpr Statement delete_ended_sessions{"accounts.delete_ended_sessions", R"sql(
    delete from session where ends_at <= $1
)sql"};

// Within a day own devices are alike: their ids come in no order, and one of them goes.
constexpr Statement delete_sessions_ahead{"accounts.delete_sessions_ahead", R"sql(
    delete from session where (keep = $1 and seen_at >= $2) or (keep = $3 and seen_at >= $4)
)sql"};

constexpr Statement delete_oldest_sessions{"accounts.delete_oldest_sessions", R"sql(
    delete from session where token_hash in (
        select token_hash from session where org_id = $1 and person_id = $2
        order by seen_at desc, started_at desc, token_hash limit 1000 offset $3)
)sql"};

constexpr Statement delete_all_sessions{"accounts.delete_all_sessions", R"sql(
    delete from session where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_all_lookups{"accounts.delete_all_lookups", R"sql(
    delete from way_lookup where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_all_ways{"accounts.delete_all_ways", R"sql(
    delete from way_in where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_all_names{"accounts.delete_all_names", R"sql(
    delete from sign_in_name where org_id = $1 and person_id = $2
)sql"};

constexpr Statement delete_person{"accounts.delete_person", R"sql(
    delete from person where org_id = $1 and person_id = $2
)sql"};

/// A session's row, whose hash comes back as bytes.
struct SessionRow {
    Bytes token_hash;
    OrgId org_id;
    PersonId person_id;
    WayId way_id;
    Keep keep{};
    Instant started_at{};
    Instant seen_at{};
};
BOOST_DESCRIBE_STRUCT(SessionRow, (),
                      (token_hash, org_id, person_id, way_id, keep, started_at, seen_at))

Session session_of(const SessionRow& row) {
    Session session{{},       row.org_id,     row.person_id, row.way_id,
                    row.keep, row.started_at, row.seen_at};
    ensure(row.token_hash.size() == session.token_hash.size(),
           "a token's hash of the wrong length");
    std::copy(row.token_hash.begin(), row.token_hash.end(), session.token_hash.begin());
    return session;
}

/// As it is kept: an own device's times by the day, a shared computer's by the minute. Always
/// earlier, so that a session never lasts longer for it.
Session coarse(Session session) {
    for (auto* time : {&session.started_at, &session.seen_at}) {
        if (session.keep == Keep::Own) {
            *time = std::chrono::floor<std::chrono::days>(*time);
        } else {
            *time = std::chrono::floor<std::chrono::minutes>(*time);
        }
    }
    return session;
}

/// A device tells its last day of use also after its session ended.
void keep_day_of_use(storage::Transaction& tx, const Session& coarse) {
    if (coarse.keep != Keep::Own) return;
    tx.run(update_device_used, coarse.org_id, coarse.person_id, coarse.way_id, coarse.seen_at);
}

}  // namespace

void add_person(storage::Transaction& tx, OrgId org, PersonId person, const PersonRow& row,
                const Hash& name) {
    tx.run(insert_person, org, person, row.profile, row.settings, row.public_key,
           row.sealed_private_key);
    tx.run(insert_name, name, org, person);
}

std::vector<PersonKey> list_first_people(storage::Reader& reader, std::int64_t count) {
    return reader.list<PersonKey>(select_first_people, count);
}

std::vector<PersonKey> list_last_people(storage::Reader& reader, std::int64_t count) {
    return reader.list<PersonKey>(select_last_people, count);
}

bool has_person(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.find<std::int64_t>(select_has_person, org, person).has_value();
}

bool has_name(storage::Reader& reader, const Hash& name) {
    return reader.find<std::int64_t>(select_has_name, name).has_value();
}

std::optional<PersonRow> find_person(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.find<PersonRow>(select_person, org, person);
}

std::int64_t replace_settings(storage::Transaction& tx, OrgId org, PersonId person,
                              const storage::Sealed& before, const storage::Sealed& after) {
    return tx.run(update_settings, org, person, before, after);
}

void add_way(storage::Transaction& tx, const WayRow& way, const std::optional<Hash>& lookup) {
    tx.run(insert_way, way.org_id, way.person_id, way.way_id, way.kind, way.verifier, way.wrap,
           way.commitment, way.iterations, way.replaced);
    if (lookup) tx.run(insert_lookup, *lookup, way.org_id, way.person_id, way.way_id);
}

std::optional<WayRow> find_way(storage::Reader& reader, const Hash& lookup) {
    return reader.find<WayRow>(select_way_by_lookup, lookup);
}

std::optional<WayRow> find_passphrase(storage::Reader& reader, const Hash& name) {
    return reader.find<WayRow>(select_way_by_name, name);
}

std::optional<WayRow> find_way_of(storage::Reader& reader, OrgId org, PersonId person, WayId way) {
    return reader.find<WayRow>(select_way, org, person, way);
}

std::vector<WayName> list_ways(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.list<WayName>(select_ways, org, person);
}

void refuse_too_many_devices(storage::Reader& reader, OrgId org, PersonId person) {
    const auto ways = list_ways(reader, org, person);
    const auto devices = std::count_if(ways.begin(), ways.end(),
                                       [](const auto& way) { return way.kind == WayKind::Device; });
    if (static_cast<std::size_t>(devices) >= devices_max)
        throw Refusal::conflict("accounts.too_many_devices");
}

std::vector<DeviceRow> list_devices(storage::Reader& reader, OrgId org, PersonId person) {
    return reader.list<DeviceRow>(select_devices, org, person);
}

std::int64_t name_device(storage::Transaction& tx, OrgId org, PersonId person, WayId way,
                         const storage::Sealed& name) {
    return tx.run(update_device_name, org, person, way, name);
}

void refuse_last_way(storage::Reader& reader, OrgId org, PersonId person) {
    if (list_ways(reader, org, person).size() == 1) throw Refusal::conflict("accounts.last_way");
}

void refuse_without_paper(storage::Reader& reader, OrgId org, PersonId person) {
    const auto ways = list_ways(reader, org, person);
    if (std::all_of(ways.begin(), ways.end(),
                    [](const auto& way) { return way.kind == WayKind::Device; }))
        throw Refusal::conflict("accounts.lock_needs_card");
}

void replace_wrap(storage::Transaction& tx, OrgId org, PersonId person, WayId way,
                  const storage::VaultSealed& wrap, const Bytes& commitment) {
    tx.run(update_wrap, org, person, way, wrap, commitment);
}

void remove_way(storage::Transaction& tx, OrgId org, PersonId person, WayId way) {
    remove_lock(tx, org, person, way);
    tx.run(delete_sessions_of_way, org, person, way);
    tx.run(delete_lookup_of_way, org, person, way);
    tx.run(delete_way, org, person, way);
}

void add_session(storage::Transaction& tx, const Session& exact) {
    const auto session = coarse(exact);
    tx.run(delete_oldest_sessions, session.org_id, session.person_id, sessions_max - 1);
    tx.run(insert_session, session.token_hash, session.org_id, session.person_id, session.way_id,
           session.keep, session.started_at, session.seen_at, session.row_ends());
    keep_day_of_use(tx, session);
}

std::optional<Session> find_session(storage::Reader& reader, const Hash& token) {
    const auto row = reader.find<SessionRow>(select_session, token);
    if (!row) return {};
    return session_of(*row);
}

std::vector<Session> list_sessions(storage::Reader& reader, OrgId org, PersonId person) {
    std::vector<Session> all;
    for (const auto& row : reader.list<SessionRow>(select_sessions, org, person))
        all.push_back(session_of(row));
    return all;
}

void touch_session(storage::Transaction& tx, const Session& exact) {
    const auto session = coarse(exact);
    if (tx.run(update_session_seen, session.token_hash, session.keep, session.seen_at,
               session.row_ends()) != 0) {
        keep_day_of_use(tx, session);
    }
}

void change_session(storage::Transaction& tx, const Session& exact) {
    const auto session = coarse(exact);
    tx.run(update_session, session.token_hash, session.way_id, session.keep, session.seen_at,
           session.row_ends());
    keep_day_of_use(tx, session);
}

void remove_session(storage::Transaction& tx, const Hash& token) { tx.run(delete_session, token); }

std::int64_t sweep_sessions(storage::Transaction& tx, Instant now) {
    return tx.run(delete_ended_sessions, now);
}

std::int64_t end_sessions_dated_ahead(storage::Transaction& tx, Instant now) {
    return tx.run(delete_sessions_ahead, Keep::Own, now + Session::own_time, Keep::Shared,
                  now + Session::shared_idle);
}

void erase_person(storage::Transaction& tx, OrgId org, PersonId person) {
    erase_locks(tx, org, person);
    for (const auto& statement : {delete_all_sessions, delete_all_lookups, delete_all_ways,
                                  delete_all_names, delete_person}) {
        tx.run(statement, org, person);
    }
}

}  // namespace breather::accounts::store
