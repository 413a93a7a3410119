// What somebody who is signed in can see and change about their own account: settings, ways in,
// what is kept.
#pragma once
#include "features/accounts/accounts_service.h"
#include "features/accounts/doors.h"
#include "features/accounts/personal_room.h"

namespace breather::accounts {

class SelfService {
  public:
    explicit SelfService(const AccountsService::Parts& parts) : parts_(parts) {}

    Me me(const Self& self, storage::Reader& reader, Language language) const;

    /// What is given replaces, the rest stays; also when two windows change different things at
    /// once.
    Settings change_settings(const Self& self, const Settings& newer, const Asked& asked);

    /// Each waits for the disk. A way that goes takes the sessions with it that came in through it,
    /// but for the one that asks while its way is replaced.
    WaysAnswer set_passphrase(const Self& self, const NewPassphrase& passphrase,
                              const Asked& asked);
    /// Refuses: conflict "accounts.device_taken" (the code was used before).
    WaysAnswer set_code(const Self& self, const NewWay& code, const Asked& asked);
    /// From now on this is an own device. Refuses: conflict "accounts.device_taken",
    /// "accounts.too_many_devices".
    WaysAnswer add_device(const Self& self, const NewDevice& device, const Asked& asked);
    /// Refuses: not_found, conflict "accounts.last_way", "accounts.lock_needs_card".
    WaysAnswer remove_way(const Self& self, WayId way, const Asked& asked);

    /// The mark of this person's device, for its cookie.
    KnownDevice mark_device(const Self& self, const Browser& browser) const;
    /// The same without this person; nothing where nobody is left.
    std::optional<KnownDevice> unmark_device(const Self& self, const Browser& browser) const;

    KeptAnswer kept(const Self& self, storage::Reader& reader,
                    const std::vector<PersonalRoom>& rooms) const;

  private:
    Hash name_hash(const Self& self) const;
    WaysAnswer ways(storage::Reader& reader, const Session& session) const;
    WaysAnswer replace_single(const Self& self, const store::WayRow& way,
                              const std::optional<Hash>& lookup, const Asked& asked);
    WaysAnswer perform(const Asked& asked, const std::function<void(storage::Transaction&)>& apply);
    store::WayRow row_of(const Self& self, const NewWay& way, WayKind kind) const;

    AccountsService::Parts parts_;
};

}  // namespace breather::accounts
