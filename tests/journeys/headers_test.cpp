// W1 on the routes there really are: whatever is asked and whoever asks, the answer says the same
// to browsers. The web engine's own test holds each value; this one holds that no room goes round
// it.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engines/web/server.h"
#include "support/http.h"
#include "support/temp_folder.h"
#include "support/world.h"

namespace breather::testing {
namespace {

const std::map<std::string, std::string> on_every_answer = {
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "no-referrer"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-embedder-policy", "require-corp"},
    {"cross-origin-resource-policy", "same-origin"},
};
const std::set<std::string> sources_allowed = {"'none'", "'self'", "'script'"};

std::vector<std::string> values_of(const HttpAnswer& answer, const std::string& name) {
    std::vector<std::string> values;
    for (const auto& [said, value] : answer.headers)
        if (said == name) values.push_back(value);
    return values;
}

/// What is wrong with the headers of an answer; empty when nothing.
std::string fault_in(const HttpAnswer& answer) {
    std::string faults;
    const auto one = [&](const std::string& name) {
        const auto values = values_of(answer, name);
        if (values.size() != 1) faults += std::to_string(values.size()) + " times " + name + "; ";
        return values.empty() ? std::string() : values[0];
    };
    for (const auto& [name, value] : on_every_answer)
        if (one(name) != value) faults += name + " is not " + value + "; ";
    const auto type = values_of(answer, "content-type");
    const bool is_document = !type.empty() && type[0].starts_with("text/html");
    for (const char* name : {"camera=()", "microphone=()", "geolocation=()"})
        if (is_document && one("permissions-policy").find(name) == std::string::npos)
            faults += std::string("permissions-policy lacks ") + name + "; ";
    std::istringstream policy(one("content-security-policy"));
    std::set<std::string> directives;
    for (std::string part; std::getline(policy, part, ';');) {
        std::istringstream words(part);
        std::string directive, source;
        words >> directive;
        directives.insert(directive);
        while (words >> source) {
            // The name of the one policy, which is no source anything is loaded from.
            if (directive == "trusted-types" && source == "worker") continue;
            if (!sources_allowed.contains(source)) faults += directive + " allows " + source + "; ";
        }
    }
    for (const char* directive : {"default-src", "base-uri", "form-action", "frame-ancestors"})
        if (!directives.contains(directive)) faults += std::string("no ") + directive + "; ";
    for (const char* banner : {"server", "x-powered-by", "access-control-allow-origin"})
        if (!values_of(answer, banner).empty()) faults += std::string("says ") + banner + "; ";
    return faults;
}

class EveryHeader : public ::testing::Test {
  protected:
    EveryHeader() {
        world.import_pack();
        const OrgId org = world.add_organisation("northgate", organisations::Country::GB);
        code = world.house().organisations().new_code(org).kept();
        std::ofstream(app / "index.html") << "<!doctype html><title>Breather</title>";
        files = std::make_unique<web::StaticFiles>(
            web::StaticFolders{.app = app.path(), .media = world.folder() / "media"});
        server = std::make_unique<web::Server>(web::ServerOptions{}, world.house().router(), *files,
                                               log, world.clock);
        server->run(1);
    }
    ~EveryHeader() override { server->stop(); }

    HttpAnswer ask(const std::string& method, const std::string& path, const std::string& body = "",
                   HttpHeaders more = {}) {
        HttpHeaders headers{{"Sec-Fetch-Site", "same-origin"},
                            {"Idempotency-Key", to_hex(world.random.bytes(16))}};
        if (method != "GET") headers.emplace_back("Content-Type", "application/json");
        headers.insert(headers.end(), more.begin(), more.end());
        return ask_http(server->port(), method, path, headers, body);
    }
    void expect(const HttpAnswer& answer, int status, const std::string& what) {
        EXPECT_EQ(answer.status, status) << what << ": " << answer.body;
        EXPECT_EQ(fault_in(answer), "") << what;
    }

