// Every look of staff at a person's record is written down where that person can read it. Whoever
// reads a record must hold a `Seen`, and the only way to one is to write the look into the same
// transaction: there is no route around it and no switch.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <vector>

#include "engines/ledger/ledger.h"
#include "engines/storage/sealed.h"
#include "features/staff/seat.h"

namespace breather::audit {

/// As the person reads it: the day, who, in which role, at what.
struct Look {
    Instant on{};
    std::string who;
    staff::Role role{};
    std::string what;  // a word for words files: "shared_entry"
};
BOOST_DESCRIBE_STRUCT(Look, (), (on, who, role, what))

/// Proof that this look was written down.
class Seen {
    friend class Looks;
    Seen() = default;
};

class Looks {
  public:
    Looks(const ledger::Ledger& ledger, const Clock& clock, Random& random)
        : ledger_(ledger), clock_(clock), random_(random) {}

    /// Prepared before the write is queued; runs in it, together with the look itself. `who`: the
    /// name the person knows them by.
    std::function<Seen(storage::Transaction&)> noting(const staff::Staff& by, staff::Role role,
                                                      std::string who, std::string what,
                                                      const storage::RecordKey& whose) const;

    /// The newest first, five hundred at most; `count` says how many there are.
    static std::vector<Look> list(storage::Reader& reader, const storage::RecordKey& mine);

    static std::int64_t count(storage::Reader& reader, const storage::RecordKey& mine);
    /// The rows stay in the chain; nobody can tell any more whose they were.
    static void erase(storage::Transaction& tx, OrgId org, PersonId person);

  private:
    const ledger::Ledger& ledger_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace breather::audit
