// The only SQL of backups: which were made, which were rehearsed, and the ledger in the keys file.
#pragma once
#include <optional>
#include <vector>

#include "engines/storage/database.h"
#include "features/backups/backup.h"

namespace breather::backups {

struct Tombstone {
    OrgId org_id;
    PersonId person_id;
    Instant buried_at;
};

namespace store {

void begin_backup(storage::Transaction& tx, BackupId id, Instant now, const std::string& data_file,
                  const std::string& keys_file);
void end_backup(storage::Transaction& tx, const BackupRow& row);
void begin_rehearsal(storage::Transaction& tx, RehearsalId id, Instant now);
void end_rehearsal(storage::Transaction& tx, const RehearsalRow& row);
/// What stands as running was ended with its server.
void fail_what_runs(storage::Transaction& tx, Instant now, std::string_view why);
/// A backup holds itself as running: put back, it was done when it began.
void settle_what_runs(storage::Transaction& tx);
/// What was rehearsed or made longer ago than that is forgotten.
void forget_before(storage::Transaction& tx, Instant at);

std::vector<BackupRow> list_backups(storage::Reader& reader, std::int64_t count);
std::vector<RehearsalRow> list_rehearsals(storage::Reader& reader, std::int64_t count);

// In the keys database.
void bury(storage::Transaction& tx, const std::vector<Tombstone>& stones);
void unfinish_burials(storage::Transaction& tx);
std::int64_t count_tombstones(storage::Reader& reader);

}  // namespace store
}  // namespace breather::backups