    World world;
    TempFolder app;
    std::string code;
    web::AccessLog log;
    std::unique_ptr<web::StaticFiles> files;
    std::unique_ptr<web::Server> server;
};

TEST_F(EveryHeader, stands_on_what_every_route_answers_a_stranger) {
    int guarded = 0;
    for (const web::Route& route : world.house().router().routes()) {
        std::string path = route.pattern;
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, to_hex(world.random.bytes(16)));
        const std::string method(web::name(route.method));
        const auto answer = ask(method, path, method == "GET" ? "" : "{}");
        EXPECT_EQ(fault_in(answer), "") << method << " " << path << " " << answer.status;
        if (route.guard == "signed_in") {
            EXPECT_EQ(answer.status, 401) << method << " " << path;
            ++guarded;
        }
        if (path.starts_with("/api/")) {
            EXPECT_EQ(values_of(answer, "cache-control"), std::vector<std::string>{"no-store"})
                << method << " " << path;
        }
        expect(ask("PATCH", path, "{}"), 405, "PATCH " + path);
    }
    EXPECT_GE(guarded, 15) << "the routes of signed-in people were not asked";
}

TEST_F(EveryHeader, stands_on_what_no_route_answers) {
    expect(ask("GET", "/"), 200, "the shell");
    expect(ask("GET", "/p/" + code), 200, "the shell at a code");
    expect(ask("GET", "/api/organisations/codes/" + code), 200, "a code");
    expect(ask("GET", "/api/organisations/codes/" + code + "/poster"), 200, "a poster");
    expect(ask("GET", "/api/nowhere"), 404, "no route");
    expect(ask("GET", "/media/nothing.mp3"), 404, "no audio");
    expect(ask("GET", "/assets/nothing.js"), 404, "no asset");
    expect(ask("POST", "/api/accounts/join", "{}", {{"Origin", "https://evil.example"}}), 403,
           "another site");
    const std::string too_much(262'145, ' '), too_long(17'000, 'a');
    expect(ask("POST", "/api/accounts/join", too_much), 413, "too large a body");
    expect(ask("GET", "/" + too_long), 431, "too large a head");
}

TEST_F(EveryHeader, cookies_are_kept_from_scripts_other_sites_and_open_lines) {
    const auto blob = [&](std::size_t size) { return to_base64url(world.random.bytes(size)); };
    const std::string body = boost::json::serialize(
        boost::json::object{{"code", code},
                            {"language", "en-GB"},
                            {"name", "calm heron 4821"},
                            {"public_key", blob(91)},
                            {"sealed_private_key", blob(200)},
                            {"device", boost::json::object{{"id", to_hex(world.random.bytes(16))},
                                                           {"secret", blob(32)},
                                                           {"wrap", blob(61)},
                                                           {"commitment", blob(32)}}}});
    const auto joined = ask("POST", "/api/accounts/join", body);
    expect(joined, 201, "joining");
    const auto cookies = values_of(joined, "set-cookie");
    std::set<std::string> names;
    for (const auto& cookie : cookies) {
        names.insert(cookie.substr(0, cookie.find('=')));
        for (const char* flag : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"})
            EXPECT_NE(cookie.find(flag), std::string::npos) << flag << " in " << cookie;
        EXPECT_EQ(cookie.find("Domain"), std::string::npos) << cookie;
    }
    EXPECT_EQ(names, (std::set<std::string>{"__Host-breather", "__Host-known"}));
}

TEST(EveryHeaderControl, an_answer_that_lacks_or_allows_something_is_seen) {
    HttpAnswer answer;
    for (const auto& [name, value] : on_every_answer) answer.headers.emplace_back(name, value);
    answer.headers.emplace_back("content-type", "text/html; charset=utf-8");
    EXPECT_NE(fault_in(answer).find("permissions-policy"), std::string::npos);
    answer.headers.emplace_back("permissions-policy", "camera=(), microphone=(), geolocation=()");
    HttpAnswer bad = answer;
    const std::string policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    answer.headers.emplace_back("content-security-policy", policy);
    EXPECT_EQ(fault_in(answer), "");
    EXPECT_NE(fault_in(bad), "");
    for (const char* more : {"; img-src https://elsewhere.example", "; img-src data:"}) {
        HttpAnswer worse = bad;
        worse.headers.emplace_back("content-security-policy", policy + more);
        EXPECT_NE(fault_in(worse), "") << more;
    }
}

}  // namespace
}  // namespace breather::testing
