#include "app/watch/listener.h"

#include <sodium.h>

#include <array>
#include <fstream>

#include "app/exit.h"
#include "engines/web/problem.h"

namespace breather::watch {
namespace {

constexpr std::size_t token_min = 16;
constexpr std::string_view bearer = "Bearer ";

using Hash = std::array<unsigned char, crypto_generichash_BYTES>;

Hash hash_of(std::string_view text) {
    Hash hash;
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr,
                       0);
    return hash;
}

web::ServerOptions options_of(const Configuration& configuration) {
    web::ServerOptions options;
    options.address = configuration.metrics_bind;
    options.port = *configuration.metrics_port;
    options.limits.connections_max = 32;
    return options;
}

web::Response unknown_asker(const web::Request& request, std::string_view route) {
    auto response = web::problem_response(401, "not_signed_in", request.language, route);
    response.add_header("WWW-Authenticate", "Bearer");
    return response;
}

/// A route for whoever says the token.
web::Route guarded(std::string pattern, std::string summary, std::string token,
                   std::function<void(web::Reply)> answer) {
    web::Route route;
    route.method = web::Method::Get;
    route.pattern = pattern;
    route.summary = std::move(summary);
    route.guard = "token";
    route.statuses = {200, 401, 503};
    route.handler = [pattern, token = std::move(token), answer = std::move(answer)](
                        web::Request&& request, web::Reply reply) {
        if (!says_token(request.header("authorization"), token))
            return reply(unknown_asker(request, pattern));
        answer(std::move(reply));
    };
    return route;
}

void answer_health(const Heartbeat& heartbeat, const web::Reply& reply) {
    heartbeat.look([&heartbeat, reply](bool reads) {
        const auto age = heartbeat.age();
        const bool writes = age <= Heartbeat::age_max;
        reply(web::Response::json(
            std::string(R"({"status":")") + (reads && writes ? "ok" : "failing") + R"(","reads":)" +
                (reads ? "true" : "false") + R"(,"writes":)" + (writes ? "true" : "false") +
                R"(,"heartbeat_age_s":)" + std::to_string(age.count()) + "}",
            reads && writes ? 200 : 503));
    });
}

web::Response text_response(std::string text) {
    web::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = std::move(text);
    return response;
}

}  // namespace

std::string read_token(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string token;
    if (!in || !std::getline(in, token))
        throw std::runtime_error(file.string() + " cannot be read, or is empty.");
    while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
    if (token.size() < token_min)
        throw std::runtime_error("The first line of " + file.string() + " is shorter than " +
                                 std::to_string(token_min) +
                                 " characters. openssl rand -hex 32 makes a good one.");
    return token;
}

bool says_token(std::string_view header, std::string_view token) {
    const bool begins = header.starts_with(bearer);
    const Hash said = hash_of(begins ? header.substr(bearer.size()) : header);
    const Hash wanted = hash_of(token);
    return sodium_memcmp(said.data(), wanted.data(), said.size()) == 0 && begins;
}

Listener::Listener(const Configuration& configuration, const Metrics& metrics,
                   const Heartbeat& heartbeat, const Clock& clock) {
    std::string token;
    try {
        token = read_token(configuration.metrics_token_file.value_or(""));
    } catch (const std::exception& error) {
        throw Stop(Exit::Configuration, error.what());
    }
    router_.add(
        guarded("/metrics", "Figures for a watching program", token,
                [&metrics](const web::Reply& reply) { reply(text_response(metrics.text())); }));
    router_.add(
        guarded("/health/deep", "Whether the database reads and takes writes", token,
                [&heartbeat](const web::Reply& reply) { answer_health(heartbeat, reply); }));
    try {
        server_ = std::make_unique<web::Server>(options_of(configuration), router_, no_files_,
                                                no_log_, clock);
    } catch (const std::exception& error) {
        throw Stop(Exit::PortInUse, error.what());
    }
    server_->run(1);
}

std::unique_ptr<Listener> open_listener(const Configuration& configuration, const Metrics& metrics,
                                        const Heartbeat& heartbeat, const Clock& clock) {
    if (!configuration.metrics_port) return nullptr;
    return std::make_unique<Listener>(configuration, metrics, heartbeat, clock);
}

}  // namespace breather::watch
