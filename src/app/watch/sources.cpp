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

std::optional<std::chrono::seconds> since(const std::optional<Instant>& then, const Clock& clock) {
    if (!then) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(clock.now() - *then);
}

}  // namespace

Backups backups_of(House& house) {
    Backups found;
    found.set_up = house.backups().is_set_up();
    for (const auto& row : house.backups().list_backups())
        if (!found.last_made && row.state == backups::State::Done) found.last_made = row.began_at;
    for (const auto& row : house.backups().list_rehearsals()) {
        if (row.state == backups::State::Running) continue;
        found.last_rehearsed = row.began_at;
        found.rehearsal_held = row.state == backups::State::Done;
        break;
    }
    return found;
}

MetricSources sources_of(House& house, const web::Traffic& traffic, const web::Server& server,
                         const Heartbeat& heartbeat, const DataFolder& folder, const Clock& clock) {
    MetricSources sources;
    sources.traffic = &traffic;
    sources.writes = &house.write_figures();
    sources.connections = [&server] { return server.connections(); };
    sources.beat_age = [&heartbeat] { return heartbeat.age(); };
    sources.jobs = [&house, &clock] { return jobs_of(house.scheduler(), clock); };
    sources.backup_age = [&house, &clock] { return since(backups_of(house).last_made, clock); };
    sources.rehearsal_age = [&house, &clock]() -> std::optional<std::chrono::seconds> {
        const Backups found = backups_of(house);
        if (!found.rehearsal_held) return std::nullopt;
        return since(found.last_rehearsed, clock);
    };
    sources.folder = folder.path();
    sources.database = folder.database();
    sources.version = BREATHER_VERSION;
    return sources;
}

}  // namespace breather::watch
