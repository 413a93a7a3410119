#include "features/staff/doorway.h"

#include "features/staff/staff_store.h"

namespace breather::staff {

std::string staff_cookie(const Token& token) { return web::held_cookie(staff_cookie_name, token); }

std::string no_staff_cookie() { return web::no_cookie(staff_cookie_name); }

std::string staff_known_cookie(std::string_view mark) {
    return web::held_cookie(staff_known_name, mark, std::chrono::days(365));
}

std::string Doorway::guard_of(std::span<const Role> any_of, Fresh fresh) {
    std::string guard = any_of.empty() ? "staff" : "";
    for (const Role role : any_of)
        guard.append(guard.empty() ? "" : " or ").append(json_name(role));
    if (fresh == Fresh::Needed) guard += ", fresh";
    return guard;
}

Hash Doorway::get_token(const web::Request& request) const {
    if (const auto token = web::find_token(request, staff_cookie_name))
        return parts_.hashes.token(*token);
    throw Refusal::not_signed_in("staff.not_signed_in");
}

Staff Doorway::get_staff(storage::Reader& reader, const Hash& token, std::span<const Role> any_of,
                         Fresh fresh) const {
    const auto session = store::find_session(reader, token);
    const Instant now = parts_.clock.now();
    if (!session || session->ended(now)) throw Refusal::not_signed_in("staff.session_ended");
    Staff staff(*session, store::list_roles(reader, session->staff_id));
    const bool may = any_of.empty() || std::any_of(any_of.begin(), any_of.end(),
                                                   [&](Role role) { return staff.has(role); });
    if (!may) throw Refusal::not_allowed("staff.not_allowed");
    if (fresh == Fresh::Needed && !session->is_fresh(now))
        throw Refusal::not_allowed("staff.not_fresh");
    return staff;
}

storage::IdempotencyMark Doorway::mark_of(const Staff& staff, const web::Request& request) const {
    const Uuid key = web::get_idempotency_key(request);
    const auto hash =
        parts_.hashes.request(web::name(request.method), request.path(), request.body);
    return {OrgId{}, PersonId{staff.id().uuid}, key, Bytes(hash.begin(), hash.end()),
            parts_.clock.now()};
}

void Doorway::touch(const Staff& staff) const {
    const Instant now = parts_.clock.now();
    if (now - staff.session().seen_at < StaffSession::unwritten_max) return;
    parts_.database.write([token = staff.session().token_hash,
                           now](storage::Transaction& tx) { store::touch_session(tx, token, now); },
                          [](std::exception_ptr) {});
}

}  // namespace breather::staff
