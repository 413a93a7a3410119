#include "features/staff/doorway.h"

#include "features/staff/staff_store.h"

namespace breather::staff {
namespace {

constexpr std::string_view held_close = "; Path=/; Secure; HttpOnly; SameSite=Strict";

std::optional<Token> find_token(const web::Request& request) {
    const auto value = request.cookie(staff_cookie_name);
    const auto bytes = value ? from_base64url(*value) : std::nullopt;
    Token token;
    if (!bytes || bytes->size() != token.size()) return {};
    std::copy(bytes->begin(), bytes->end(), token.begin());
    return token;
}

std::string cookie(std::string_view name, std::string_view value, std::string_view more) {
    return std::string(name).append("=").append(value).append(held_close).append(more);
}

}  // namespace

std::string staff_cookie(const Token& token) {
    return cookie(staff_cookie_name, to_base64url(token), "");
}

std::string no_staff_cookie() { return cookie(staff_cookie_name, "", "; Max-Age=0"); }

std::string staff_known_cookie(std::string_view mark) {
    return cookie(staff_known_name, mark, "; Max-Age=31536000");
}

std::string Doorway::guard_of(std::optional<Role> role, Fresh fresh) {
    std::string guard = role ? std::string(json_name(*role)) : "staff";
    if (fresh == Fresh::Needed) guard += ", fresh";
    return guard;
}

Hash Doorway::get_token(const web::Request& request) const {
    if (const auto token = find_token(request)) return parts_.hashes.token(*token);
    throw Refusal::not_signed_in("staff.not_signed_in");
}

Staff Doorway::get_staff(storage::Reader& reader, const Hash& token, std::optional<Role> role,
                         Fresh fresh) const {
    const auto session = store::find_session(reader, token);
    const Instant now = parts_.clock.now();
    if (!session || session->ended(now)) throw Refusal::not_signed_in("staff.session_ended");
    Staff staff(*session, store::list_roles(reader, session->staff_id));
    if (role && !staff.has(*role)) throw Refusal::not_allowed("staff.not_allowed");
    if (fresh == Fresh::Needed && !session->is_fresh(now))
        throw Refusal::not_allowed("staff.not_fresh");
    return staff;
}

storage::IdempotencyMark Doorway::mark_of(const Staff& staff, const web::Request& request) const {
    const auto written = request.idempotency_key();
    if (written.empty()) throw Refusal::malformed("idempotency.missing");
    const auto key = Uuid::parse(written);
    if (!key) throw Refusal::malformed("idempotency.not_a_key");
    const auto hash =
        parts_.hashes.request(web::name(request.method), request.path(), request.body);
    return {OrgId{}, PersonId{staff.id().uuid}, *key, Bytes(hash.begin(), hash.end()),
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
