#include "engines/storage/idempotency.h"

#include "base/refusal.h"

namespace breather::storage {
namespace {

constexpr Statement leave_mark{"leave_mark", R"sql(
    insert into idempotency (org_id, person_id, key, body_hash, made_at)
    values ($1, $2, $3, $4, $5)
    on conflict (org_id, person_id, key) do nothing)sql"};
constexpr Statement find_mark{"find_mark", R"sql(
    select body_hash from idempotency where org_id = $1 and person_id = $2 and key = $3)sql"};
constexpr Statement sweep_marks{"sweep_marks", R"sql(
    delete from idempotency where (org_id, person_id, key) in (
        select org_id, person_id, key from idempotency where made_at < $1 order by made_at limit $2))sql"};
constexpr Statement erase_marks{"erase_marks", R"sql(
    delete from idempotency where org_id = $1 and person_id = $2)sql"};
constexpr Statement count_marks{"count_marks", R"sql(
    select cast(count(*) as bigint) as writes, min(made_at) as first_at, max(made_at) as last_at
    from idempotency where org_id = $1 and person_id = $2)sql"};

}  // namespace

Attempt check_idempotency(Transaction& tx, const IdempotencyMark& mark) {
    // Only the day: a log of when somebody wrote is nobody's to keep.
    const Instant day = std::chrono::floor<std::chrono::days>(mark.made_at);
    const auto fresh = tx.run(leave_mark, mark.org, mark.person, mark.key, mark.body_hash, day);
    if (fresh == 1) return Attempt::Fresh;
    const auto kept = tx.find<Bytes>(find_mark, mark.org, mark.person, mark.key);
    if (*kept != mark.body_hash) throw Refusal::invalid("idempotency.other_body");
    return Attempt::Replay;
}

std::int64_t sweep_idempotency(Transaction& tx, Instant now, std::int64_t count_max) {
    return tx.run(sweep_marks, now - idempotency_kept, count_max);
}

RememberedWrites remembered_writes(Reader& reader, OrgId org, PersonId person) {
    return reader.find<RememberedWrites>(count_marks, org, person).value();
}

void erase_idempotency(Transaction& tx, OrgId org, PersonId person) {
    tx.run(erase_marks, org, person);
}

}  // namespace breather::storage
