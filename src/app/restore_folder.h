// A new data folder from a backup: whole and checked, with the ledger of who was erased applied, or
// not at all.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/random.h"

namespace breather {

struct RestoreAsk {
    std::filesystem::path from, keys, secret_key, data;
    /// The installation's own key, from where the operator kept it; it proves who wrote the backup,
    /// and goes into the folder.
    std::optional<std::filesystem::path> instance_key;
    std::optional<std::filesystem::path> tombstones;
};

/// What was done, in sentences. Throws Stop: BrokenBackup, KeysTooOld, NewerData, Keys, NotFound,
/// FolderNotEmpty, StorageFull; then there is no folder, or it was left as it was.
std::string restore_folder(const RestoreAsk& ask, const Clock& clock, Random& random);

}  // namespace breather
