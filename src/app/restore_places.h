// Where the rows of a restore go: two new files, or two empty PostgreSQL databases. Nobody opens
// them before finish(); what is not finished is taken away again.
#pragma once
#include <memory>
#include <string>

#include "app/data_folder.h"
#include "app/house.h"
#include "engines/storage/migrations.h"

namespace breather {

class RestorePlaces {
  public:
    virtual ~RestorePlaces() = default;
    virtual storage::Database& data() = 0;
    virtual storage::Database& keys() = 0;
    virtual storage::Dialect dialect() const = 0;
    /// For the person: where it went.
    virtual std::string name() const = 0;
    /// What is left to write into the settings; empty: nothing.
    virtual std::string settings() const = 0;
    /// Compared and whole: from here on it may be opened.
    virtual void finish() = 0;
};

/// Throws Stop: Configuration (an address, one database for both), FolderNotEmpty, Failed (nobody
/// answers). Asked before a folder is made.
void refuse_what_cannot_be_filled(const PostgresPlaces& places);

/// In the folder's own files, or in these databases.
std::unique_ptr<RestorePlaces> open_restore_places(const DataFolder& folder,
                                                   const std::optional<PostgresPlaces>& places);

}  // namespace breather
