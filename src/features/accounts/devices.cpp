#include "features/accounts/devices.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/refusal.h"
#include "features/accounts/day_id.h"

namespace breather::accounts {
namespace {

storage::Place name_place(const WayId& way) {
    return {.table = "way_in", .column = "name", .row = way.view()};
}

std::string day_text(Instant instant) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(instant));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return text.data();
}

/// A visit goes by the beginning of its token's hash, which leads nobody back to the token.
Uuid visit_id(const Session& session) {
    Uuid id;
    std::copy_n(session.token_hash.begin(), id.bytes.size(), id.bytes.begin());
    return id;
}

}  // namespace

storage::Sealed seal_device_name(const storage::RecordKey& key, WayId way, const DeviceName& name) {
    return key.seal(name_place(way), name.view());
}

DeviceName open_device_name(const storage::RecordKey& key, WayId way,
                            const storage::Sealed& sealed) {
    return DeviceName(key.open(name_place(way), sealed));
}

DevicesAnswer Devices::list(const Self& self, storage::Reader& reader) const {
    const auto key = self.key();
    DevicesAnswer answer;
    for (const auto& row : store::list_devices(reader, self.org(), self.person())) {
        const auto name = row.name ? open_device_name(key, row.way_id, *row.name) : DeviceName();
        const auto added = day_of(row.way_id.uuid);
        answer.devices.push_back({row.way_id.uuid, DeviceKind::Device, name.str(),
                                  self.keep() == Keep::Own && self.way() == row.way_id,
                                  day_text(added), day_text(row.used_at.value_or(added))});
    }
    for (const auto& visit : list_visits(self, reader)) {
        answer.devices.push_back({visit_id(visit), DeviceKind::Visit, "", self.asks_by(visit),
                                  day_text(visit.started_at), day_text(visit.seen_at)});
    }
    return answer;
}

DevicesAnswer Devices::rename(const Self& self, const Uuid& id, const DeviceName& name,
                              const Asked& asked) {
    const WayId way{id};
    const auto sealed = seal_device_name(self.key(), way, name);
    return perform(self, asked, [&](storage::Transaction& tx) {
        if (store::name_device(tx, self.org(), self.person(), way, sealed) == 0)
            throw Refusal::not_found("accounts.device");
    });
}

DevicesAnswer Devices::remove(const Self& self, const Uuid& id, const Asked& asked) {
    return perform(self, asked, [&](storage::Transaction& tx) {
        const auto way = store::find_way_of(tx, self.org(), self.person(), WayId{id});
        if (way && way->kind == WayKind::Device) {
            store::refuse_last_way(tx, self.org(), self.person());
            return store::remove_way(tx, self.org(), self.person(), way->way_id);
        }
        for (const auto& visit : list_visits(self, tx)) {
            if (visit_id(visit) == id) return store::remove_session(tx, visit.token_hash);
        }
        throw Refusal::not_found("accounts.device");
    });
}

std::vector<Session> Devices::list_visits(const Self& self, storage::Reader& reader) const {
    const auto now = parts_.clock.now();
    const auto devices = store::list_devices(reader, self.org(), self.person());
    auto visits = store::list_sessions(reader, self.org(), self.person());
    std::erase_if(visits, [&](const Session& session) {
        const bool own = session.keep == Keep::Own &&
                         std::any_of(devices.begin(), devices.end(), [&](const auto& device) {
                             return device.way_id == session.way_id;
                         });
        return own || session.row_ends() <= now || session.dated_ahead(now);
    });
    return visits;
}

DevicesAnswer Devices::perform(const Self& self, const Asked& asked,
                               const std::function<void(storage::Transaction&)>& apply) {
    parts_.database.write_now([&](storage::Transaction& tx) {
        if (Doors::begin(tx, asked.mark) == storage::Attempt::Fresh) apply(tx);
    });
    parts_.sessions.forget(self.person());
    return parts_.database.read_now([&](storage::Reader& reader) { return list(self, reader); });
}

}  // namespace breather::accounts
