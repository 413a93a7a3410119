// The only SQL of the scheduler.
#pragma once
#include <vector>

#include "engines/scheduler/job.h"
#include "engines/storage/database.h"

namespace breather::scheduler::store {

/// A claim: whose it is, and at which try. Somebody else's later try is another claim.
struct Holder {
    Uuid by;
    JobId job;
    std::int64_t tries;
};

/// False: that kind and key stand there already.
bool add(storage::Transaction& tx, JobId id, const Planned& planned);
/// A repeating job that would come later than `at`, because a clock was ahead, comes then.
void pull(storage::Transaction& tx, std::string_view kind, std::string_view key, Instant at);
/// The last instant a repeating job was done for, if it ever was.
std::optional<Instant> find_done_for(storage::Reader& reader, std::string_view kind,
                                     std::string_view key);
/// Nobody's claim runs longer than until `at`.
void shorten_claims(storage::Transaction& tx, std::string_view kind, Instant at);

std::optional<Instant> find_next_due(storage::Reader& reader, std::string_view kind);
std::vector<Claimed> claim(storage::Transaction& tx, Uuid by, std::string_view kind, Instant now,
                           Instant until, std::int64_t count);

// Each says false when the claim is not ours any more.
bool extend(storage::Transaction& tx, const Holder& holder, Instant until);
bool finish(storage::Transaction& tx, const Holder& holder, Instant forget_at);
bool finish_until(storage::Transaction& tx, const Holder& holder, Instant next);
bool try_again(storage::Transaction& tx, const Holder& holder, Instant at, Instant now,
               std::string_view why);
bool give_up(storage::Transaction& tx, const Holder& holder, Instant now, std::string_view why);
bool give_up_until(storage::Transaction& tx, const Holder& holder, Instant next, Instant now,
                   std::string_view why);

std::vector<Failure> list_failures(storage::Reader& reader, std::int64_t count);
bool retry(storage::Transaction& tx, JobId job, Instant now);
std::int64_t forget_done(storage::Transaction& tx, Instant now);

}  // namespace breather::scheduler::store
