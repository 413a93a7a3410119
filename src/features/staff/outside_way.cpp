#include "features/staff/outside_way.h"

#include "engines/web/held_cookie.h"

namespace breather::staff {
namespace {

constexpr std::size_t written_size = 32 + 8 + 1 + 16;

std::string state_of(const StaffHashes& hashes, BytesView written) {
    return to_base64url(hashes.way("state", written));
}

}  // namespace

OutsideWay OutsideWay::begin(Purpose purpose, const Uuid& whom, const Clock& clock,
                             Random& random) {
    OutsideWay way;
    way.chance_ = random.bytes<32>();
    way.begun_ = clock.now();
    way.purpose_ = purpose;
    way.whom_ = whom;
    return way;
}

Bytes OutsideWay::written() const {
    Bytes out(chance_.begin(), chance_.end());
    const auto at = static_cast<std::uint64_t>(begun_.time_since_epoch().count());
    for (int shift = 56; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(at >> shift & 0xff));
    out.push_back(static_cast<std::uint8_t>(purpose_));
    const BytesView whom = whom_.view();
    out.insert(out.end(), whom.begin(), whom.end());
    return out;
}

// The state is a keyed hash of the cookie: whoever can show both began it here, in this browser.
std::optional<OutsideWay> OutsideWay::find(const StaffHashes& hashes, std::string_view cookie,
                                           std::string_view state, Instant now) {
    const auto bytes = from_base64url(cookie);
    if (!bytes || bytes->size() != written_size) return {};
    if (!equal_secrets(bytes_of(state), bytes_of(state_of(hashes, *bytes)))) return {};
    OutsideWay way;
    std::copy_n(bytes->begin(), 32, way.chance_.begin());
    std::uint64_t at = 0;
    for (std::size_t i = 32; i < 40; ++i) at = at << 8 | (*bytes)[i];
    way.begun_ = Instant{std::chrono::milliseconds(static_cast<std::int64_t>(at))};
    way.purpose_ = static_cast<Purpose>((*bytes)[40]);
    way.whom_ = *Uuid::from_bytes(BytesView(*bytes).subspan(41, 16));
    if (now >= way.ends_at() || now + oidc::clock_slack < way.begun_) return {};
    return way;
}

Hash OutsideWay::hash(const StaffHashes& hashes) const { return hashes.way("used", written()); }

oidc::Way OutsideWay::there(const StaffHashes& hashes, std::string redirect) const {
    const Bytes bytes = written();
    return {std::move(redirect), state_of(hashes, bytes), to_base64url(hashes.way("nonce", bytes)),
            to_base64url(hashes.way("verifier", bytes)), begun_};
}

std::string OutsideWay::set_cookie() const {
    return web::held_cookie(cookie_name, to_base64url(written()), time);
}

std::string OutsideWay::no_cookie() { return web::no_cookie(cookie_name); }

}  // namespace breather::staff
