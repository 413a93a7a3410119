#include "features/staff/entrance.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/refusal.h"
#include "engines/credentials/totp.h"
#include "features/staff/outside_store.h"

namespace breather::staff {
namespace {

constexpr std::size_t passphrase_min = 14;
constexpr std::size_t different_min = 6;
constexpr std::size_t name_min = 3;

/// Long enough and yet tried first by everybody who guesses.
constexpr std::array<std::string_view, 12> usual{
    "passwordpassword", "password1234567",  "qwertyuiopasdfgh", "123456789012345",
    "letmeinletmein",   "administrator1",   "administrator",    "iloveyouiloveyou",
    "welcome1234567",   "changemechangeme", "abcdefghijklmnop", "1q2w3e4r5t6y7u8i"};

Refusal field(std::string path, Fault fault) {
    return Refusal::invalid(
        {FieldFault{std::move(path), std::move(fault.key), std::move(fault.params)}});
}

void check_sign_in_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    };
    if (name.size() < name_min || !std::all_of(name.begin(), name.end(), fits))
        throw field("sign_in_name", {"staff.name_letters", {}});
}

Refusal unknown_enrolment() { return Refusal::not_signed_in("staff.enrolment_unknown"); }
Refusal wrong() { return Refusal::not_signed_in("staff.sign_in_wrong"); }

Instant day_of(Instant now) { return std::chrono::floor<std::chrono::days>(now); }

}  // namespace

std::optional<Fault> passphrase_fault(std::string_view passphrase, std::string_view sign_in_name) {
    if (count_characters(passphrase) < passphrase_min)
        return Fault{"staff.passphrase_short", {{"min", std::to_string(passphrase_min)}}};
    const std::string low = canonical_name(passphrase);
    std::string letters = low;
    std::sort(letters.begin(), letters.end());
    const auto different =
        static_cast<std::size_t>(std::unique(letters.begin(), letters.end()) - letters.begin());
    const bool common = different < different_min ||
                        std::any_of(usual.begin(), usual.end(), [&](std::string_view each) {
                            return low.find(each) != std::string::npos;
                        });
    if (common) return Fault{"staff.passphrase_common", {}};
    if (low.find(canonical_name(sign_in_name)) != std::string::npos)
        return Fault{"staff.passphrase_holds_name", {}};
    return std::nullopt;
}

InvitationRow Entrance::get_invitation(std::string_view code) const {
    const auto row = parts_.database.read_now([&](storage::Reader& reader) {
        return store::find_invitation(reader, parts_.hashes.code(code));
    });
    if (!row || row->over(parts_.clock.now())) throw unknown_enrolment();
    return *row;
}

EnrolOpenAnswer Entrance::open_enrolment(const EnrolOpenAsk& ask) {
    const auto row = get_invitation(ask.code.str());
    const auto record = open(parts_.hashes, row);
    const auto totp = credentials::Totp::of(from_base64url(record.totp.str()).value()).value();
    EnrolOpenAnswer answer{text_of(record.name), {}, totp.base32(), {}, row.ends_at, {}};
    parts_.database.read_now([&](storage::Reader& reader) {
        if (!row.staff_id) return void(answer.roles = shown(reader, {grant_of(row)}));
        answer.roles = shown(reader, store::list_roles(reader, *row.staff_id));
        const auto staff = store::find_staff(reader, *row.staff_id);
        const auto before = staff ? open(parts_.hashes, *staff).sign_in_name.str() : "";
        if (!before.empty()) answer.sign_in_name = before;
    });
    const std::string called = answer.name.empty() ? std::string(json_name(row.role)) : answer.name;
    answer.uri = totp.uri(parts_.issuer, answer.sign_in_name.value_or(called));
    return answer;
}

