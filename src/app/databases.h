// Where the house keeps its rows and keys: two files in the data folder, or two databases of a
// PostgreSQL that several servers share.
#pragma once
#include <filesystem>
#include <memory>

#include "app/house.h"
#include "engines/storage/instance_key.h"

namespace breather {

struct Databases {
    storage::InstanceKey instance_key;
    bool made_instance_key;
    std::unique_ptr<storage::Database> keys, data;
};

/// Makes the instance key of a new installation or loads the one there is, opens both databases and
/// brings their schemas up to date; a data file is copied before its schema changes. Throws Stop:
/// Keys, NewerData, StorageFull, Failed, Configuration (not two databases, or a folder whose data
/// stands elsewhere).
Databases open_databases(const HouseOptions& options,
                         std::shared_ptr<storage::WriteFigures> figures, const Clock& clock,
                         Random& random);

/// Throws Stop: Configuration, Failed (nobody answers).
void refuse_one_for_both(const PostgresPlaces& places);

/// DataFolder's mark of an installation whose data stands in PostgreSQL.
std::filesystem::path elsewhere_mark_of(const HouseOptions& options);

}  // namespace breather
