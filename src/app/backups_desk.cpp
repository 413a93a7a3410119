#include "app/backups_desk.h"

#include "app/jobs.h"

namespace breather {

using staff::Administrator;
using staff::Deed;
using staff::Fresh;
using staff::Nothing;
using staff::Told;
using web::Method;

struct MadeAnswer {
    std::string name;
    Instant made_at{};
    std::int64_t bytes = 0;
    backups::State state{};
    std::optional<std::string> says;
};
BOOST_DESCRIBE_STRUCT(MadeAnswer, (), (name, made_at, bytes, state, says))

struct RehearsedAnswer {
    Instant made_at{};
    backups::State state{};
    std::int64_t seconds = 0;
    std::int64_t opened = 0;
    std::optional<std::string> says;
};
BOOST_DESCRIBE_STRUCT(RehearsedAnswer, (), (made_at, state, seconds, opened, says))

struct BackupsAnswer {
    bool configured = false;
    std::vector<MadeAnswer> backups;
    std::vector<RehearsedAnswer> rehearsals;
    std::optional<Instant> next_at;  // the next backup by itself
    std::optional<Instant> next_rehearsal_at;
    bool begins_now = false;  // one of the two is due, or a server has just taken it up
    std::int64_t keys_kept_days = 7;
};
BOOST_DESCRIBE_STRUCT(BackupsAnswer, (),
                      (configured, backups, rehearsals, next_at, next_rehearsal_at, begins_now,
                       keys_kept_days))

namespace {

BackupsAnswer answer_of(backups::BackupsService& backups, scheduler::Scheduler& scheduler) {
    BackupsAnswer answer;
    answer.configured = backups.is_set_up();
    for (const auto& row : backups.list_backups())
        answer.backups.push_back({row.data_file, row.began_at, row.bytes, row.state, row.why});
    for (const auto& row : backups.list_rehearsals()) {
        const auto took = row.ended_at.value_or(row.began_at) - row.began_at;
        answer.rehearsals.push_back({row.began_at, row.state,
                                     std::chrono::ceil<std::chrono::seconds>(took).count(),
                                     row.opened, row.why});
    }
    if (answer.configured) answer.next_at = scheduler.next_due(jobs::backup);
    answer.next_rehearsal_at = scheduler.next_due(jobs::rehearsal);
    // Whoever has claimed it holds it so long, and may not have noted it among the backups yet.
    const Instant soon = scheduler.clock().now() + scheduler.options().claim_time;
    for (const auto& due : {answer.next_at, answer.next_rehearsal_at})
        answer.begins_now = answer.begins_now || (due && *due <= soon);
    return answer;
}

/// The job is there already and comes by the clock; asked for, it comes now, on whichever server
/// claims it.
Deed<Nothing> hastening(scheduler::Scheduler& scheduler, std::string job) {
    return {[&scheduler, job](storage::Transaction& tx) {
                scheduler.hasten(tx, job);
                return Told{job + ".asked", {}};
            },
            [](storage::Reader&) { return Nothing{}; }, [&scheduler] { scheduler.hurry(); }};
}

}  // namespace

void add_backups_desk(staff::Doors& doors, backups::BackupsService& backups,
                      scheduler::Scheduler& scheduler) {
    doors.long_read<Administrator, BackupsAnswer>(
        {Method::Get, "/api/backups", "Which backups and rehearsals there were, and the next"},
        [&](const Administrator&, const web::Request&) { return answer_of(backups, scheduler); });
    doors.write<Administrator, Nothing, Nothing>(
        {Method::Post, "/api/backups", "A backup now", {409}, 202}, Fresh::NotNeeded,
        [&](const Administrator&, const Nothing&, const web::Request&, const Uuid&) {
            if (!backups.is_set_up()) throw Refusal::conflict("backups.not_set_up");
            return hastening(scheduler, jobs::backup);
        });
    doors.write<Administrator, Nothing, Nothing>(
        {Method::Post, "/api/backups/rehearsals", "Rehearse a restore now", {}, 202},
        Fresh::NotNeeded,
        [&](const Administrator&, const Nothing&, const web::Request&, const Uuid&) {
            return hastening(scheduler, jobs::rehearsal);
        });
}

}  // namespace breather
