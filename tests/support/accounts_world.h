// The rooms organisations and accounts over a real storage engine, asked as a browser would ask:
// cookies are kept, writes bring an idempotency key, answers are waited for. Rooms above add their
// own routes.
#pragma once
#include <boost/json.hpp>
#include <future>
#include <map>

#include "engines/storage/instance.h"
#include "features/accounts/accounts_room.h"
#include "features/organisations/organisations_routes.h"
#include "support/storage_world.h"

namespace breather::testing {

/// An answer, read.
struct Heard {
    int status = 0;
    std::string text;
    boost::json::value json;
    std::vector<std::pair<std::string, std::string>> headers;

    std::string header(std::string_view name) const {
        for (const auto& [each, value] : headers)
            if (each == name) return value;
        return {};
    }
    /// "accounts.name_taken" of a problem.
    std::string problem() const {
        const std::string type(json.at("type").as_string());
        return type.substr(type.rfind('/') + 1);
    }
};

/// One browser: its cookies, and the language it asks for.
struct Browser {
    std::map<std::string, std::string> cookies;
    Language language = Language::en_GB;
};

class AccountsWorld : public StorageWorld {
    std::optional<web::Router> router_;

  public:
    web::LongPool long_pool{{.threads = 2}};
    credentials::SlowPlaces slow_places;
    organisations::OrganisationsService organisations{*database, clock, random};
    std::unique_ptr<accounts::AccountsRoom> room;
    OrgId org;
    std::string code;

    AccountsWorld() {
        org = organisations.add(
            {{},
             "North Hospital",
             "Example University",
             organisations::Country::GB,
             organisations::Labels::WellBeing,
             "steady",
             {{Language::en_GB, Text<400, 1>(std::string("Ten minutes of a shift are yours."))},
              {Language::zh_Hans, Text<400, 1>(std::string("每班十分钟是你的。"))}}});
        code = organisations.new_code(org).kept();
        furnish();
    }
    /// Room and routes anew, as after a restart: nothing in memory is left.
    void furnish() {
        room.reset();
        router_.emplace();
        room = std::make_unique<accounts::AccountsRoom>(accounts::AccountsRoom::Parts{
            .router = *router_,
            .database = *database,
            .keys = *keys,
            .instance_key = instance,
            .instance = storage::instance_id(*database, clock, random).uuid,
            .organisations = organisations,
            .long_pool = long_pool,
            .clock = clock,
            .random = random,
            .slow_places = slow_places,
            .passphrase_cost = {.passes = 1, .memory = 8192}});
        organisations::add_routes(*router_, *database, organisations,
                                  {.here = "https://steady.example.org", .leave_to = {}});
    }
    void open(std::vector<accounts::PersonalRoom> rooms = {}) { room->open(std::move(rooms)); }
    web::Router& router() { return *router_; }

    Heard ask(Browser& browser, web::Method method, const std::string& path,
              const boost::json::value& body = nullptr, std::optional<std::string> key = {}) {
        web::Request request(method, path,
                             body.is_null() ? std::string() : boost::json::serialize(body));
        request.language = browser.language;
        std::string cookies;
        for (const auto& [name, value] : browser.cookies)
            cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
        if (!cookies.empty()) request.add_header("cookie", cookies);
        if (method != web::Method::Get)
            request.add_header("idempotency-key", key.value_or(to_hex(random.bytes(16))));
        return hear(browser, std::move(request));
    }
    Heard get(Browser& browser, const std::string& path) {
        return ask(browser, web::Method::Get, path);
    }
    Heard post(Browser& browser, const std::string& path, const boost::json::value& body,
               std::optional<std::string> key = {}) {
        return ask(browser, web::Method::Post, path, body, std::move(key));
    }
    Heard put(Browser& browser, const std::string& path, const boost::json::value& body,
              std::optional<std::string> key = {}) {
        return ask(browser, web::Method::Put, path, body, std::move(key));
    }
    Heard remove(Browser& browser, const std::string& path, std::optional<std::string> key = {}) {
        return ask(browser, web::Method::Delete, path, boost::json::object(), std::move(key));
    }

    Heard hear(Browser& browser, web::Request request) {
        std::promise<web::Response> promise;
        const web::Reply reply(
            [&](web::Response response) { promise.set_value(std::move(response)); });
        const auto match = router_->match(request);
        ensure(match.route != nullptr, "no such route in this test");
        try {
            match.route->handler(std::move(request), reply);
        } catch (...) {
            reply.fail(std::current_exception());
        }
        const auto response = promise.get_future().get();
        Heard heard;
        heard.status = response.status;
        heard.text = response.body.text();
        if (response.content_type != "text/html; charset=utf-8")
            heard.json = boost::json::parse(heard.text);
        for (const auto& [name, value] : response.headers) {
            heard.headers.emplace_back(std::string(name), value);
            if (name == "Set-Cookie") keep_cookie(browser, value);
        }
        return heard;
    }

    // ---- what a browser makes

    std::string blob(std::size_t size) { return to_base64url(random.bytes(size)); }

    /// A device or a recovery code, with a fresh id and secret.
    boost::json::object new_way() {
        return {{"id", to_hex(random.bytes(16))},
                {"secret", blob(32)},
                {"wrap", blob(61)},
                {"commitment", blob(32)}};
    }
    boost::json::object new_passphrase() {
        return {{"secret", blob(32)},
                {"wrap", blob(61)},
                {"commitment", blob(32)},
                {"iterations", 600'000}};
    }
    boost::json::object join_ask(const std::string& name) {
        return {{"code", code},
                {"language", "en-GB"},
                {"name", name},
                {"public_key", blob(91)},
                {"sealed_private_key", blob(300)},
                {"device", new_way()}};
    }

    /// Somebody who has joined on a browser of their own.
    struct Person {
        Browser browser;
        std::string id, name;
        boost::json::object device;
    };
    Person join(const std::string& name) {
        Person person;
        const auto ask = join_ask(name);
        const auto heard = post(person.browser, "/api/accounts/join", ask);
        ensure(heard.status == 201, heard.text);
        person.id = heard.json.at("person").as_string();
        person.name = name;
        person.device = ask.at("device").as_object();
        return person;
    }

    /// Rows of a table, however it is called: for looking behind the scenes.
    std::int64_t count_rows(const std::string& table) {
        const auto sql = "select cast(count(*) as bigint) from " + table;
        return database
            ->read_now([&](storage::Reader& reader) {
                return reader.find<std::int64_t>(storage::Statement{"test.count", sql});
            })
            .value();
    }

  private:
    static void keep_cookie(Browser& browser, const std::string& line) {
        const auto equals = line.find('=');
        const auto end = line.find(';');
        const auto name = line.substr(0, equals);
        if (line.find("Max-Age=0") != std::string::npos) {
            browser.cookies.erase(name);
        } else {
            browser.cookies[name] = line.substr(equals + 1, end - equals - 1);
        }
    }
};

}  // namespace breather::testing
