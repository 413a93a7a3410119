// Which installation this is: an id made once, known to every client (it salts sign-in names).
#pragma once
#include "base/clock.h"
#include "base/random.h"
#include "engines/storage/database.h"

namespace breather::storage {

using InstanceId = Id<struct InstanceTag>;

/// The id of this installation; made and durably kept at the first call.
InstanceId instance_id(Database& database, const Clock& clock, Random& random);

}  // namespace breather::storage