Opened Entrance::enrol(const EnrolAsk& ask) {
    const auto invitation = get_invitation(ask.code.str());
    const auto record = open(parts_.hashes, invitation);
    const auto name = ask.name ? ask.name : record.name;
    if (!name) throw field("name", {"field.required", {}});
    const std::string sign_in_name = canonical_name(ask.sign_in_name.str());
    check_sign_in_name(sign_in_name);
    if (auto fault = passphrase_fault(ask.passphrase.str(), sign_in_name))
        throw field("passphrase", std::move(*fault));
    const auto totp = credentials::Totp::of(from_base64url(record.totp.str()).value()).value();
    const Instant now = parts_.clock.now();
    const auto step = totp.check(ask.totp.str(), now, 0);
    if (!step) throw field("totp", {"staff.totp_wrong", {}});

    const auto id = invitation.staff_id.value_or(StaffId::make(parts_.clock, parts_.random));
    const StaffRow row{
        .staff_id = id,
        .sealed = seal(parts_.hashes, id, {*name, Text<40>(std::string(sign_in_name))}),
        .passphrase = parts_.passphrases.make(bytes_of(ask.passphrase.str()), parts_.random),
        .totp = seal_totp(parts_.hashes, id, totp.view()),
        .totp_used = *step,
        .since_at = day_of(now),
        .seen_at = day_of(now),
        .closed_at = {}};
    const auto token = parts_.random.bytes<32>();
    const auto session = new_session(token, id);
    const Hash name_hash = parts_.hashes.name(sign_in_name);
    parts_.database.write_now([&](storage::Transaction& tx) {
        if (store::remove_invitation(tx, invitation.invitation_id) != 1) throw unknown_enrolment();
        if (invitation.staff_id) {
            check_name_of_one_who_comes_back(tx, id, name_hash, row.sealed);
            store::unbind_outside(tx, id);
            store::replace_proofs(tx, id, row.passphrase, row.totp, row.totp_used);
            store::end_sessions_of(tx, id);
        } else {
            if (!store::add_staff(tx, row, name_hash)) throw Refusal::conflict("staff.name_taken");
            store::add_role(tx, id, grant_of(invitation));
        }
        store::add_session(tx, session);
        parts_.ledger.append(
            tx, {now, id.uuid, invitation.staff_id ? "staff.came_back" : "staff.enrolled",
                 invitation.staff_id ? std::string() : std::string(json_name(invitation.role))});
    });
    return opened(token, session, name_hash);
}

/// It stays; whoever came in through the provider has none yet.
void Entrance::check_name_of_one_who_comes_back(storage::Transaction& tx, StaffId id,
                                                const Hash& name,
                                                const storage::Sealed& sealed) const {
    const auto before = store::find_staff(tx, id);
    if (!before) throw unknown_enrolment();
    if (open(parts_.hashes, *before).sign_in_name.str().empty()) {
        if (!store::rename_staff(tx, id, name, sealed)) throw Refusal::conflict("staff.name_taken");
        return;
    }
    const auto named = store::find_by_name(tx, name);
    if (!named || named->staff_id != id) throw field("sign_in_name", {"staff.name_other", {}});
}

std::optional<std::int64_t> Entrance::check(const std::optional<StaffRow>& row,
                                            std::string_view passphrase,
                                            std::string_view totp) const {
    // The slow part first and always, so that an unknown name takes as long.
    const bool right = parts_.passphrases.matches(bytes_of(passphrase),
                                                  row ? BytesView(row->passphrase) : BytesView());
    if (!row || row->closed_at || !right) return {};
    return credentials::Totp::of(open_totp(parts_.hashes, *row))
        .value()
        .check(totp, parts_.clock.now(), row->totp_used);
}

template <class F>
auto Entrance::counted(const std::string& who, F perform) {
    const bool shared = parts_.database.is_shared();
    const auto guess = shared ? shared_budget_.take(who) : budget_.take(who);
    const auto give_back = [&] {
        shared ? shared_budget_.give_back(who, guess) : budget_.give_back(who, guess);
    };
    try {
        auto done = perform();
        give_back();
        return done;
    } catch (const Refusal& refusal) {
        if (refusal.kind != Refusal::Kind::not_signed_in) give_back();
        throw;
    } catch (...) {
        give_back();
        throw;
    }
}

