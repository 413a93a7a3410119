// What every room that keeps something of a person hands to the wiring: how it forgets them, and
// what it can say it keeps. Accounts never learns which rooms there are.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "engines/storage/database.h"
#include "features/accounts/messages.h"
#include "features/accounts/self.h"

namespace breather::accounts {

struct PersonalRoom {
    std::string name;
    /// Removes every row of the person. Runs in one write with all other rooms, and may run again.
    std::function<void(storage::Transaction&, OrgId, PersonId)> erase;
    /// Everything the server itself can read about them; of what is sealed in the browser, how much
    /// there is.
    std::function<std::vector<KeptTable>(const Self&, storage::Reader&)> kept;
};

}  // namespace breather::accounts
