#include "features/staff/outside_entrance.h"

#include "base/log.h"
#include "base/refusal.h"
#include "features/staff/outside_store.h"

namespace breather::staff {
namespace {

using oidc::Trouble;

constexpr std::chrono::seconds come_back_after{30};

Refusal refusal_of(Trouble::Kind kind) {
    switch (kind) {
        case Trouble::Kind::Away:
            return Refusal::unavailable("staff.outside_away", come_back_after);
        case Trouble::Kind::Clock:
            return Refusal::not_signed_in("staff.outside_clock");
        case Trouble::Kind::NotAnew:
            return Refusal::not_signed_in("staff.outside_not_anew");
        case Trouble::Kind::OneFactor:
            return Refusal::not_signed_in("staff.outside_one_factor");
        case Trouble::Kind::Refused:
        case Trouble::Kind::Wrong:
            break;
    }
    return Refusal::not_signed_in("staff.outside_refused");
}

/// The operator reads why; whoever stands there reads what to do.
template <class F>
auto asking(F ask) {
    try {
        return ask();
    } catch (const Trouble& trouble) {
        log::warning("outside_refused", {{"why", trouble.what()}});
        throw refusal_of(trouble.kind);
    }
}

Refusal begin_again() { return Refusal::not_signed_in("staff.outside_begin_again"); }
Refusal unknown() { return Refusal::not_signed_in("staff.outside_unknown"); }

Instant day_of(Instant now) { return std::chrono::floor<std::chrono::days>(now); }

}  // namespace

OutsideAnswer OutsideEntrance::about() const {
    if (parts_.provider) return {parts_.name};
    return {};
}

oidc::Provider& OutsideEntrance::get_provider() const {
    if (!parts_.provider) throw Refusal::not_found("staff.outside_off");
    return *parts_.provider;
}

OutsideEntrance::Sent OutsideEntrance::send(Purpose purpose, const Uuid& whom,
                                            std::string_view language) {
    const auto way = OutsideWay::begin(purpose, whom, parts_.clock, parts_.random);
    const auto there = way.there(parts_.hashes, parts_.address() + std::string(path));
    return {{asking([&] { return get_provider().address_of(there, language); })}, way.set_cookie()};
}

OutsideEntrance::Sent OutsideEntrance::begin(const OutsideBeginAsk& ask,
                                             std::string_view language) {
    (void)get_provider();
    if (!ask.code) return send(Purpose::SignIn, {}, language);
    const auto invitation = parts_.entrance.get_invitation(ask.code->str());
    (void)name_of(invitation, ask.name);
    return send(Purpose::Enrol, invitation.invitation_id.uuid, language);
}

OutsideEntrance::Sent OutsideEntrance::begin_refresh(const Staff& staff,
                                                     std::string_view language) {
    (void)get_provider();
    return send(Purpose::Refresh, staff.id().uuid, language);
}

OutsideWay OutsideEntrance::get_way(const OutsideBack& back, std::string_view cookie) const {
    (void)get_provider();
    if (auto way = OutsideWay::find(parts_.hashes, cookie, back.state.str(), parts_.clock.now()))
        return *way;
    throw begin_again();
}

oidc::Voucher OutsideEntrance::redeem(const OutsideWay& way, const OutsideBack& back) {
    return asking([&] {
        return get_provider().redeem(way.there(parts_.hashes, parts_.address() + std::string(path)),
                                     {back.code.str(), back.issuer ? back.issuer->str() : ""});
    });
}

Hash OutsideEntrance::identity_of(const oidc::Voucher& voucher) const {
    return parts_.hashes.outside(voucher.issuer, voucher.subject);
}

void OutsideEntrance::use(storage::Transaction& tx, const OutsideWay& way) const {
    if (!store::use_way(tx, way.hash(parts_.hashes), way.ends_at())) throw begin_again();
}

StaffSession OutsideEntrance::open_session(const Token& token, StaffId id,
                                           const oidc::Voucher& voucher) const {
    StaffSession session = parts_.entrance.new_session(token, id);
    session.fresh_until = voucher.proved_at + StaffSession::fresh;
    return session;
}

OutsideEntrance::CameIn OutsideEntrance::came_in(const Token& token,
                                                 const StaffSession& session) const {
    return {parts_.database.read_now(
                [&](storage::Reader& reader) { return parts_.entrance.answer(reader, session); }),
            token};
}

OutsideEntrance::CameIn OutsideEntrance::finish(const OutsideBack& back, std::string_view cookie) {
    const auto way = get_way(back, cookie);
    if (way.purpose() != Purpose::SignIn && way.purpose() != Purpose::Enrol) throw begin_again();
    if (way.purpose() == Purpose::SignIn) return sign_in(way, redeem(way, back));
    // Before the code is used up.
    const auto invitation = parts_.database.read_now([&](storage::Reader& reader) {
        return store::find_invitation(reader, InvitationId{way.whom()});
    });
    if (!invitation) throw Refusal::not_signed_in("staff.enrolment_unknown");
    const auto name = name_of(*invitation, back.name);
    return enrol(way, redeem(way, back), name);
}

/// As they say it, or as it was written for them.
PersonName OutsideEntrance::name_of(const InvitationRow& invitation,
                                    const std::optional<PersonName>& said) const {
    const auto name = said ? said : open(parts_.hashes, invitation).name;
    if (!name) throw Refusal::invalid({FieldFault{"name", "field.required", {}}});
    return *name;
}

OutsideEntrance::CameIn OutsideEntrance::sign_in(const OutsideWay& way,
                                                 const oidc::Voucher& voucher) {
    const Instant now = parts_.clock.now();
    const auto token = parts_.random.bytes<32>();
    StaffSession session;
    const bool known = parts_.database.write_now([&](storage::Transaction& tx) {
        use(tx, way);
        const auto id = store::find_by_outside(tx, identity_of(voucher));
        const auto row = id ? store::find_staff(tx, *id) : std::nullopt;
        if (!row || row->closed_at) {
            // The provider knows them, we do not: administrators may want to see that it was tried.
            parts_.ledger.append(tx, {now, Uuid{}, "staff.outside_refused", {}});
            return false;
        }
        session = open_session(token, *id, voucher);
        store::add_session(tx, session);
        store::note_sign_in(tx, *id, day_of(now));
        parts_.ledger.append(tx, {now, id->uuid, "staff.signed_in", {}});
        return true;
    });
    if (!known) throw unknown();
    return came_in(token, session);
}

void OutsideEntrance::add_staff(storage::Transaction& tx, const InvitationRow& invitation,
                                StaffId id, const PersonName& name) const {
    const Instant today = day_of(parts_.clock.now());
    const StaffRow row{.staff_id = id,
                       .sealed = seal(parts_.hashes, id, {name, {}}),
                       .passphrase = {},
                       .totp = seal_totp(parts_.hashes, id, {}),
                       .totp_used = 0,
                       .since_at = today,
                       .seen_at = today,
                       .closed_at = {}};
    (void)store::add_staff(tx, row, parts_.hashes.no_name(id.uuid));
    store::add_role(tx, id, grant_of(invitation));
}

OutsideEntrance::CameIn OutsideEntrance::enrol(const OutsideWay& way, const oidc::Voucher& voucher,
                                               const PersonName& name) {
    const Instant now = parts_.clock.now();
    const auto token = parts_.random.bytes<32>();
    const auto fresh_id = StaffId::make(parts_.clock, parts_.random);
    StaffSession session;
    parts_.database.write_now([&](storage::Transaction& tx) {
        use(tx, way);
        const auto invitation = store::find_invitation(tx, InvitationId{way.whom()});
        if (!invitation || invitation->over(now) ||
            store::remove_invitation(tx, invitation->invitation_id) != 1)
            throw Refusal::not_signed_in("staff.enrolment_unknown");
        const auto id = invitation->staff_id.value_or(fresh_id);
        if (invitation->staff_id) {
            // The passphrase and codes of before open nothing any more: one way in.
            store::replace_proofs(tx, id, {}, seal_totp(parts_.hashes, id, {}), 0);
            store::unbind_outside(tx, id);
            store::end_sessions_of(tx, id);
        } else {
            add_staff(tx, *invitation, id, name);
        }
        if (!store::bind_outside(tx, identity_of(voucher), id, day_of(now)))
            throw Refusal::conflict("staff.outside_taken");
        session = open_session(token, id, voucher);
        store::add_session(tx, session);
        parts_.ledger.append(
            tx, {now, id.uuid, invitation->staff_id ? "staff.came_back" : "staff.enrolled",
                 invitation->staff_id ? std::string() : std::string(json_name(invitation->role))});
        parts_.ledger.append(tx, {now, id.uuid, "staff.outside_bound", {}});
    });
    return came_in(token, session);
}

MeAnswer OutsideEntrance::refresh(const Staff& staff, const OutsideBack& back,
                                  std::string_view cookie) {
    const auto way = get_way(back, cookie);
    if (way.purpose() != Purpose::Refresh || way.whom() != staff.id().uuid) throw begin_again();
    const auto voucher = redeem(way, back);
    const Instant now = parts_.clock.now();
    StaffSession session = staff.session();
    session.fresh_until = voucher.proved_at + StaffSession::fresh;
    session.seen_at = now;
    if (!session.is_fresh(now)) throw Refusal::not_signed_in("staff.outside_not_anew");
    parts_.database.write_now([&](storage::Transaction& tx) {
        use(tx, way);
        if (store::find_by_outside(tx, identity_of(voucher)) != staff.id())
            throw Refusal::not_signed_in("staff.outside_another");
        store::refresh_session(tx, session.token_hash, session.fresh_until);
        store::touch_session(tx, session.token_hash, now);
    });
    return parts_.database.read_now(
        [&](storage::Reader& reader) { return parts_.entrance.answer(reader, session); });
}

}  // namespace breather::staff