Opened Entrance::sign_in(const SignInAsk& ask, std::string_view known) {
    const Hash name = parts_.hashes.name(ask.sign_in_name.str());
    const std::string mark = parts_.hashes.known_mark(name);
    // A stranger who guesses does not lock out whoever has been here before.
    const bool is_known = equal_secrets(bytes_of(known), bytes_of(mark));
    return counted((is_known ? "known:" : "new:") + to_hex(name), [&] {
        const auto row = parts_.database.read_now(
            [&](storage::Reader& reader) { return store::find_by_name(reader, name); });
        const auto step = check(row, ask.passphrase.str(), ask.totp.str());
        if (!step) throw wrong();
        const Instant now = parts_.clock.now();
        const auto token = parts_.random.bytes<32>();
        const auto session = new_session(token, row->staff_id);
        parts_.database.write_now([&](storage::Transaction& tx) {
            if (!store::use_totp(tx, row->staff_id, *step, row->totp_used, day_of(now)))
                throw wrong();
            store::add_session(tx, session);
            parts_.ledger.append(tx, {now, row->staff_id.uuid, "staff.signed_in", {}});
        });
        return opened(token, session, name);
    });
}

MeAnswer Entrance::refresh(const Staff& staff, const RefreshAsk& ask) {
    return counted("fresh:" + staff.id().text(), [&] {
        const auto row = parts_.database.read_now(
            [&](storage::Reader& reader) { return store::find_staff(reader, staff.id()); });
        const auto step = check(row, ask.passphrase.str(), ask.totp.str());
        if (!step) throw wrong();
        const Instant now = parts_.clock.now();
        StaffSession session = staff.session();
        session.fresh_until = now + StaffSession::fresh;
        session.seen_at = now;
        parts_.database.write_now([&](storage::Transaction& tx) {
            if (!store::use_totp(tx, staff.id(), *step, row->totp_used, day_of(now))) throw wrong();
            store::refresh_session(tx, session.token_hash, session.fresh_until);
            store::touch_session(tx, session.token_hash, now);
        });
        return parts_.database.read_now(
            [&](storage::Reader& reader) { return answer(reader, session); });
    });
}

void Entrance::sign_out(const Staff& staff) {
    const Instant now = parts_.clock.now();
    parts_.database.write_now([&](storage::Transaction& tx) {
        // Twice at once is one sign-out, and one line in the ledger.
        if (!store::end_session(tx, staff.session().token_hash)) return;
        parts_.ledger.append(tx, {now, staff.id().uuid, "staff.signed_out", {}});
    });
}

std::vector<ShownRole> Entrance::shown(storage::Reader& reader,
                                       const std::vector<RoleGrant>& roles) const {
    std::vector<ShownRole> all;
    for (const RoleGrant& each : roles) {
        ShownRole role{each.role, each.organisation, {}};
        if (each.organisation && parts_.organisation_name)
            role.organisation_name = parts_.organisation_name(reader, *each.organisation);
        all.push_back(std::move(role));
    }
    return all;
}

StaffSession Entrance::new_session(const Token& token, StaffId id) const {
    const Instant now = parts_.clock.now();
    return {.token_hash = parts_.hashes.token(token),
            .staff_id = id,
            .started_at = now,
            .seen_at = now,
            .fresh_until = now + StaffSession::fresh,
            .ends_at = now + StaffSession::time};
}

Opened Entrance::opened(const Token& token, const StaffSession& session, const Hash& name) {
    return {
        parts_.database.read_now([&](storage::Reader& reader) { return answer(reader, session); }),
        token, parts_.hashes.known_mark(name)};
}

MeAnswer Entrance::me(const Staff& staff, storage::Reader& reader) const {
    return answer(reader, staff.session());
}

MeAnswer Entrance::answer(storage::Reader& reader, const StaffSession& session) const {
    const auto row = store::find_staff(reader, session.staff_id);
    if (!row) throw Refusal::not_signed_in("staff.session_ended");
    const auto record = open(parts_.hashes, *row);
    MeAnswer me{.id = session.staff_id,
                .name = record.name.str(),
                .sign_in_name = record.sign_in_name.str(),
                .roles = shown(reader, store::list_roles(reader, session.staff_id)),
                .fresh_until = {},
                .idle_ends_at = session.idle_ends_at(),
                .ends_at = session.ends_at,
                .outside = store::is_outside(reader, session.staff_id)};
    if (session.is_fresh(parts_.clock.now())) me.fresh_until = session.fresh_until;
    return me;
}

}  // namespace breather::staff
