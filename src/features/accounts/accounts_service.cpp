#include "features/accounts/accounts_service.h"

#include "base/log.h"
#include "base/refusal.h"
#include "features/accounts/day_id.h"
#include "features/accounts/devices.h"
#include "features/accounts/locks_store.h"
#include "features/accounts/profile.h"
#include "features/organisations/code.h"

namespace breather::accounts {
namespace {

Refusal not_recognised() { return Refusal::not_signed_in("accounts.not_recognised"); }

Bytes bytes_of_hash(const Hash& hash) { return {hash.begin(), hash.end()}; }

store::WayRow row_of(const NewWay& way, WayKind kind, OrgId org, PersonId person, WayId id,
                     const Hash& verifier) {
    return {
        org, person, id, kind, bytes_of_hash(verifier), {way.wrap.bytes()}, way.commitment.bytes(),
        {},  {}};
}

}  // namespace

namespace {

/// The one way in that somebody joins with.
struct FirstWay {
    const NewWay& way;
    WayKind kind{};
    Keep keep{};
};

/// Refuses: invalid, for none and for two.
FirstWay first_way_of(const JoinAsk& ask) {
    if (ask.device && ask.card) throw Refusal::invalid({{"card", "field.unknown", {}}});
    if (ask.device) return {*ask.device, WayKind::Device, Keep::Own};
    if (ask.card) return {*ask.card, WayKind::Code, Keep::Shared};
    throw Refusal::invalid({{"device", "field.required", {}}});
}

}  // namespace

Browser browser_of(const web::Request& request) {
    Browser browser;
    browser.token = find_token(request);
    if (const auto cookie = request.cookie(known_cookie_name))
        browser.device = KnownDevice::read(*cookie);
    browser.language = request.language;
    return browser;
}

// ---- joining

Opened<JoinAnswer> AccountsService::join(const JoinAsk& ask, const Browser& browser) {
    if (auto again = join_again(ask, browser)) return std::move(*again);
    try {
        return join_new(ask, browser);
    } catch (const Refusal& refusal) {
        if (refusal.kind != Refusal::Kind::conflict) throw;
        if (auto twin = join_again(ask, browser))
            return std::move(*twin);  // it was quicker by a moment
        throw;
    }
}

Opened<JoinAnswer> AccountsService::join_new(const JoinAsk& ask, const Browser& browser) {
    const auto name = parts_.hashes.name(ask.name.view());
    const auto first = first_way_of(ask);
    const auto lookup = parts_.hashes.way(first.kind, first.way.id);
    const auto refuse_taken = [&](storage::Reader& reader) {
        if (store::find_way(reader, lookup)) throw Refusal::conflict("accounts.device_taken");
        if (store::has_name(reader, name)) throw Refusal::conflict("accounts.name_taken");
    };
    const auto organisation = parts_.database.read_now([&](storage::Reader& reader) {
        auto found = parts_.organisations.get_by_code(reader, ask.code.view());
        refuse_taken(reader);
        return found;
    });

    joins_.take(organisations::Code::read(ask.code.view())->kept());

    const auto org = organisation.id;
    const auto person = day_id<PersonId>(parts_.clock, parts_.random);
    const auto way =
        row_of(first.way, first.kind, org, person, day_id<WayId>(parts_.clock, parts_.random),
               parts_.hashes.secret(first.kind, first.way.id, first.way.secret.view()));
    const auto token = parts_.random.bytes<32>();
    const auto session = new_session(way, first.keep, token);
    const auto key = parts_.keys.create(org, person);  // before any data of this person
    Settings settings;
    settings.language = ask.language;
    const store::PersonRow row{seal_profile(key, {ask.name}),
                               seal_settings(key, settings),
                               ask.public_key.bytes(),
                               {ask.sealed_private_key.bytes()}};
    const auto device_name = ask.device
                                 ? std::optional(seal_device_name(
                                       key, way.way_id, ask.device->name.value_or(DeviceName())))
                                 : std::nullopt;
    const auto also = parts_.on_join ? parts_.on_join(key, organisation) : nullptr;
    try {
        parts_.database.write_now([&](storage::Transaction& tx) {
            parts_.organisations.get_by_code(tx, ask.code.view());
            refuse_taken(tx);
            store::add_person(tx, org, person, row, name);
            store::add_way(tx, way, lookup);
            if (device_name) store::name_device(tx, org, person, way.way_id, *device_name);
            if (also) also(tx);
            start_session(tx, session, browser);
        });
    } catch (const Refusal&) {
        undo_join(org, person);
        throw;
    }
    parts_.keys.settle(org, person);
    forget_replaced(browser);

    JoinAnswer answer;
    static_cast<organisations::OrganisationAnswer&>(answer) =
        organisations::answer_of(organisation, browser.language);
    answer.person = person;
    answer.name = ask.name.str();
    return opened(std::move(answer), first.keep, name, browser, token);
}

std::optional<Opened<JoinAnswer>> AccountsService::join_again(const JoinAsk& ask,
                                                              const Browser& browser) {
    const auto first = first_way_of(ask);
    const auto way = parts_.database.read_now([&](storage::Reader& reader) {
        return first.kind == WayKind::Device
                   ? find_open_device(reader, first.way.id, first.way.secret.view())
                   : find_proven(reader, first.kind, first.way.id, first.way.secret.view());
    });
    if (!way) return {};
    auto signed_in = let_in(*way, first.keep, browser);
    const auto organisation = parts_.database.read_now(
        [&](storage::Reader& reader) { return parts_.organisations.get(reader, way->org_id); });
    JoinAnswer answer;
    static_cast<organisations::OrganisationAnswer&>(answer) =
        organisations::answer_of(organisation, browser.language);
    answer.person = signed_in.answer.person;
    answer.name = std::move(signed_in.answer.name);
    return Opened<JoinAnswer>{std::move(answer), signed_in.token, signed_in.keep,
                              std::move(signed_in.device)};
}

void AccountsService::undo_join(OrgId org, PersonId person) {
    try {
        parts_.keys.bury(org, person);
        parts_.keys.finish_burial(org, person);
    } catch (const std::exception&) {
        // The refusal that brought us here is the answer; the key is found unsettled at the next
        // start and buried then.
        log::warning("accounts.join_left_a_key");
    }
}

// ---- signing in

Opened<SignedIn> AccountsService::sign_in_device(const DeviceAsk& ask, const Browser& browser) {
    const auto way = parts_.database.read_now([&](storage::Reader& reader) {
        return find_open_device(reader, ask.id, ask.secret.view());
    });
    if (!way) throw not_recognised();
    return let_in(*way, Keep::Own, browser);
}

std::string AccountsService::budget_name(const PassphraseAsk& ask, const Browser& browser) const {
    const auto name = parts_.hashes.name(ask.name.view());
    std::string who(text_of(name));
    if (browser.device && browser.device->knows(parts_.hashes.known_devices(), name)) {
        who += text_of(browser.device->id());
    }
    return who;
}

Opened<SignedIn> AccountsService::sign_in_passphrase(const PassphraseAsk& ask,
                                                     const Browser& browser) {
    const auto name = parts_.hashes.name(ask.name.view());
    const auto way = parts_.database.read_now(
        [&](storage::Reader& reader) { return store::find_passphrase(reader, name); });
    // The same work whether or not there is such a name, and whether or not it has a passphrase.
    const bool right =
        parts_.passphrases.matches(ask.secret.view(), way ? BytesView(way->verifier) : BytesView{});
    if (!way || !right) throw not_recognised();
    return let_in(*way, ask.keep, browser);
}

Opened<SignedIn> AccountsService::let_in(const store::WayRow& way, Keep keep,
                                         const Browser& browser) {
    const auto person =
        parts_.database.read_now([&](storage::Reader& reader) { return open_person(reader, way); });
    const auto token = parts_.random.bytes<32>();
    const auto session = new_session(way, keep, token);
    parts_.database.write_now([&](storage::Transaction& tx) {
        if (!store::find_way_of(tx, way.org_id, way.person_id, way.way_id)) throw not_recognised();
        start_session(tx, session, browser);
    });
    // One beyond the fifty may have gone.
    parts_.sessions.forget(way.person_id);
    forget_replaced(browser);
    SignedIn answer{way.person_id,
                    person.name,
                    person.language,
                    way.way_id,
                    Wrap(way.wrap.bytes),
                    Commitment(way.commitment),
                    Blob<4096>(person.row.sealed_private_key.bytes),
                    keep};
    return opened(std::move(answer), keep, parts_.hashes.name(person.name), browser, token);
}

// ---- recovering

RecoverOpenAnswer AccountsService::open_recovery(storage::Reader& reader,
                                                 const RecoverOpenAsk& ask) const {
    const auto way = find_proven(reader, WayKind::Code, ask.id, ask.secret.view());
    if (!way) throw not_recognised();
    const auto person = open_person(reader, *way);
    return {way->person_id, person.name, Wrap(way->wrap.bytes), Commitment(way->commitment),
            Blob<4096>(person.row.sealed_private_key.bytes)};
}

Opened<SignedIn> AccountsService::recover(const RecoverAsk& ask, const Browser& browser) {
    if (ask.new_code.id == ask.id)
        throw Refusal::invalid({{"new_code.id", "accounts.code_not_new", {}}});
    if (ask.device && ask.keep == Keep::Shared) {
        throw Refusal::invalid({{"device", "accounts.device_on_shared", {}}});
    }
    if (auto again = recover_again(ask, browser)) return std::move(*again);
    try {
        return recover_new(ask, browser);
    } catch (const Refusal&) {
        if (auto twin = recover_again(ask, browser))
            return std::move(*twin);  // it was quicker by a moment
        throw;
    }
}

std::optional<Opened<SignedIn>> AccountsService::recover_again(const RecoverAsk& ask,
                                                               const Browser& browser) {
    const auto [next, device] = parts_.database.read_now([&](storage::Reader& reader) {
        return std::pair{
            find_proven(reader, WayKind::Code, ask.new_code.id, ask.new_code.secret.view()),
            ask.device
                ? find_proven(reader, WayKind::Device, ask.device->id, ask.device->secret.view())
                : std::nullopt};
    });
    const auto proof = parts_.hashes.secret(WayKind::Code, ask.id, ask.secret.view());
    if (!next || !next->replaced || !equal_secrets(*next->replaced, proof)) return {};
    return let_in(device && device->person_id == next->person_id ? *device : *next, ask.keep,
                  browser);
}

Opened<SignedIn> AccountsService::recover_new(const RecoverAsk& ask, const Browser& browser) {
    const auto old = parts_.database.read_now([&](storage::Reader& reader) {
        return find_proven(reader, WayKind::Code, ask.id, ask.secret.view());
    });
    if (!old) throw not_recognised();

    const auto& hashes = parts_.hashes;
    const auto made = [&](const NewWay& way, WayKind kind) {
        return row_of(way, kind, old->org_id, old->person_id,
                      day_id<WayId>(parts_.clock, parts_.random),
                      hashes.secret(kind, way.id, way.secret.view()));
    };
    auto code = made(ask.new_code, WayKind::Code);
    code.replaced = old->verifier;
    const auto device =
        ask.device ? std::optional(made(*ask.device, WayKind::Device)) : std::nullopt;
    const auto key = parts_.keys.find(old->org_id, old->person_id);
    if (!key) throw not_recognised();  // erased a moment ago
    const auto device_name =
        device ? std::optional(seal_device_name(*key, device->way_id,
                                                ask.device->name.value_or(DeviceName())))
               : std::nullopt;
    const auto code_lookup = hashes.way(WayKind::Code, ask.new_code.id);
    parts_.database.write_now([&](storage::Transaction& tx) {
        if (!store::find_way_of(tx, old->org_id, old->person_id, old->way_id))
            throw not_recognised();
        if (store::find_way(tx, code_lookup)) throw Refusal::conflict("accounts.device_taken");
        store::remove_way(tx, old->org_id, old->person_id, old->way_id);
        store::add_way(tx, code, code_lookup);
        if (device) {
            const auto lookup = hashes.way(WayKind::Device, ask.device->id);
            if (store::find_way(tx, lookup)) throw Refusal::conflict("accounts.device_taken");
            store::refuse_too_many_devices(tx, old->org_id, old->person_id);
            store::add_way(tx, *device, lookup);
            store::name_device(tx, old->org_id, old->person_id, device->way_id, *device_name);
        }
    });
    parts_.sessions.forget(old->person_id);
    return let_in(device ? *device : code, ask.keep, browser);
}

// ---- leaving

void AccountsService::sign_out(const Session& session) {
    parts_.database.write_now(
        [&](storage::Transaction& tx) { store::remove_session(tx, session.token_hash); });
    parts_.sessions.forget(session.token_hash);
}

std::int64_t AccountsService::sweep() {
    return parts_.database.write_now([now = parts_.clock.now()](storage::Transaction& tx) {
        return store::sweep_sessions(tx, now);
    });
}

// ---- common ground

AccountsService::Person AccountsService::open_person(storage::Reader& reader,
                                                     const store::WayRow& way) const {
    auto row = store::find_person(reader, way.org_id, way.person_id);
    const auto key = parts_.keys.find(way.org_id, way.person_id);
    if (!row || !key) throw not_recognised();  // erased a moment ago
    const auto settings = open_settings(*key, row->settings);
    auto name = open_profile(*key, row->profile).name.str();
    return {std::move(*row), std::move(name), settings.language.value_or(Language::en_GB)};
}

std::optional<store::WayRow> AccountsService::find_proven(storage::Reader& reader, WayKind kind,
                                                          const Uuid& id, BytesView secret) const {
    auto way = store::find_way(reader, parts_.hashes.way(kind, id));
    const auto verifier = parts_.hashes.secret(kind, id, secret);
    const Bytes nobody(verifier.size());
    const bool right = equal_secrets(verifier, way ? way->verifier : nobody);
    return right ? std::move(way) : std::nullopt;
}

std::optional<store::WayRow> AccountsService::find_open_device(storage::Reader& reader,
                                                               const Uuid& id,
                                                               BytesView secret) const {
    auto way = find_device(reader, id, secret);
    if (way && store::find_lock(reader, way->org_id, way->person_id, way->way_id))
        throw Refusal::not_allowed("accounts.locked");
    return way;
}

Session AccountsService::new_session(const store::WayRow& way, Keep keep,
                                     const Token& token) const {
    const auto now = parts_.clock.now();
    return {parts_.hashes.token(token), way.org_id, way.person_id, way.way_id, keep, now, now};
}

void AccountsService::start_session(storage::Transaction& tx, const Session& session,
                                    const Browser& browser) const {
    if (browser.token) store::remove_session(tx, parts_.hashes.token(*browser.token));
    store::sweep_sessions(tx, session.started_at);
    store::add_session(tx, session);
}

void AccountsService::forget_replaced(const Browser& browser) {
    if (browser.token) parts_.sessions.forget(parts_.hashes.token(*browser.token));
}

template <class Answer>
Opened<Answer> AccountsService::opened(Answer answer, Keep keep, const Hash& name,
                                       const Browser& browser, const Token& token) {
    std::optional<KnownDevice> device;
    if (keep == Keep::Own) {
        device = browser.device ? *browser.device : KnownDevice::make(parts_.random);
        device->mark(parts_.hashes.known_devices(), name);
    }
    return {std::move(answer), token, keep, std::move(device)};
}

}  // namespace breather::accounts
