// The only SQL about links: what a screen asks for, and what was answered, for two minutes.
#pragma once
#include <optional>

#include "engines/storage/database.h"
#include "features/accounts/session.h"

namespace breather::accounts::store {

enum class LinkState { Waiting, Refused, Approved };
BOOST_DESCRIBE_ENUM(LinkState, Waiting, Refused, Approved)

struct LinkRow {
    Bytes secret_hash;
    Bytes public_key;
    Instant ends_at{};
    LinkState state{};
    std::optional<OrgId> org_id;
    std::optional<PersonId> person_id;
    std::optional<WayId> way_id;
    std::optional<Bytes> answer_key;
    std::optional<storage::VaultSealed> wrap;
    std::optional<Bytes> commitment;
    std::optional<Keep> keep;
};
BOOST_DESCRIBE_STRUCT(LinkRow, (),
                      (secret_hash, public_key, ends_at, state, org_id, person_id, way_id,
                       answer_key, wrap, commitment, keep))

void add_link(storage::Transaction& tx, const Hash& code, const Hash& secret, const Bytes& key,
              Instant ends_at);
std::optional<LinkRow> find_link(storage::Reader& reader, const Hash& code);
std::int64_t count_links(storage::Reader& reader);
/// What `row` says beside what was asked. How many rows: none when it no longer waits.
std::int64_t answer_link(storage::Transaction& tx, const Hash& code, const LinkRow& row);
void erase_links(storage::Transaction& tx, OrgId org, PersonId person);
/// Those that ended before `now`, and those dated to end after `latest`.
void sweep_links(storage::Transaction& tx, Instant now, Instant latest);

}  // namespace breather::accounts::store
