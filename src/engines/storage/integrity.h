// Whether the database is whole, as it says itself.
#pragma once
#include <string>
#include <vector>

#include "engines/storage/database.h"

namespace breather::storage {

/// What SQLite finds wrong in its own pages, a sentence each; none when it is whole. Reads all of
/// the file: seconds a gigabyte. On SQLite only.
std::vector<std::string> list_damage(Database& database);

}  // namespace breather::storage
