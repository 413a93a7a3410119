// Forgetting a person, whole. The tombstone comes first and the key goes with it: from then on
// nothing opens, in no backup either. Then every room's rows go in one write. What a crash leaves
// half done is finished at the next start.
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
            std::vector<PersonalRoom> rooms)
        : database_(database), keys_(keys), sessions_(sessions), rooms_(std::move(rooms)) {}

    /// Waits for the disk three times. Erasing twice is the same as once.
    void erase(OrgId org, PersonId person);

    /// At start, before anybody is let in: finishes burials, and settles keys whose account was
    /// half made.
    void finish_what_was_begun();

  private:
    void erase_rows(OrgId org, PersonId person);

    storage::Database& database_;
    storage::Keys& keys_;
    Sessions& sessions_;
    std::vector<PersonalRoom> rooms_;
};

}  // namespace breather::accounts
