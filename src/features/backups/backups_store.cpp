#include "features/backups/backups_store.h"

namespace breather::backups::store {
namespace {

using storage::Statement;

constexpr Statement begin_one{"backups.begin", R"sql(
    insert into backup (backup_id, state, began_at, data_file, keys_file, bytes, rows)
    values ($1, 'running', $2, $3, $4, 0, 0))sql"};
constexpr Statement end_one{"backups.end", R"sql(
    update backup set state = $2, ended_at = $3, bytes = $4, rows = $5, hash = $6, why = $7
    where backup_id = $1)sql"};
constexpr Statement begin_rehearsing{"backups.begin_rehearsal", R"sql(
    insert into rehearsal (rehearsal_id, state, began_at, bytes, rows, opened)
    values ($1, 'running', $2, 0, 0, 0))sql"};
constexpr Statement end_rehearsing{"backups.end_rehearsal", R"sql(
    update rehearsal
    set state = $2, ended_at = $3, bytes = $4, rows = $5, opened = $6, hash = $7, why = $8
    where rehearsal_id = $1)sql"};
constexpr Statement fail_backups{"backups.fail_running", R"sql(
    update backup set state = 'failed', ended_at = $1, why = $2 where state = 'running')sql"};
constexpr Statement fail_rehearsals{"backups.fail_rehearsing", R"sql(
    update rehearsal set state = 'failed', ended_at = $1, why = $2 where state = 'running')sql"};
constexpr Statement settle_backups{"backups.settle", R"sql(
    update backup set state = 'done', ended_at = began_at where state = 'running')sql"};
constexpr Statement forget_backups{"backups.forget", R"sql(
    delete from backup where began_at < $1)sql"};
constexpr Statement forget_rehearsals{"backups.forget_rehearsals", R"sql(
    delete from rehearsal where began_at < $1)sql"};
constexpr Statement list_made{"backups.list", R"sql(
    select backup_id, state, began_at, ended_at, data_file, keys_file, bytes, rows, hash, why
    from backup order by began_at desc limit $1)sql"};
constexpr Statement list_rehearsed{"backups.list_rehearsals", R"sql(
    select rehearsal_id, state, began_at, ended_at, bytes, rows, opened, hash, why
    from rehearsal order by began_at desc limit $1)sql"};

constexpr Statement bury_one{"backups.bury", R"sql(
    insert into tombstone (org_id, person_id, buried_at, finished) values ($1, $2, $3, 0)
    on conflict (org_id, person_id) do nothing)sql"};
constexpr Statement unfinish{"backups.unfinish", R"sql(
    update tombstone set finished = 0)sql"};
constexpr Statement count_stones{"backups.count_tombstones", R"sql(
    select count(*) from tombstone)sql"};

}  // namespace

void begin_backup(storage::Transaction& tx, BackupId id, Instant now, const std::string& data_file,
                  const std::string& keys_file) {
    tx.run(begin_one, id, now, data_file, keys_file);
}

void end_backup(storage::Transaction& tx, const BackupRow& row) {
    tx.run(end_one, row.backup_id, row.state, row.ended_at, row.bytes, row.rows, row.hash, row.why);
}

void begin_rehearsal(storage::Transaction& tx, RehearsalId id, Instant now) {
    tx.run(begin_rehearsing, id, now);
}

void end_rehearsal(storage::Transaction& tx, const RehearsalRow& row) {
    tx.run(end_rehearsing, row.rehearsal_id, row.state, row.ended_at, row.bytes, row.rows,
           row.opened, row.hash, row.why);
}

void fail_what_runs(storage::Transaction& tx, Instant now, std::string_view why) {
    tx.run(fail_backups, now, why);
    tx.run(fail_rehearsals, now, why);
}

void settle_what_runs(storage::Transaction& tx) { tx.run(settle_backups); }

void forget_before(storage::Transaction& tx, Instant at) {
    tx.run(forget_backups, at);
    tx.run(forget_rehearsals, at);
}

std::vector<BackupRow> list_backups(storage::Reader& reader, std::int64_t count) {
    return reader.list<BackupRow>(list_made, count);
}

std::vector<RehearsalRow> list_rehearsals(storage::Reader& reader, std::int64_t count) {
    return reader.list<RehearsalRow>(list_rehearsed, count);
}

void bury(storage::Transaction& tx, const std::vector<Tombstone>& stones) {
    for (const auto& [org, person, at] : stones) tx.run(bury_one, org, person, at);
}

void unfinish_burials(storage::Transaction& tx) { tx.run(unfinish); }

std::int64_t count_tombstones(storage::Reader& reader) {
    return *reader.find<std::int64_t>(count_stones);
}

}  // namespace breather::backups::store
