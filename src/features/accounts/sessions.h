// Who is signed in, kept in memory in front of the store: bounded, and forgotten at once when a
// session is ended. Uses are written seldom; what is not in memory is looked up. Where several
// servers share the database nothing is kept: each request looks, since any of them may end it.
#pragma once
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "engines/storage/database.h"
#include "engines/web/listeners.h"
#include "features/accounts/session.h"

namespace breather::accounts {

class Sessions {
  public:
    static constexpr std::size_t kept_max = 20'000;

    Sessions(storage::Database& database, const Clock& clock, std::size_t kept = kept_max)
        : database_(database), clock_(clock), kept_max_(database.is_shared() ? 0 : kept) {}

    struct Use {
        Session session;
        bool renewed = false;  // of an own device: its cookie may live longer from now on
    };

    /// The session from memory, used now. Nothing where it is not in memory.
    /// Refuses: not_signed_in "accounts.session_ended".
    std::optional<Use> use_kept(const Hash& token_hash);

    /// The same from the store; `then` hears either a fault (refusal as above, also for an unknown
    /// token) or the use.
    using Then = std::function<void(std::exception_ptr, Use)>;
    void use_stored(const Hash& token_hash, Then then);

    /// Pages that stay to hear of changes; they end with their session.
    web::Listeners& listeners() { return listeners_; }

    /// After the end was committed: this session, or all of a person's.
    void forget(const Hash& token_hash);
    void forget(PersonId person);

    /// Signs out whoever is dated after now by more than a session lasts: the clock was ahead, and
    /// went back. Looks at every row, so it does so after a start, after a step back and once a
    /// day; else it only compares two times. For one thread, from time to time.
    void end_dated_ahead();

    std::size_t count_kept() const;

  private:
    struct Kept {
        Session session;
        Instant written_at;  // how `seen_at` stands in the store
    };
    struct HashOfHash {
        std::size_t operator()(const Hash& hash) const noexcept;
    };
    using List = std::list<Kept>;

    Use use(Kept& kept, Instant now);
    void keep(const Kept& fresh, std::uint64_t as_of);
    void erase(List::iterator kept);

    storage::Database& database_;
    const Clock& clock_;
    std::optional<Instant> looked_at_, looked_at_all_;  // by end_dated_ahead
    std::size_t kept_max_;
    mutable std::mutex mutex_;
    List by_use_;  // the one used longest ago comes first
    std::unordered_map<Hash, List::iterator, HashOfHash> kept_;
    web::Listeners listeners_;
    std::uint64_t forgotten_ =
        0;  // grows with each forget: what was read before it is not kept after it
};

}  // namespace breather::accounts
