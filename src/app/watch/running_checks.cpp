#include "app/watch/checks.h"
#include "app/watch/heartbeat.h"

namespace breather::watch {
namespace {

// One a day, and a day's grace for a night without power.
constexpr std::chrono::hours backup_age_max{48};
// One a month, and a few days for the month's length.
constexpr std::chrono::days rehearsal_age_max{35};

std::string hours_since(Instant then, Instant now) {
    return std::to_string(std::chrono::floor<std::chrono::hours>(now - then).count());
}

std::string days_since(Instant then, Instant now) {
    return std::to_string(std::chrono::floor<std::chrono::days>(now - then).count());
}

Finding rehearsal_of(const Backups& backups, Instant now) {
    if (!backups.last_rehearsed) return {"", State::Warning, "doctor.rehearsal_never", {}};
    if (!backups.rehearsal_held) return {"", State::Fault, "doctor.rehearsal_failed", {}};
    const Params days{{"days", days_since(*backups.last_rehearsed, now)}};
    if (now - *backups.last_rehearsed > rehearsal_age_max)
        return {"", State::Warning, "doctor.rehearsal_old", days};
    return {"", State::Fine, "doctor.rehearsal_fine", days};
}

}  // namespace

Findings look_at_backups(const Backups& backups, Instant now) {
    if (!backups.set_up) return {{"", State::Warning, "doctor.backup_none", {}}};
    if (!backups.last_made) return {{"", State::Warning, "doctor.backup_never", {}}};
    const Params hours{{"hours", hours_since(*backups.last_made, now)}};
    const bool old = now - *backups.last_made > backup_age_max;
    return {{"", old ? State::Fault : State::Fine, old ? "doctor.backup_old" : "doctor.backup_fine",
             hours},
            rehearsal_of(backups, now)};
}

Findings look_at_jobs(std::size_t failed) {
    if (failed == 0) return {{"", State::Fine, "doctor.jobs_fine", {}}};
    return {{"", State::Warning, "doctor.jobs_failed", {{"count", std::to_string(failed)}}}};
}

Findings look_at_beat(std::chrono::seconds age) {
    const Params seconds{{"seconds", std::to_string(age.count())}};
    if (age > Heartbeat::age_max) return {{"", State::Fault, "doctor.beat_old", seconds}};
    return {{"", State::Fine, "doctor.beat_fine", seconds}};
}

}  // namespace breather::watch
