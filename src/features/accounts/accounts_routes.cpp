#include "features/accounts/accounts_routes.h"

#include <algorithm>

#include "base/refusal.h"

namespace breather::accounts {
namespace {

using web::Method;
using Headers = std::vector<std::pair<std::string_view, std::string>>;

constexpr std::string_view set_cookie = "Set-Cookie";

Headers cookies_of(const Token& token, Keep keep, const std::optional<KnownDevice>& device) {
    Headers headers{{set_cookie, session_cookie(token, keep)}};
    if (device) headers.emplace_back(set_cookie, known_cookie(device->cookie()));
    return headers;
}

template <class Answer>
Answered<Answer> answered(Opened<Answer> opened) {
    auto headers = cookies_of(opened.token, opened.keep, opened.device);
    return {std::move(opened.answer), std::move(headers)};
}

/// A shared computer forgets everything of this site, but never the keys of others who have an own
/// device in this browser; an own device may hold other accounts.
Headers leaving(Keep keep, bool others_here) {
    Headers headers{{set_cookie, no_session_cookie()}};
    if (keep == Keep::Shared)
        headers.emplace_back("Clear-Site-Data", others_here ? R"("cache", "cookies")"
                                                            : R"("cache", "cookies", "storage")");
    return headers;
}

/// What is left of the mark as a known device, when this device is nobody's own any more.
void add_unmarked(Headers& headers, const std::optional<KnownDevice>& device) {
    headers.emplace_back(set_cookie, device ? known_cookie(device->cookie()) : no_known_cookie());
}

WayId get_way(const web::Request& request) {
    if (const auto way = WayId::parse(request.param("way"))) return *way;
    throw Refusal::not_found("accounts.way");
}

Uuid get_device(const web::Request& request) {
    if (const auto id = Uuid::parse(request.param("device"))) return *id;
    throw Refusal::not_found("accounts.device");
}

void add_ways_in(Doors& doors, const RouteParts& p) {
    doors.open_read<ProtocolAnswer>(
        {Method::Get, "/api/accounts/protocol", "What a browser needs to derive its secrets"},
        [instance = p.instance](const web::Request&, storage::Reader&) {
            return ProtocolAnswer{1, instance};
        });
    doors.open_long<JoinAsk, JoinAnswer>(
        {Method::Post,
         "/api/accounts/join",
         "A new account, on an own device or on a recovery card alone",
         {403, 404, 409, 410, 429},
         201},
        [&accounts = p.accounts](const JoinAsk& ask, const web::Request& request) {
            return answered(accounts.join(ask, browser_of(request)));
        });
    doors.open_long<DeviceAsk, SignedIn>(
        {Method::Post,
         "/api/accounts/sign-in/device",
         "Sign in with a device's secret",
         {401, 403}},
        [&accounts = p.accounts](const DeviceAsk& ask, const web::Request& request) {
            return answered(accounts.sign_in_device(ask, browser_of(request)));
        });
    doors.open_later<PassphraseAsk, SignedIn>(
        {Method::Post,
         "/api/accounts/sign-in/passphrase",
         "Sign in with name and passphrase",
         {401, 429}},
        [&desk = p.passphrases](PassphraseAsk&& ask, web::Request&& request, web::Reply reply) {
            desk.sign_in(std::move(ask), browser_of(request),
                         [reply](std::exception_ptr fault, const Opened<SignedIn>* opened) {
                             fault ? reply.fail(fault)
                                   : reply(Doors::response_of(answered(*opened)));
                         });
        });
    doors.open_long<RecoverOpenAsk, RecoverOpenAnswer>(
        {Method::Post,
         "/api/accounts/recover/open",
         "What a recovery code opens; signs nobody in",
         {401}},
        [&accounts = p.accounts, &database = p.database](const RecoverOpenAsk& ask,
                                                         const web::Request&) {
            return Answered<RecoverOpenAnswer>{database.read_now(
                [&](storage::Reader& reader) { return accounts.open_recovery(reader, ask); })};
        });
    doors.open_long<RecoverAsk, SignedIn>(
        {Method::Post,
         "/api/accounts/recover",
         "Trade a recovery code for a new one, and sign in",
         {401, 409}},
        [&accounts = p.accounts](const RecoverAsk& ask, const web::Request& request) {
            return answered(accounts.recover(ask, browser_of(request)));
        });
}

void add_own_account(Doors& doors, const RouteParts& p) {
    doors.my_read<Me>({Method::Get, "/api/accounts/me", "Who I am here"},
                      [&service = p.self](const Self& self, const web::Request& request,
                                          storage::Reader& reader) {
                          return service.me(self, reader, request.language);
                      });
    doors.my_read<KeptAnswer>({Method::Get, "/api/accounts/kept",
                               "Everything the server keeps about me that it can read"},
                              [&p](const Self& self, const web::Request&, storage::Reader& reader) {
                                  return p.self.kept(self, reader, p.rooms);
                              });
    doors.my_listening({Method::Get,
                        "/api/accounts/changes",
                        "Stays open on an own device (text/event-stream), and says when "
                        "something of mine was changed elsewhere",
                        {204}});
    doors.my_long<Settings, Settings>(
        {Method::Put, "/api/accounts/settings", "Change settings; what is left out stays", {409}},
        [&service = p.self](const Self& self, const Settings& ask, const Asked& asked) {
            return Answered<Settings>{service.change_settings(self, ask, asked)};
        });
    doors.my_long<SignOutAsk, Nothing>(
        {Method::Post, "/api/accounts/sign-out", "End this session"},
        [&accounts = p.accounts](const Self& self, const SignOutAsk& ask, const Asked& asked) {
            accounts.sign_out(asked.session);
            return Answered<Nothing>{{}, leaving(self.keep(), ask.others_here.value_or(false))};
        });
    doors.my_long<DeleteAsk, Nothing>(
        {Method::Post, "/api/accounts/delete", "Erase me and everything I wrote, for good"},
        [&service = p.self, &erasure = p.erasure](const Self& self, const DeleteAsk& ask,
                                                  const Asked& asked) {
            const auto device = service.unmark_device(self, browser_of(asked.request));
            erasure.erase(self.org(), self.person());
            auto headers = leaving(self.keep(), ask.others_here.value_or(false));
            add_unmarked(headers, device);
            return Answered<Nothing>{{}, std::move(headers)};
        });
}

void add_own_ways(Doors& doors, const RouteParts& p) {
    doors.my_long<NewPassphrase, WaysAnswer>(
        {Method::Put, "/api/accounts/ways/passphrase", "Set or replace my passphrase"},
        [&service = p.self](const Self& self, const NewPassphrase& ask, const Asked& asked) {
            return Answered<WaysAnswer>{service.set_passphrase(self, ask, asked)};
        });
    doors.my_long<NewWay, WaysAnswer>(
        {Method::Put, "/api/accounts/ways/code", "Set or replace my recovery code", {409}},
        [&service = p.self](const Self& self, const NewWay& ask, const Asked& asked) {
            return Answered<WaysAnswer>{service.set_code(self, ask, asked)};
        });
    doors.my_long<NewDevice, WaysAnswer>(
        {Method::Post, "/api/accounts/ways/device", "Make this an own device", {409}},
        [&service = p.self](const Self& self, const NewDevice& ask, const Asked& asked) {
            auto ways = service.add_device(self, ask, asked);
            const auto device = service.mark_device(self, browser_of(asked.request));
            return Answered<WaysAnswer>{std::move(ways),
                                        cookies_of(asked.token, Keep::Own, device)};
        });
    doors.my_long<Nothing, WaysAnswer>(
        {Method::Delete,
         "/api/accounts/ways/{way}",
         "Remove a way in; its sessions end",
         {404, 409}},
        [&service = p.self](const Self& self, const Nothing&, const Asked& asked) {
            const auto way = get_way(asked.request);
            Answered<WaysAnswer> answered{service.remove_way(self, way, asked), {}};
            if (way == self.way()) {
                // The app keeps the keys of others in this browser, so nothing of theirs goes.
                answered.headers = leaving(self.keep(), true);
                add_unmarked(answered.headers,
                             service.unmark_device(self, browser_of(asked.request)));
            }
            return answered;
        });
}

void add_devices(Doors& doors, const RouteParts& p) {
    doors.my_read<DevicesAnswer>(
        {Method::Get, "/api/accounts/devices", "Where my account is open"},
        [&devices = p.devices](const Self& self, const web::Request&, storage::Reader& reader) {
            return devices.list(self, reader);
        });
    doors.my_long<DeviceNameAsk, DevicesAnswer>(
        {Method::Put, "/api/accounts/devices/{device}/name", "What I call this device", {404}},
        [&devices = p.devices](const Self& self, const DeviceNameAsk& ask, const Asked& asked) {
            return Answered<DevicesAnswer>{
                devices.rename(self, get_device(asked.request), ask.name, asked)};
        });
    doors.my_long<Nothing, DevicesAnswer>(
        {Method::Delete,
         "/api/accounts/devices/{device}",
         "Sign a device or a visit out from afar",
         {404, 409}},
        [&p](const Self& self, const Nothing&, const Asked& asked) {
            Answered<DevicesAnswer> answered{
                p.devices.remove(self, get_device(asked.request), asked), {}};
            const auto& left = answered.answer.devices;
            if (std::any_of(left.begin(), left.end(),
                            [](const auto& each) { return each.this_one; }))
                return answered;
            answered.headers = leaving(self.keep(), true);
            if (self.keep() == Keep::Own) {
                add_unmarked(answered.headers,
                             p.self.unmark_device(self, browser_of(asked.request)));
            }
            return answered;
        });
}

void add_links(Doors& doors, const RouteParts& p) {
    doors.open_long<LinkAsk, LinkMade>(
        {Method::Post,
         "/api/accounts/links",
         "A screen asks to be opened by a phone; the code lives two minutes",
         {409, 429},
         201},
        [&links = p.links](const LinkAsk& ask, const web::Request&) {
            return Answered<LinkMade>{links.make(ask)};
        });
    doors.open_long<LinkCollectAsk, LinkCollected>(
        {Method::Post,
         "/api/accounts/links/collect",
         "What the phone answered; approved, this signs in",
         {401, 410}},
        [&links = p.links](const LinkCollectAsk& ask, const web::Request& request) {
            auto collected = links.collect(ask, browser_of(request));
            Answered<LinkCollected> answer{std::move(collected.answer), {}};
            if (collected.token)
                answer.headers = cookies_of(*collected.token, Keep::Shared, std::nullopt);
            return answer;
        });
    doors.my_read<LinkShown>(
        {Method::Get,
         "/api/accounts/links/{code}",
         "The screen that shows this code, from an own device",
         {403, 404}},
        [&links = p.links](const Self& self, const web::Request& request, storage::Reader& reader) {
            return links.show(self, reader, request.param("code"));
        });
    doors.my_write<LinkApproval, Nothing>(
        {Method::Post,
         "/api/accounts/links/{code}/approve",
         "Open my account on that screen",
         {403, 404}},
        [&links = p.links](const Self& self, const LinkApproval& ask, const web::Request& request) {
            return links.approve(self, request.param("code"), ask);
        });
    doors.my_write<Nothing, Nothing>(
        {Method::Post,
         "/api/accounts/links/{code}/refuse",
         "Do not open my account on that screen",
         {403, 404}},
        [&links = p.links](const Self& self, const Nothing&, const web::Request& request) {
            return links.refuse(self, request.param("code"));
        });
}

void add_locks(Doors& doors, const RouteParts& p) {
    doors.my_write<LockAsk, Nothing>(
        {Method::Put, "/api/accounts/lock", "Lock this own device with a PIN", {403, 409}},
        [&locks = p.locks](const Self& self, const LockAsk& ask, const web::Request&) {
            return locks.set(self, ask);
        });
    doors.my_write<LockRemoval, Nothing>(
        {Method::Post, "/api/accounts/lock/remove", "Take this device's lock off", {403}},
        [&locks = p.locks](const Self& self, const LockRemoval& ask, const web::Request&) {
            return locks.remove(self, ask);
        });
    doors.open_long<UnlockAsk, UnlockAnswer>(
        {Method::Post,
         "/api/accounts/lock/open",
         "Try a PIN; the fifth wrong one signs the device out",
         {401, 409}},
        [&locks = p.locks](const UnlockAsk& ask, const web::Request& request) {
            auto tried = locks.open(ask, browser_of(request));
            Answered<UnlockAnswer> answer{std::move(tried.answer), {}};
            if (tried.opened)
                answer.headers = cookies_of(tried.opened->token, Keep::Own, tried.opened->device);
            return answer;
        });
}

}  // namespace

void add_routes(Doors& doors, const RouteParts& parts) {
    add_ways_in(doors, parts);
    add_own_account(doors, parts);
    add_own_ways(doors, parts);
    add_devices(doors, parts);
    add_links(doors, parts);
    add_locks(doors, parts);
}

}  // namespace breather::accounts
