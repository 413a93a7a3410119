// Where an account is open: the person's own devices, and visits, which are the sessions that stand
// on no own device of their own. Either can be signed out from any other.
#pragma once
#include "features/accounts/accounts_service.h"
#include "features/accounts/doors.h"

namespace breather::accounts {

enum class DeviceKind { Device, Visit };
BOOST_DESCRIBE_ENUM(DeviceKind, Device, Visit)

/// `name` is empty when it was never given; a visit has none. Days are "2026-11-20".
struct DeviceAnswer {
    Uuid id;
    DeviceKind kind{};
    std::string name;
    bool this_one = false;
    std::string added_on;
    std::string used_on;
};
BOOST_DESCRIBE_STRUCT(DeviceAnswer, (), (id, kind, name, this_one, added_on, used_on))

struct DevicesAnswer {
    std::vector<DeviceAnswer> devices;
};
BOOST_DESCRIBE_STRUCT(DevicesAnswer, (), (devices))

struct DeviceNameAsk {
    DeviceName name;
};
BOOST_DESCRIBE_STRUCT(DeviceNameAsk, (), (name))

storage::Sealed seal_device_name(const storage::RecordKey& key, WayId way, const DeviceName& name);
DeviceName open_device_name(const storage::RecordKey& key, WayId way,
                            const storage::Sealed& sealed);

class Devices {
  public:
    explicit Devices(const AccountsService::Parts& parts) : parts_(parts) {}

    DevicesAnswer list(const Self& self, storage::Reader& reader) const;

    /// Refuses: not_found "accounts.device", also for a visit.
    DevicesAnswer rename(const Self& self, const Uuid& id, const DeviceName& name,
                         const Asked& asked);
    /// Signs it out from afar: a device goes with every session that stands on it. Refuses:
    /// not_found "accounts.device", conflict "accounts.last_way".
    DevicesAnswer remove(const Self& self, const Uuid& id, const Asked& asked);

  private:
    std::vector<Session> list_visits(const Self& self, storage::Reader& reader) const;
    DevicesAnswer perform(const Self& self, const Asked& asked,
                          const std::function<void(storage::Transaction&)>& apply);

    AccountsService::Parts parts_;
};

}  // namespace breather::accounts
