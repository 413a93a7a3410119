// Where a running server's figures come from.
#pragma once
#include "app/data_folder.h"
#include "app/house.h"
#include "app/watch/checks.h"
#include "app/watch/heartbeat.h"
#include "app/watch/metrics.h"
#include "engines/web/server.h"

namespace breather::watch {

/// Everything named outlives what is made of it.
/// How it stands with backups, as noted by whoever made them.
Backups backups_of(House& house);

MetricSources sources_of(House& house, const web::Traffic& traffic, const web::Server& server,
                         const Heartbeat& heartbeat, const DataFolder& folder, const Clock& clock);

}  // namespace breather::watch
