#include "app/jobs.h"

#include "base/log.h"
#include "base/refusal.h"

namespace breather {
namespace {

constexpr std::chrono::minutes between_sweeps{1};  // an erasure that stopped waits no longer
constexpr std::chrono::minutes backup_at{2 * 60 + 30};
constexpr std::chrono::minutes rehearsal_at{4 * 60};

/// Four tries of a night, within a quarter of an hour: a full disk is not emptier in between, and
/// tomorrow is another night.
void add_backups(House& house, const HouseOptions& options) {
    if (options.backups)
        house.scheduler().add(
            {.name = jobs::backup,
             .work = [&house](scheduler::Task& task) { house.backups().make(task.stop()); },
             .lane = scheduler::Lane::Slow,
             .tries_max = 4,
             .rule = scheduler::Daily{options.zone, backup_at}});
    house.scheduler().add(
        {.name = jobs::rehearsal,
         .work = [&house](scheduler::Task& task) { house.backups().rehearse(task.stop()); },
         .lane = scheduler::Lane::Slow,
         .tries_max = 2,
         .rule = scheduler::Monthly{options.zone, 1, rehearsal_at}});
}

}  // namespace

void open_jobs(House& house, const HouseOptions& options) {
    add_backups(house, options);
    house.scheduler().add({.name = "sweep",
                           .work = [&house](scheduler::Task&) { house.sweep(); },
                           .tries_max = 1,
                           .rule = scheduler::Every{between_sweeps}});
    try {
        house.scheduler().open();
    } catch (const Refusal& refusal) {
        // On a full disk people still read, and what was planned before still stands.
        log::warning("jobs_not_planned", {{"why", refusal.key}});
    }
}

}  // namespace breather
