// Moving an installation from the files of its data folder into two empty PostgreSQL databases,
// with a report that compares both sides table by table. The files stay as they are.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "app/house.h"

namespace breather {

struct MigrateFlags {
    std::filesystem::path data;
    PostgresPlaces to;
    /// After copying and before comparing; the shipped program does nothing there.
    std::function<void()> before_comparing;
};

/// Tells each table and the report through `tell`. Holds the data folder meanwhile: the server must
/// be stopped. Throws Stop: FolderInUse, NotFound, Configuration (a database that is not empty, or
/// both the same), Failed (what arrived is not what was there; nothing was changed on this side).
void migrate_to_postgres(const MigrateFlags& flags,
                         const std::function<void(const std::string&)>& tell);

}  // namespace breather
