// The recording desk, for authors; and what every app asks before it plays a sound guide.
#pragma once
#include "features/recordings/recordings_service.h"

namespace breather::recordings {

void add_routes(web::Router& router, storage::Database& database, const RecordingsService& service);
void add_desk_routes(staff::Doors& doors, RecordingsService& service);

}  // namespace breather::recordings
