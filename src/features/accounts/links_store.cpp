#include "features/accounts/links_store.h"

namespace breather::accounts::store {
namespace {

using storage::Statement;

constexpr Statement insert_link{"accounts.insert_link", R"sql(
    insert into link (code_hash, secret_hash, public_key, ends_at, state) values ($1, $2, $3, $4, 'waiting')
)sql"};

constexpr Statement select_link{"accounts.select_link", R"sql(
    select secret_hash, public_key, ends_at, state, org_id, person_id, way_id, answer_key, wrap, commitment, keep
    from link where code_hash = $1
)sql"};

constexpr Statement select_link_count{"accounts.select_link_count", R"sql(
    select count(*) from link
)sql"};

constexpr Statement update_link{"accounts.update_link", R"sql(
    update link set state = $2, org_id = $3, person_id = $4, way_id = $5, answer_key = $6, wrap = $7,
        commitment = $8, keep = $9
    where code_hash = $1 and state = 'waiting'
)sql"};

constexpr Statement delete_old_links{"accounts.delete_old_links", R"sql(
    delete from link where ends_at <= $1 or ends_at > $2
)sql"};

constexpr Statement delete_all_links{"accounts.delete_all_links", R"sql(
    delete from link where org_id = $1 and person_id = $2
)sql"};

}  // namespace

void add_link(storage::Transaction& tx, const Hash& code, const Hash& secret, const Bytes& key,
              Instant ends_at) {
    tx.run(insert_link, code, secret, key, ends_at);
}

std::optional<LinkRow> find_link(storage::Reader& reader, const Hash& code) {
    return reader.find<LinkRow>(select_link, code);
}

std::int64_t count_links(storage::Reader& reader) {
    return reader.find<std::int64_t>(select_link_count).value_or(0);
}

std::int64_t answer_link(storage::Transaction& tx, const Hash& code, const LinkRow& row) {
    return tx.run(update_link, code, row.state, row.org_id, row.person_id, row.way_id,
                  row.answer_key, row.wrap, row.commitment, row.keep);
}

void erase_links(storage::Transaction& tx, OrgId org, PersonId person) {
    tx.run(delete_all_links, org, person);
}

void sweep_links(storage::Transaction& tx, Instant now, Instant latest) {
    tx.run(delete_old_links, now, latest);
}

}  // namespace breather::accounts::store
