// A new data folder from a backup, its rows in files or in PostgreSQL: whole and checked, with the
// ledger of who was erased applied, or not at all.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "app/house.h"
#include "base/clock.h"
#include "base/random.h"

namespace breather {

struct RestoreAsk {
    std::filesystem::path from, keys, secret_key, data;
    /// The installation's own key, from where the operator kept it; it proves who wrote the backup,
    /// and goes into the folder.
    std::optional<std::filesystem::path> instance_key;
    std::optional<std::filesystem::path> tombstones;
    std::optional<PostgresPlaces> postgres = {};  // two empty databases; nothing: into files
};

/// What was done, in sentences. Throws Stop: BrokenBackup, KeysTooOld, NewerData, Keys, NotFound,
/// FolderNotEmpty, StorageFull, Configuration, Failed (a database does not answer); then there is
/// no folder, or it was left as it was, and a database is as empty as before. Killed in between,
/// the folder and both databases carry marks, and no server opens them.
std::string restore_folder(const RestoreAsk& ask, const Clock& clock, Random& random);

}  // namespace breather
