#include "app/backup_parts.h"

#include "engines/ledger/ledger.h"
#include "engines/storage/instance.h"
#include "engines/storage/keys.h"
#include "engines/storage/postgres_database.h"
#include "features/accounts/sample.h"

namespace breather {
namespace {

storage::Dialect dialect_of(const storage::Database& database) {
    return dynamic_cast<const storage::PostgresDatabase*>(&database) != nullptr
               ? storage::Dialect::Postgres
               : storage::Dialect::Sqlite;
}

}  // namespace

Hash backup_mark(const storage::InstanceKey& key, BytesView manifest) {
    return key.keyed_hash("backup manifest", manifest);
}

backups::BackupsService::Parts backup_parts(const BackupParts& from) {
    backups::BackupsService::Parts made{
        .data = {from.data, dialect_of(from.data), storage::data_migrations()},
        .keys = {from.keys, dialect_of(from.keys), storage::key_migrations()},
        .clock = from.clock,
        .random = from.random,
        .instance = storage::instance_id(from.data, from.clock, from.random).text(),
        .program = BREATHER_VERSION,
        .files = from.options.media,
        .scratch = from.options.database.parent_path() / "rehearsal",
        .settings = from.options.backups};
    made.mark = [key = from.instance_key](BytesView bytes) { return backup_mark(key, bytes); };
    made.audit_head = [&data = from.data] { return data.read_now(ledger::Ledger::head); };
    made.open_some = [from](storage::Database& data, storage::Database& keys_database) {
        storage::Keys keys(keys_database, from.instance_key, from.sealer, from.random, from.clock);
        return accounts::open_sample(data, keys);
    };
    return made;
}

}  // namespace breather
