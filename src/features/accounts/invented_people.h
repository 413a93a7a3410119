// People of a demo: rows and a record key as everybody has, and no way in. Their vault was made of
// chance and opens for nobody, so nobody can sign in as them. Only the demo makes them.
#pragma once
#include "features/accounts/accounts_service.h"

namespace breather::accounts {

struct InventedPerson {
    Name name;
    Language language{};
    Instant joined{};
    /// What else is kept with them, in the same write; prepared with their key.
    std::function<std::function<void(storage::Transaction&)>(const storage::RecordKey&)> also;
};

class InventedPeople {
  public:
    explicit InventedPeople(const AccountsService::Parts& parts) : parts_(parts) {}

    /// Keys first, then all rows in one write. Waits for the disk.
    void join(const organisations::Organisation& organisation,
              const std::vector<InventedPerson>& people);

  private:
    AccountsService::Parts parts_;
};

}  // namespace breather::accounts
