#include "app/jobs.h"

#include "base/log.h"
#include "base/refusal.h"

namespace breather {
namespace {

constexpr std::chrono::minutes between_sweeps{1};  // an erasure that stopped waits no longer

}  // namespace

void open_jobs(House& house) {
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
