#include "features/staff/invented_seat.h"

namespace breather::staff {

StaffRow InventedSeats::row_of(const Invented& who) const {
    const auto id = StaffId::make(parts_.clock, parts_.random);
    const Instant today = std::chrono::floor<std::chrono::days>(parts_.clock.now());
    const auto unknown = parts_.random.bytes<32>();
    return {.staff_id = id,
            .sealed =
                seal(parts_.hashes, id,
                     {PersonName(std::string(who.name)), Text<40>(std::string(who.sign_in_name))}),
            .passphrase = parts_.passphrases.make(unknown, parts_.random),
            .totp = seal_totp(parts_.hashes, id, parts_.random.bytes<20>()),
            .totp_used = 0,
            .since_at = today,
            .seen_at = today,
            .closed_at = {}};
}

Opened InventedSeats::take(const Invented& who) {
    const Hash name = parts_.hashes.name(who.sign_in_name);
    const auto known = parts_.database.read_now(
        [&](storage::Reader& reader) { return store::find_by_name(reader, name); });
    const StaffRow row = known ? *known : row_of(who);
    const Instant now = parts_.clock.now();
    const auto token = parts_.random.bytes<32>();
    StaffSession session;
    parts_.database.write_now([&](storage::Transaction& tx) {
        StaffId id = row.staff_id;
        if (!known && store::add_staff(tx, row, name)) {
            store::add_role(tx, id, who.grant);
            parts_.ledger.append(
                tx, {now, id.uuid, "staff.enrolled", std::string(json_name(who.grant.role))});
        } else {
            id = store::find_by_name(tx, name).value().staff_id;  // two windows at once
        }
        session = entrance_.new_session(token, id);
        store::add_session(tx, session);
        parts_.ledger.append(tx, {now, id.uuid, "staff.signed_in", {}});
    });
    return {parts_.database.read_now(
                [&](storage::Reader& reader) { return entrance_.answer(reader, session); }),
            token, parts_.hashes.known_mark(name)};
}

}  // namespace breather::staff
