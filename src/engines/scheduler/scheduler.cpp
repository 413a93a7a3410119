#include "engines/scheduler/scheduler.h"

#include <algorithm>

#include "base/log.h"
#include "base/refusal.h"

namespace breather::scheduler {
namespace {

constexpr std::size_t why_max = 300;
constexpr std::size_t payload_max = 400;
constexpr std::int64_t failures_max = 100;
constexpr std::int64_t doublings_max = 9;  // a pause of eight hours and a half

std::string shortened(const std::string& why) {
    std::string cut = why.substr(0, why_max);
    while (!cut.empty() && !is_utf8(cut)) cut.pop_back();
    return cut.empty() ? "unknown" : cut;
}

}  // namespace

Scheduler::Scheduler(storage::Database& database, const Clock& clock, Random& random,
                     Options options)
    : database_(database),
      clock_(clock),
      random_(random),
      options_(options),
      me_(uuid_v7(clock, random)),
      last_seen_(clock.now()) {}

void Scheduler::add(Kind kind) {
    for (const auto& known : kinds_) ensure(known->name != kind.name, "a kind has one worker");
    kinds_.push_back(std::make_unique<Kind>(std::move(kind)));
}

void Scheduler::open() {
    const Instant now = clock_.now();
    std::vector<std::pair<JobId, Planned>> all;
    for (const auto& kind : kinds_)
        if (kind->rule)
            all.push_back(
                {JobId::make(clock_, random_), {kind->name, {}, {}, next_after(*kind->rule, now)}});
    database_.write_now([&](storage::Transaction& tx) {
        for (const auto& [id, planned] : all) store::add(tx, id, planned);
    });
    put_right();
}

/// A clock that ran ahead left jobs and claims in a future that may be far away.
void Scheduler::put_right() {
    const Instant now = clock_.now();
    database_.write_now([&](storage::Transaction& tx) {
        for (const auto& kind : kinds_) {
            store::shorten_claims(tx, kind->name, now + options_.claim_time);
            if (!kind->rule) continue;
            const auto done_for = store::find_done_for(tx, kind->name, {});
            const Instant next = next_after(*kind->rule, now);
            // Done early by a clock that was ahead: not again. Done for a time further ahead than
            // that: then the work would rest until the right clock comes there, perhaps for years.
            const bool early = done_for && *done_for > now && *done_for <= next;
            store::pull(tx, kind->name, {}, early ? next_after(*kind->rule, *done_for) : next);
        }
    });
}

void Scheduler::put_right_if_the_clock_went_back() {
    const Instant now = clock_.now();
    {
        const std::lock_guard lock(mutex_);
        if (now >= std::exchange(last_seen_, now)) return;
    }
    log::warning("clock_went_back");
    put_right();
}

bool Scheduler::plan(storage::Transaction& tx, const Planned& planned) {
    ensure(planned.payload.size() <= payload_max, "a payload is a few ids");
    return store::add(tx, JobId::make(clock_, random_), planned);
}

void Scheduler::hasten(storage::Transaction& tx, std::string_view kind) {
    store::pull(tx, kind, {}, clock_.now());
}

void Scheduler::hasten(std::string_view kind) {
    database_.write_now([&](storage::Transaction& tx) { hasten(tx, kind); });
    hurry();
}

void Scheduler::hurry() {
    const std::lock_guard lock(mutex_);
    if (hurry_) hurry_();
}

void Scheduler::on_hurry(std::function<void()> listener) {
    const std::lock_guard lock(mutex_);
    hurry_ = std::move(listener);
}

std::optional<Instant> Scheduler::next_due(std::string_view kind) {
    return database_.read_now(
        [&](storage::Reader& reader) { return store::find_next_due(reader, kind); });
}

std::optional<Instant> Scheduler::next_due(Lane lane) {
    return database_.read_now([&](storage::Reader& reader) {
        std::optional<Instant> first;
        for (const auto& kind : kinds_) {
            if (kind->lane != lane) continue;
            const auto due = store::find_next_due(reader, kind->name);
            if (due && (!first || *due < *first)) first = due;
        }
        return first;
    });
}

std::size_t Scheduler::run_due(Lane lane, std::stop_token stop) {
    put_right_if_the_clock_went_back();
    std::size_t count = 0;
    for (bool more = true; more;) {
        more = false;
        // One batch of each kind in turn: a kind with much to do does not keep the others waiting.
        for (const auto& kind : kinds_) {
            if (kind->lane != lane || stop.stop_requested()) continue;
            const Instant now = clock_.now();
            const auto due = database_.read_now(
                [&](storage::Reader& reader) { return store::find_next_due(reader, kind->name); });
            if (!due || *due > now) continue;
            for (const Claimed& claimed : claim(*kind, now)) {
                run_one(*kind, claimed, stop);
                ++count;
                more = true;
            }
        }
    }
    return count;
}

std::vector<Claimed> Scheduler::claim(const Kind& kind, Instant now) {
    // Slow work one by one: what waits behind it is better taken by another server.
    const std::int64_t count = kind.lane == Lane::Slow ? 1 : options_.batch_max;
    auto claimed = database_.write_now([&](storage::Transaction& tx) {
        return store::claim(tx, me_, kind.name, now, now + options_.claim_time, count);
    });
    std::sort(claimed.begin(), claimed.end(), [](const Claimed& left, const Claimed& right) {
        return left.planned_for < right.planned_for;
    });
    const std::lock_guard lock(mutex_);
    for (const Claimed& one : claimed) running_.push_back(holder(one));
    return claimed;
}

void Scheduler::run_one(const Kind& kind, const Claimed& claimed, const std::stop_token& stop) {
    Task task(*this, kind, claimed, stop);
    std::optional<std::string> why;
    if (claimed.tries > kind.tries_max) {
        // It never failed and never finished: whoever worked on it ended each time.
        why = "the server stopped each time while this was being done";
    } else {
        try {
            kind.work(task);
        } catch (const std::exception& error) {
            why = error.what();
        }
    }
    try {
        if (why)
            note_failure(kind, claimed, *why);
        else if (!task.finished_ && !database_.write_now([&](storage::Transaction& tx) {
                     return finish(tx, kind, claimed);
                 }))
            log::warning("job_taken_over", {{"kind", kind.name}});
    } catch (const std::exception& error) {
        // Its claim runs out, and it is tried again.
        log::warning("job_not_noted", {{"kind", kind.name}, {"why", error.what()}});
    }
    const std::lock_guard lock(mutex_);
    std::erase_if(running_, [&](const auto& one) { return one.job == claimed.job_id; });
}

void Task::finish(storage::Transaction& tx) {
    if (!scheduler_.finish(tx, kind_, claimed_)) throw TakenOver();
    finished_ = true;
}

bool Scheduler::finish(storage::Transaction& tx, const Kind& kind, const Claimed& claimed) {
    if (kind.rule)
        return store::finish_until(tx, holder(claimed), next_of(kind, claimed.planned_for));
    return store::finish(tx, holder(claimed), clock_.now() + options_.done_kept);
}

void Scheduler::note_failure(const Kind& kind, const Claimed& claimed, const std::string& why) {
    log::warning("job_failed", {{"kind", kind.name}, {"tries", claimed.tries}, {"why", why}});
    const Instant now = clock_.now();
    const auto doublings = std::min(claimed.tries - 1, doublings_max);
    const Instant again = now + options_.first_pause * (std::int64_t{1} << doublings);
    const bool last = claimed.tries >= kind.tries_max;
    const std::string says = shortened(why);
    database_.write_now([&](storage::Transaction& tx) {
        if (!last)
            store::try_again(tx, holder(claimed), again, now, says);
        else if (kind.rule)
            store::give_up_until(tx, holder(claimed), next_of(kind, claimed.planned_for), now,
                                 says);
        else
            store::give_up(tx, holder(claimed), now, says);
    });
}

/// However late it was done, or early by a clock that was ahead: each instant of the rule once.
Instant Scheduler::next_of(const Kind& kind, Instant planned_for) const {
    return next_after(*kind.rule, std::max(clock_.now(), planned_for));
}

store::Holder Scheduler::holder(const Claimed& claimed) const {
    return {me_, claimed.job_id, claimed.tries};
}

void Scheduler::keep_claims() {
    std::vector<store::Holder> running;
    {
        const std::lock_guard lock(mutex_);
        running = running_;
    }
    if (running.empty()) return;
    const Instant until = clock_.now() + options_.claim_time;
    database_.write_now([&](storage::Transaction& tx) {
        for (const auto& one : running) store::extend(tx, one, until);
    });
}

std::vector<Failure> Scheduler::list_failures() {
    return database_.read_now(
        [](storage::Reader& reader) { return store::list_failures(reader, failures_max); });
}

void Scheduler::retry(JobId job) {
    const Instant now = clock_.now();
    if (!database_.write_now([&](storage::Transaction& tx) { return store::retry(tx, job, now); }))
        throw Refusal::not_found("scheduler.job");
}

void Scheduler::sweep() {
    const Instant now = clock_.now();
    while (database_.write_now(
               [&](storage::Transaction& tx) { return store::forget_done(tx, now); }) > 0) {
    }
}

}  // namespace breather::scheduler
