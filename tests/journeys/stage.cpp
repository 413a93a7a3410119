#include "journeys/stage.h"

namespace breather::testing {

struct Stage::Network {
    explicit Network(World& world)
        : files({.app = {}, .media = world.folder() / "media"}),
          server({}, world.house().router(), files, log, world.clock) {
        server.add_site(desk_host, {world.house().staff_router(), no_files, log});
        server.run(1);
    }
    static constexpr const char* desk_host = "staff.localhost";
    web::AccessLog log;
    web::StaticFiles files, no_files;
    web::Server server;
};

Stage::Stage(World::Around around, World::Change change)
    : world(std::move(around), std::move(change)) {
    world.import_pack();
    open();
    const char* servers = std::getenv("BREATHER_TEST_SERVERS");
    if (servers != nullptr && std::string_view(servers) == "2")
        beside_ = std::make_unique<Stage>(*this);
}

Stage::Stage(const Stage& first, World::Around around) : world(first.world, std::move(around)) {
    open();
}

Stage::Stage(const Stage& first, const PostgresPlaces& places) : world(first.world, places) {
    open();
}

Stage::~Stage() { close(); }

void Stage::open() { network_ = std::make_unique<Network>(world); }

void Stage::close() {
    if (network_) network_->server.stop();
    network_.reset();
}

void Stage::restart() {
    if (beside_) beside_->restart();
    close();
    world.restart();
    open();
}

std::uint16_t Stage::port() const { return network_->server.port(); }

void Stage::sweep() {
    world.house().sweep();
    if (beside_) beside_->sweep();
}

HttpAnswer Stage::ask(JourneyBrowser& browser, const Question& question) {
    const bool is_for_other = std::exchange(beside_is_next_, !beside_is_next_);
    if (!beside_ || !is_for_other) return ask_here(browser, question);
    beside_->world.clock.set(world.clock.now());
    return beside_->ask_here(browser, question);
}

HttpHeaders Stage::headers_of(const JourneyBrowser& browser, const Question& question) {
    HttpHeaders headers{{"Host", browser.at_desk ? Network::desk_host : "localhost"},
                        {"Accept-Language", browser.language},
                        {"Sec-Fetch-Site", "same-origin"}};
    std::string cookies;
    for (const auto& [name, value] : browser.cookies)
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) headers.emplace_back("Cookie", cookies);
    if (question.method != "GET") headers.emplace_back("Content-Type", "application/json");
    for (const auto& [name, value] : question.headers) {
        std::erase_if(headers, [&](const auto& usual) {
            return lower_case(usual.first) == lower_case(name);
        });
        if (!value.empty()) headers.emplace_back(name, value);
    }
    return headers;
}

HttpAnswer Stage::ask_here(JourneyBrowser& browser, const Question& question) {
    const HttpAnswer answer = ask_http(port(), question.method, question.path,
                                       headers_of(browser, question), question.body);
    for (const auto& [name, value] : answer.headers) {
        if (name != "set-cookie") continue;
        const auto equals = value.find('='), end = std::min(value.find(';'), value.size());
        const std::string cookie = value.substr(0, equals),
                          held = value.substr(equals + 1, end - equals - 1);
        if (held.empty() || lower_case(value).find("max-age=0") != std::string::npos)
            browser.cookies.erase(cookie);
        else
            browser.cookies[cookie] = held;
    }
    return answer;
}

JourneyBrowser join(Stage& stage, const std::string& name) {
    JourneyBrowser browser;
    const OrgId org = stage.world.add_organisation(name, organisations::Country::GB);
    const boost::json::object ask{
        {"code", stage.world.house().organisations().new_code(org).kept()},
        {"language", "en-GB"},
        {"name", name},
        {"public_key", stage.fresh_blob(91)},
        {"sealed_private_key", stage.fresh_blob(200)},
        {"device", boost::json::object{{"id", stage.fresh_id()},
                                       {"secret", stage.fresh_blob(32)},
                                       {"wrap", stage.fresh_blob(61)},
                                       {"commitment", stage.fresh_blob(32)}}}};
    const auto heard =
        stage.ask(browser, {"POST", "/api/accounts/join", boost::json::serialize(ask), {}});
    if (heard.status != 201) throw std::runtime_error("joining: " + heard.body);
    return browser;
}

HttpAnswer ask_once(Stage& stage, JourneyBrowser browser, const std::string& method,
                    const std::string& path, const std::string& body) {
    return stage.ask(
        browser,
        {method, path, method == "GET" ? "" : body, {{"Idempotency-Key", stage.fresh_id()}}});
}

}  // namespace breather::testing
