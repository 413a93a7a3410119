// The way back from an upgrade. A program about to change the schema copies the database first, as
// the older program left it; the copy goes after seven days. Keys and tombstones are not copied:
// whoever was erased meanwhile stays erased when the copy is put back.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "app/data_folder.h"
#include "base/clock.h"

namespace breather {

inline constexpr std::chrono::days upgrade_copy_kept{7};

/// Copies a closed database into before-upgrade/<day>-<its last schema change> beside it, durably.
/// Throws Stop: StorageFull (nothing was changed), FolderNotWritable.
void copy_before_upgrade(const std::filesystem::path& database, const std::string& last_change,
                         const Clock& clock);

/// Names of the copies there are, newest first.
std::vector<std::string> list_upgrade_copies(const std::filesystem::path& data);

/// Puts a copy in the database's place; what stood there becomes a copy itself, "…-set-aside".
/// Throws Stop: NotFound.
void put_back(const DataFolder& folder, const std::string& copy, const Clock& clock);

/// Removes copies older than seven days.
void drop_old_upgrade_copies(const std::filesystem::path& data, const Clock& clock);

}  // namespace breather
