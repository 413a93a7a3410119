#include "features/accounts/sessions.h"

#include <cstring>

#include "base/refusal.h"
#include "features/accounts/accounts_store.h"

namespace breather::accounts {
namespace {

constexpr std::chrono::days look_at_all_after{1};

Refusal session_ended() { return Refusal::not_signed_in("accounts.session_ended"); }

}  // namespace

std::size_t Sessions::HashOfHash::operator()(const Hash& hash) const noexcept {
    std::size_t start;  // a keyed hash: any part of it is as good as random
    std::memcpy(&start, hash.data(), sizeof start);
    return start;
}

std::optional<Sessions::Use> Sessions::use_kept(const Hash& token_hash) {
    const auto now = clock_.now();
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(token_hash);
    if (found == kept_.end()) return {};
    const auto kept = found->second;
    if (kept->session.ended(now)) {
        erase(kept);
        throw session_ended();
    }
    by_use_.splice(by_use_.end(), by_use_, kept);
    return use(*kept, now);
}

void Sessions::use_stored(const Hash& token_hash, Then then) {
    std::uint64_t as_of;
    {
        const std::lock_guard lock(mutex_);
        as_of = forgotten_;
    }
    const auto found = std::make_shared<std::optional<Session>>();
    database_.read(
        [found, token_hash](storage::Reader& reader) {
            *found = store::find_session(reader, token_hash);
        },
        [this, found, as_of, then = std::move(then)](std::exception_ptr fault) {
            if (fault) return then(fault, {});
            const auto now = clock_.now();
            if (!*found || (*found)->ended(now))
                return then(std::make_exception_ptr(session_ended()), {});
            Kept fresh{**found, (*found)->seen_at};
            const auto used = use(fresh, now);
            keep(fresh, as_of);
            then(nullptr, used);
        });
}

Sessions::Use Sessions::use(Kept& kept, Instant now) {
    auto& session = kept.session;
    session.seen_at = std::max(session.seen_at, now);
    if (now - kept.written_at < session.unwritten_max()) return {session, false};
    kept.written_at = now;
    // Nobody waits for this write: lost with a crash, it is made again at the next use.
    database_.write([used = session](storage::Transaction& tx) { store::touch_session(tx, used); },
                    [](std::exception_ptr) {});
    return {session, session.keep == Keep::Own};
}

void Sessions::keep(const Kept& fresh, std::uint64_t as_of) {
    const std::lock_guard lock(mutex_);
    if (kept_max_ == 0 || as_of != forgotten_ || kept_.contains(fresh.session.token_hash)) return;
    if (kept_.size() >= kept_max_) erase(by_use_.begin());
    by_use_.push_back(fresh);
    kept_.emplace(fresh.session.token_hash, std::prev(by_use_.end()));
}

void Sessions::forget(const Hash& token_hash) {
    listeners_.end_from(token_hash);
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    if (const auto found = kept_.find(token_hash); found != kept_.end()) erase(found->second);
}

void Sessions::forget(PersonId person) {
    listeners_.end(person.uuid);
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    for (auto each = by_use_.begin(); each != by_use_.end();) {
        const auto next = std::next(each);
        if (each->session.person_id == person) erase(each);
        each = next;
    }
}

void Sessions::end_dated_ahead() {
    const auto now = clock_.now();
    const bool went_back = looked_at_ && now < *looked_at_;
    looked_at_ = now;
    if (!went_back && looked_at_all_ && now - *looked_at_all_ < look_at_all_after) return;
    looked_at_all_ = now;
    const auto ended = database_.write_now(
        [now](storage::Transaction& tx) { return store::end_sessions_dated_ahead(tx, now); });
    if (ended == 0) return;
    const std::lock_guard lock(mutex_);
    ++forgotten_;
    kept_.clear();
    by_use_.clear();
}

void Sessions::erase(List::iterator kept) {
    kept_.erase(kept->session.token_hash);
    by_use_.erase(kept);
}

std::size_t Sessions::count_kept() const {
    const std::lock_guard lock(mutex_);
    return kept_.size();
}

}  // namespace breather::accounts
