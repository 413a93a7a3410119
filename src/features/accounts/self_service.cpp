#include "features/accounts/self_service.h"

#include "base/refusal.h"
#include "features/accounts/day_id.h"
#include "features/accounts/devices.h"
#include "features/accounts/locks_store.h"
#include "features/accounts/profile.h"

namespace breather::accounts {
namespace {

std::int64_t milliseconds(Instant instant) { return instant.time_since_epoch().count(); }

store::PersonRow get_person(const Self& self, storage::Reader& reader) {
    if (auto row = store::find_person(reader, self.org(), self.person())) return std::move(*row);
    throw Refusal::not_signed_in("accounts.session_ended");  // erased a moment ago
}

}  // namespace

Me SelfService::me(const Self& self, storage::Reader& reader, Language language) const {
    const auto row = get_person(self, reader);
    const auto key = self.key();
    Me me;
    me.person = self.person();
    me.name = open_profile(key, row.profile).name.str();
    me.settings = open_settings(key, row.settings);
    me.language = me.settings.language.value_or(Language::en_GB);
    me.organisation =
        organisations::answer_of(parts_.organisations.get(reader, self.org()), language);
    me.session.keep = self.keep();
    for (const auto& way : store::list_ways(reader, self.org(), self.person())) {
        me.ways.push_back(
            {way.way_id, way.kind, self.keep() == Keep::Own && way.way_id == self.way()});
    }
    return me;
}

Settings SelfService::change_settings(const Self& self, const Settings& newer, const Asked& asked) {
    constexpr int tries_max = 5;
    const auto key = self.key();
    const auto read = [&](storage::Reader& reader) { return get_person(self, reader).settings; };
    for (int tries = 1;; ++tries) {
        const auto before = parts_.database.read_now(read);
        auto settings = open_settings(key, before);
        settings.take(newer);
        const auto after = seal_settings(key, settings);
        try {
            return open_settings(key, parts_.database.write_now([&](storage::Transaction& tx) {
                if (Doors::begin(tx, asked.mark) == storage::Attempt::Fresh &&
                    store::replace_settings(tx, self.org(), self.person(), before, after) == 0) {
                    throw Refusal::conflict("accounts.settings_moved");
                }
                return read(tx);
            }));
        } catch (const Refusal& refusal) {
            // Another window was quicker: take its change as the ground for ours.
            if (refusal.kind != Refusal::Kind::conflict || tries == tries_max) throw;
        }
    }
}

WaysAnswer SelfService::ways(storage::Reader& reader, const Session& session) const {
    // The session's own row says which way it stands on now; it may have moved in this very write.
    const auto now = store::find_session(reader, session.token_hash);
    WaysAnswer answer;
    for (const auto& way : store::list_ways(reader, session.org_id, session.person_id)) {
        answer.ways.push_back(
            {way.way_id, way.kind, now && now->keep == Keep::Own && way.way_id == now->way_id});
    }
    return answer;
}

WaysAnswer SelfService::perform(const Asked& asked,
                                const std::function<void(storage::Transaction&)>& apply) {
    auto answer = parts_.database.write_now([&](storage::Transaction& tx) {
        if (Doors::begin(tx, asked.mark) == storage::Attempt::Fresh) apply(tx);
        return ways(tx, asked.session);
    });
    parts_.sessions.forget(asked.session.person_id);
    return answer;
}

WaysAnswer SelfService::set_passphrase(const Self& self, const NewPassphrase& passphrase,
                                       const Asked& asked) {
    return replace_single(self,
                          {self.org(),
                           self.person(),
                           day_id<WayId>(parts_.clock, parts_.random),
                           WayKind::Passphrase,
                           parts_.passphrases.make(passphrase.secret.view(), parts_.random),
                           {passphrase.wrap.bytes()},
                           passphrase.commitment.bytes(),
                           passphrase.iterations.value(),
                           {}},
                          {}, asked);
}

WaysAnswer SelfService::set_code(const Self& self, const NewWay& code, const Asked& asked) {
    return replace_single(self, row_of(self, code, WayKind::Code),
                          parts_.hashes.way(WayKind::Code, code.id), asked);
}

WaysAnswer SelfService::replace_single(const Self& self, const store::WayRow& way,
                                       const std::optional<Hash>& lookup, const Asked& asked) {
    return perform(asked, [&](storage::Transaction& tx) {
        if (lookup && store::find_way(tx, *lookup))
            throw Refusal::conflict("accounts.device_taken");
        auto session = store::find_session(tx, asked.session.token_hash);
        const auto all = store::list_ways(tx, self.org(), self.person());
        const auto old = std::find_if(all.begin(), all.end(),
                                      [&](const auto& each) { return each.kind == way.kind; });
        const bool mine = session && old != all.end() && session->way_id == old->way_id;
        if (old != all.end()) store::remove_way(tx, self.org(), self.person(), old->way_id);
        store::add_way(tx, way, lookup);
        if (mine) {
            session->way_id = way.way_id;
            store::add_session(tx, *session);
        }
    });
}

WaysAnswer SelfService::add_device(const Self& self, const NewDevice& device, const Asked& asked) {
    const auto way = row_of(self, device, WayKind::Device);
    const auto name = seal_device_name(self.key(), way.way_id, device.name.value_or(DeviceName()));
    const auto lookup = parts_.hashes.way(WayKind::Device, device.id);
    const auto now = parts_.clock.now();
    return perform(asked, [&](storage::Transaction& tx) {
        if (store::find_way(tx, lookup)) throw Refusal::conflict("accounts.device_taken");
        store::refuse_too_many_devices(tx, self.org(), self.person());
        store::add_way(tx, way, lookup);
        store::name_device(tx, self.org(), self.person(), way.way_id, name);
        auto session = asked.session;
        session.way_id = way.way_id;
        session.keep = Keep::Own;
        session.seen_at = now;
        store::change_session(tx, session);
    });
}

WaysAnswer SelfService::remove_way(const Self& self, WayId way, const Asked& asked) {
    return perform(asked, [&](storage::Transaction& tx) {
        if (!store::find_way_of(tx, self.org(), self.person(), way))
            throw Refusal::not_found("accounts.way");
        store::refuse_last_way(tx, self.org(), self.person());
        store::remove_way(tx, self.org(), self.person(), way);
        if (store::has_lock(tx, self.org(), self.person()))
            store::refuse_without_paper(tx, self.org(), self.person());
    });
}

Hash SelfService::name_hash(const Self& self) const {
    const auto row =
        parts_.database.read_now([&](storage::Reader& reader) { return get_person(self, reader); });
    return parts_.hashes.name(open_profile(self.key(), row.profile).name.view());
}

KnownDevice SelfService::mark_device(const Self& self, const Browser& browser) const {
    auto device = browser.device ? *browser.device : KnownDevice::make(parts_.random);
    device.mark(parts_.hashes.known_devices(), name_hash(self));
    return device;
}

std::optional<KnownDevice> SelfService::unmark_device(const Self& self,
                                                      const Browser& browser) const {
    if (!browser.device) return {};
    auto device = *browser.device;
    device.unmark(parts_.hashes.known_devices(), name_hash(self));
    return device.empty() ? std::nullopt : std::optional(device);
}

KeptAnswer SelfService::kept(const Self& self, storage::Reader& reader,
                             const std::vector<PersonalRoom>& rooms) const {
    const auto row = get_person(self, reader);
    const auto key = self.key();
    const auto organisation = parts_.organisations.get(reader, self.org());
    KeptAnswer answer;
    answer.tables.push_back(
        {"organisation",
         {{{"name", organisation.name}, {"operator", organisation.operator_name}}}});
    answer.tables.push_back(
        {"person",
         {{{"person", self.person().text()},
           {"name", open_profile(key, row.profile).name.str()},
           {"settings", boost::json::parse(json::write(open_settings(key, row.settings)))}}}});
    const auto devices = store::list_devices(reader, self.org(), self.person());
    KeptTable ways{"way_in", {}};
    for (const auto& way : store::list_ways(reader, self.org(), self.person())) {
        ways.rows.push_back({{"id", way.way_id.text()}, {"kind", name_of(way.kind)}});
        const auto device = std::find_if(devices.begin(), devices.end(), [&](const auto& each) {
            return each.way_id == way.way_id;
        });
        if (device == devices.end()) continue;
        if (device->name)
            ways.rows.back()["name"] = open_device_name(key, device->way_id, *device->name).str();
        if (device->used_at) ways.rows.back()["used_at"] = milliseconds(*device->used_at);
    }
    answer.tables.push_back(std::move(ways));
    KeptTable sessions{"session", {}};
    for (const auto& session : store::list_sessions(reader, self.org(), self.person())) {
        sessions.rows.push_back({{"keep", name_of(session.keep)},
                                 {"started_at", milliseconds(session.started_at)},
                                 {"seen_at", milliseconds(session.seen_at)}});
    }
    answer.tables.push_back(std::move(sessions));
    const auto remembered = storage::remembered_writes(reader, self.org(), self.person());
    KeptTable writes{"idempotency", {{{"writes", remembered.writes}}}};
    if (remembered.first_at) {
        writes.rows.front()["first_at"] = milliseconds(*remembered.first_at);
        writes.rows.front()["last_at"] = milliseconds(*remembered.last_at);
    }
    answer.tables.push_back(std::move(writes));
    for (const auto& room : rooms) {
        if (!room.kept) continue;
        for (auto& table : room.kept(self, reader)) answer.tables.push_back(std::move(table));
    }
    return answer;
}

store::WayRow SelfService::row_of(const Self& self, const NewWay& way, WayKind kind) const {
    const auto verifier = parts_.hashes.secret(kind, way.id, way.secret.view());
    return {self.org(),
            self.person(),
            day_id<WayId>(parts_.clock, parts_.random),
            kind,
            Bytes(verifier.begin(), verifier.end()),
            {way.wrap.bytes()},
            way.commitment.bytes(),
            {},
            {}};
}

}  // namespace breather::accounts
