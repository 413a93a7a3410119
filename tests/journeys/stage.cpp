#include "journeys/stage.h"

namespace breather::testing {

struct Stage::Network {
    explicit Network(World& world)
        : files({.app = {}, .media = world.folder() / "media"}),
          server({}, world.house().router(), files, log, world.clock) {
        server.run(1);
    }
    web::AccessLog log;
    web::StaticFiles files;
    web::Server server;
};

Stage::Stage(World::Around around) : world(std::move(around)) {
    world.import_pack();
    open();
}

Stage::~Stage() { close(); }

void Stage::open() { network_ = std::make_unique<Network>(world); }

void Stage::close() {
    if (network_) network_->server.stop();
    network_.reset();
}

void Stage::restart() {
    close();
    world.restart();
    open();
}

std::uint16_t Stage::port() const { return network_->server.port(); }

HttpHeaders Stage::headers_of(const JourneyBrowser& browser, const Question& question) {
    HttpHeaders headers{{"Accept-Language", browser.language}, {"Sec-Fetch-Site", "same-origin"}};
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

HttpAnswer Stage::ask(JourneyBrowser& browser, const Question& question) {
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

}  // namespace breather::testing
