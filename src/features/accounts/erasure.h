// Forgetting a person, whole. The tombstone comes first and the key goes with it: from then on
// nothing opens, in no backup either. Then every room's rows go in one write, and from the journal.
// What a full disk leaves half done is tried again each minute, what a crash leaves at the start.
//
//     alive → buried (tombstone written, key gone) → rows gone → finished (the tombstone stays)
#pragma once
#include <vector>

#include "engines/storage/keys.h"
#include "features/accounts/personal_room.h"
#include "features/accounts/sessions.h"

namespace breather::accounts {

class Erasure {
  public:
    Erasure(storage::Database& database, storage::Keys& keys, Sessions& sessions,
            const Clock& clock, std::vector<PersonalRoom> rooms)
        : database_(database),
          keys_(keys),
          sessions_(sessions),
          clock_(clock),
          rooms_(std::move(rooms)) {}

    /// Waits for the disk several times. Erasing twice is the same as once.
    void erase(OrgId org, PersonId person);

    /// Erasures that stopped half-way, because the disk was full or the power went: once more.
    void finish_burials();

    /// At start, before anybody is let in: finishes burials, forgets again whom a restored backup
    /// brought back, and settles keys whose account was half made. Where other servers may be
    /// taking somebody in at this moment, a key without an account waits until its day is long
    /// over.
    void finish_what_was_begun();

  private:
    bool may_be_joining(PersonId person) const;
    void erase_rows(OrgId org, PersonId person);

    storage::Database& database_;
    storage::Keys& keys_;
    Sessions& sessions_;
    const Clock& clock_;
    std::vector<PersonalRoom> rooms_;
};

}  // namespace breather::accounts
