// Everything a database holds, as text: for tests that say what must be there afterwards, and what
// not.
#pragma once
#include <map>
#include <set>
#include <string>

#include "engines/storage/database.h"

namespace breather::testing {

/// Every row of every table of the data, by table: "column=value column=value ", blobs as hex.
std::map<std::string, std::multiset<std::string>> every_row(storage::Database& database);

}  // namespace breather::testing
