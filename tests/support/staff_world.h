// The staff's rooms over a real storage engine, asked as a browser on the staff's host would ask.
// Authenticator apps are played by the same liboath that checks them.
#pragma once
#include <liboath/oath.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <future>
#include <map>
#include <thread>

#include "features/staff/staff_room.h"
#include "support/fake_provider.h"
#include "support/storage_world.h"

namespace breather::testing {

/// The six digits an app would show now.
inline std::string totp_now(const std::string& base32, Instant now) {
    oath_init();
    char* secret = nullptr;
    std::size_t size = 0;
    ensure(oath_base32_decode(base32.c_str(), base32.size(), &secret, &size) == OATH_OK,
           "not a secret");
    char code[7]{};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    oath_totp_generate(secret, size, seconds, 30, 0, 6, code);
    std::free(secret);
    return code;
}

class StaffWorld : public StorageWorld {
  public:
    web::Router router;
    web::LongPool long_pool{{.threads = 2}};
    credentials::SlowPlaces slow_places;
    ledger::Ledger ledger{instance};
    OrgId org = OrgId::make(clock, random);
    staff::OutsideParts outside;  // set before the room is made
    staff::StaffRoom room{{.router = router,
                           .database = *database,
                           .instance_key = instance,
                           .sealer = sealer,
                           .ledger = ledger,
                           .long_pool = long_pool,
                           .clock = clock,
                           .random = random,
                           .slow_places = slow_places,
                           .address = "https://desk.example.org",
                           .passphrase_cost = {.passes = 1, .memory = 8192},
                           .organisation_name =
                               [this](storage::Reader&, OrgId asked) {
                                   return asked == org
                                              ? std::optional<std::string>("Linden Hospital")
                                              : std::nullopt;
                               },
                           .outside = outside}};

    explicit StaffWorld(staff::OutsideParts provider = {}) : outside(std::move(provider)) {
        room.add_routes();
    }

    struct Heard {
        int status = 0;
        boost::json::value json;
        std::string problem() const {
            const std::string type(json.at("type").as_string());
            return type.substr(type.rfind('/') + 1);
        }
        std::string field() const {
            return std::string(json.at("fields").as_array().at(0).at("path").as_string());
        }
    };
    struct Browser {
        std::map<std::string, std::string> cookies;
    };
    struct Person {
        Browser browser;
        std::string id, name, secret, passphrase;
    };

    Heard ask(Browser& browser, web::Method method, const std::string& path,
              const boost::json::value& body = nullptr, std::optional<std::string> key = {}) {
        web::Request request(method, path,
                             body.is_null() ? std::string() : boost::json::serialize(body));
        std::string cookies;
        for (const auto& [name, value] : browser.cookies)
            cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
        if (!cookies.empty()) request.add_header("cookie", cookies);
        if (method != web::Method::Get)
            request.add_header("idempotency-key", key.value_or(to_hex(random.bytes(16))));
        std::promise<web::Response> promise;
        const web::Reply reply(
            [&](web::Response response) { promise.set_value(std::move(response)); });
        const auto match = router.match(request);
        ensure(match.route != nullptr, "no such route in this test");
        try {
            match.route->handler(std::move(request), reply);
        } catch (...) {
            reply.fail(std::current_exception());
        }
        const auto response = promise.get_future().get();
        for (const auto& [name, value] : response.headers) {
            if (name != "Set-Cookie") continue;
            const auto equals = value.find('='), end = value.find(';');
            const auto cookie = value.substr(0, equals);
            if (value.find("Max-Age=0") != std::string::npos)
                browser.cookies.erase(cookie);
            else
                browser.cookies[cookie] = value.substr(equals + 1, end - equals - 1);
        }
        return {response.status, boost::json::parse(response.body.text())};
    }
    Heard get(Browser& browser, const std::string& path) {
        return ask(browser, web::Method::Get, path);
    }
    Heard post(Browser& browser, const std::string& path,
               const boost::json::value& body = boost::json::object(),
               std::optional<std::string> key = {}) {
        return ask(browser, web::Method::Post, path, body, std::move(key));
    }

    static std::string code_in(std::string_view link) {
        return std::string(link.substr(link.find("#enrol=") + 7));
    }

    /// Through the link to a session.
    Person enrol(const std::string& link, const std::string& name) {
        Person person;
        person.name = name;
        person.passphrase = "quiet harbour lantern " + to_hex(random.bytes(8));
        const std::string code = code_in(link);
        const auto opened = post(person.browser, "/api/staff/enrolment/open", {{"code", code}});
        ensure(opened.status == 200, boost::json::serialize(opened.json));
        person.secret = opened.json.at("secret").as_string();
        const auto enrolled = post(person.browser, "/api/staff/enrolment",
                                   {{"code", code},
                                    {"sign_in_name", name},
                                    {"passphrase", person.passphrase},
                                    {"totp", totp_now(person.secret, clock.now())}});
        ensure(enrolled.status == 201, boost::json::serialize(enrolled.json));
        person.id = enrolled.json.at("id").as_string();
        return person;
    }
    std::string link_for(staff::Role role, std::optional<OrgId> of = {}) {
        return room.service().invite_from_the_console(ledger, "From the console", {role, of});
    }
    Person administrator(const std::string& name) {
        return enrol(link_for(staff::Role::Administrator), name);
    }
    Heard sign_in(Browser& browser, const Person& person) {
        return post(browser, "/api/staff/sign-in",
                    {{"sign_in_name", person.name},
                     {"passphrase", person.passphrase},
                     {"totp", totp_now(person.secret, clock.now())}});
    }
    Heard refresh(Person& person) {
        clock.advance(std::chrono::seconds(31));  // the last code is used up
        return post(
            person.browser, "/api/staff/refresh",
            {{"passphrase", person.passphrase}, {"totp", totp_now(person.secret, clock.now())}});
    }
    /// Uses are written by themselves, on PostgreSQL by any of several writers.
    void wait_until_use_is_written() {
        constexpr storage::Statement seen{"test.seen", "select max(seen_at) from staff_session"};
        while (*database->read_now([&](storage::Reader& reader) {
            return reader.find<std::optional<Instant>>(seen).value();
        }) < clock.now())
            std::this_thread::yield();
    }
    ledger::Chain chain() {
        return database->read_now([&](storage::Reader& reader) { return ledger.verify(reader); });
    }
    std::vector<ledger::Row> rows() {
        return database->read_now(
            [&](storage::Reader& reader) { return ledger::Ledger::list(reader, {}, 100); });
    }
};

}  // namespace breather::testing
