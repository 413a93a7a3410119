// Every address of this room, on one screen.
#pragma once
#include <vector>

#include "features/accounts/devices.h"
#include "features/accounts/erasure.h"
#include "features/accounts/links.h"
#include "features/accounts/locks.h"
#include "features/accounts/passphrase_desk.h"
#include "features/accounts/self_service.h"

namespace breather::accounts {

struct RouteParts {
    AccountsService& accounts;
    SelfService& self;
    Devices& devices;
    Links& links;
    Locks& locks;
    PassphraseDesk& passphrases;
    Erasure& erasure;
    const std::vector<PersonalRoom>& rooms;
    storage::Database& database;
    Uuid instance;
};

/// What is named in `parts` outlives the doors' router.
void add_routes(Doors& doors, const RouteParts& parts);

}  // namespace breather::accounts
