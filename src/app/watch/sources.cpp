#include "app/watch/sources.h"

#include <algorithm>

namespace breather::watch {
namespace {

JobFigures jobs_of(scheduler::Scheduler& scheduler, const Clock& clock) {
    JobFigures figures;
    figures.failed = scheduler.list_failures().size();
    for (const auto lane : {scheduler::Lane::Quick, scheduler::Lane::Slow})
        if (const auto due = scheduler.next_due(lane))
            figures.late = std::max(
                figures.late, std::chrono::duration_cast<std::chrono::seconds>(clock.now() - *due));
    return figures;
}

}  // namespace

MetricSources sources_of(House& house, const web::Traffic& traffic, const web::Server& server,
                         const Heartbeat& heartbeat, const DataFolder& folder, const Clock& clock) {
    MetricSources sources;
    sources.traffic = &traffic;
    sources.writes = &house.write_figures();
    sources.connections = [&server] { return server.connections(); };
    sources.beat_age = [&heartbeat] { return heartbeat.age(); };
    sources.jobs = [&house, &clock] { return jobs_of(house.scheduler(), clock); };
    sources.folder = folder.path();
    sources.database = folder.database();
    sources.version = BREATHER_VERSION;
    return sources;
}

}  // namespace breather::watch
