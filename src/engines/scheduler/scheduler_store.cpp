#include "engines/scheduler/scheduler_store.h"

namespace breather::scheduler::store {
namespace {

using storage::Statement;

constexpr Statement add_job{"scheduler.add", R"sql(
    insert into job (job_id, kind, key, payload, state, planned_for, due_at, tries)
    values ($1, $2, $3, $4, 'waiting', $5, $5, 0)
    on conflict (kind, key) do nothing)sql"};
constexpr Statement pull_job{"scheduler.pull", R"sql(
    update job set due_at = $3, planned_for = $3
    where kind = $1 and key = $2 and state = 'waiting' and due_at > $3)sql"};
constexpr Statement find_done{"scheduler.find_done", R"sql(
    select done_for from job where kind = $1 and key = $2)sql"};
constexpr Statement shorten{"scheduler.shorten", R"sql(
    update job set due_at = $2 where kind = $1 and due_at > $2 and state = 'running')sql"};

constexpr Statement next_due{"scheduler.next_due", R"sql(
    select min(due_at) from job where kind = $1)sql"};
// The claim is the new due_at: a claim nobody gives back is found as anything else that is due.
constexpr Statement claim_jobs{"scheduler.claim", R"sql(
    update job set state = 'running', held_by = $1, tries = tries + 1, due_at = $4
    where job_id in (
        select job_id from job where kind = $2 and due_at <= $3
        order by due_at limit $5 {skip_locked})
    returning job_id, key, payload, planned_for, tries)sql"};

constexpr Statement extend_claim{"scheduler.extend", R"sql(
    update job set due_at = $4 where job_id = $1 and held_by = $2 and tries = $3)sql"};
constexpr Statement finish_job{"scheduler.finish", R"sql(
    update job set state = 'done', due_at = null, held_by = null, failed_at = null, why = null,
        done_for = planned_for, forget_at = $4
    where job_id = $1 and held_by = $2 and tries = $3)sql"};
constexpr Statement finish_job_until{"scheduler.finish_until", R"sql(
    update job set state = 'waiting', due_at = $4, held_by = null, failed_at = null, why = null,
        done_for = planned_for, planned_for = $4, tries = 0
    where job_id = $1 and held_by = $2 and tries = $3)sql"};
constexpr Statement try_job_again{"scheduler.try_again", R"sql(
    update job set state = 'waiting', due_at = $4, held_by = null, failed_at = $5, why = $6
    where job_id = $1 and held_by = $2 and tries = $3)sql"};
constexpr Statement give_job_up{"scheduler.give_up", R"sql(
    update job set state = 'failed', due_at = null, held_by = null, failed_at = $4, why = $5
    where job_id = $1 and held_by = $2 and tries = $3)sql"};
constexpr Statement give_job_up_until{"scheduler.give_up_until", R"sql(
    update job set state = 'waiting', due_at = $4, held_by = null, failed_at = $5, why = $6,
        done_for = planned_for, planned_for = $4, tries = 0
    where job_id = $1 and held_by = $2 and tries = $3)sql"};

constexpr Statement list_failed{"scheduler.list_failures", R"sql(
    select job_id, kind, state, failed_at, why, due_at from job
    where failed_at is not null order by failed_at desc limit $1)sql"};
constexpr Statement retry_job{"scheduler.retry", R"sql(
    update job set state = 'waiting', due_at = $2, tries = 0
    where job_id = $1 and state = 'failed')sql"};
constexpr Statement forget_jobs{"scheduler.forget", R"sql(
    delete from job where job_id in (
        select job_id from job where forget_at <= $1 order by forget_at limit 500))sql"};

}  // namespace

bool add(storage::Transaction& tx, JobId id, const Planned& planned) {
    return tx.run(add_job, id, planned.kind, planned.key, planned.payload, planned.at) > 0;
}

void pull(storage::Transaction& tx, std::string_view kind, std::string_view key, Instant at) {
    tx.run(pull_job, kind, key, at);
}

std::optional<Instant> find_done_for(storage::Reader& reader, std::string_view kind,
                                     std::string_view key) {
    return reader.find<std::optional<Instant>>(find_done, kind, key).value_or(std::nullopt);
}

void shorten_claims(storage::Transaction& tx, std::string_view kind, Instant at) {
    tx.run(shorten, kind, at);
}

std::optional<Instant> find_next_due(storage::Reader& reader, std::string_view kind) {
    return reader.find<std::optional<Instant>>(next_due, kind).value_or(std::nullopt);
}

std::vector<Claimed> claim(storage::Transaction& tx, Uuid by, std::string_view kind, Instant now,
                           Instant until, std::int64_t count) {
    return tx.list<Claimed>(claim_jobs, by, kind, now, until, count);
}

bool extend(storage::Transaction& tx, const Holder& holder, Instant until) {
    return tx.run(extend_claim, holder.job, holder.by, holder.tries, until) > 0;
}

bool finish(storage::Transaction& tx, const Holder& holder, Instant forget_at) {
    return tx.run(finish_job, holder.job, holder.by, holder.tries, forget_at) > 0;
}

bool finish_until(storage::Transaction& tx, const Holder& holder, Instant next) {
    return tx.run(finish_job_until, holder.job, holder.by, holder.tries, next) > 0;
}

bool try_again(storage::Transaction& tx, const Holder& holder, Instant at, Instant now,
               std::string_view why) {
    return tx.run(try_job_again, holder.job, holder.by, holder.tries, at, now, why) > 0;
}

bool give_up(storage::Transaction& tx, const Holder& holder, Instant now, std::string_view why) {
    return tx.run(give_job_up, holder.job, holder.by, holder.tries, now, why) > 0;
}

bool give_up_until(storage::Transaction& tx, const Holder& holder, Instant next, Instant now,
                   std::string_view why) {
    return tx.run(give_job_up_until, holder.job, holder.by, holder.tries, next, now, why) > 0;
}

std::vector<Failure> list_failures(storage::Reader& reader, std::int64_t count) {
    return reader.list<Failure>(list_failed, count);
}

bool retry(storage::Transaction& tx, JobId job, Instant now) {
    return tx.run(retry_job, job, now) > 0;
}

std::int64_t forget_done(storage::Transaction& tx, Instant now) { return tx.run(forget_jobs, now); }

}  // namespace breather::scheduler::store
