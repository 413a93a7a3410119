// R11: what a hostile client can put into a request, sent to every route that writes by somebody
// who may write there. Refused, with no effect and no fault of ours. The sanitizers run this too.
#include <gtest/gtest.h>

#include <iostream>

#include "reliability/every_write.h"

namespace breather::testing {
namespace {

struct Bomb {
    std::string name;
    std::string body;
    HttpHeaders headers = {};
};

std::string repeated(const std::string& piece, std::size_t times) {
    std::string all;
    all.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i) all += piece;
    return all;
}

/// `good` with one more member in front; its own must be there too.
std::string with_member(const std::string& good, const std::string& member) {
    return "{" + member + (good == "{}" ? "}" : "," + good.substr(1));
}

/// As everywhere, unless the route itself says that it takes more.
std::size_t find_body_max(Stage& stage, const std::string& wanted) {
    std::size_t found = 0;
    const auto look = [&](const web::Router& router, const std::string& host) {
        for (const auto& route : router.routes())
            if (host + std::string(web::name(route.method)) + " " + route.pattern == wanted)
                found = route.body_max;
    };
    look(stage.world.house().router(), "");
    look(stage.world.house().staff_router(), "desk ");
    return found > 0 ? found : 256 * 1024;
}

std::vector<Bomb> bombs_for(const std::string& good, std::size_t body_max) {
    const auto first = good.find('"');
    const std::string member =
        first == good.npos ? R"("x":1)"
                           : good.substr(first, good.find('"', first + 1) - first + 1) + ":1";
    std::vector<Bomb> bombs{
        {"nothing", ""},
        {"a NUL", std::string(1, '\0')},
        {"NUL in a name", with_member(good, std::string("\"a\0b\":1", 7))},
        {"an escaped NUL", with_member(good, R"("a\u0000":1)")},
        {"a byte order mark", "\xef\xbb\xbf" + good},
        {"invalid UTF-8", with_member(good, "\"\xff\xfe\":1")},
        {"an overlong slash", with_member(good, "\"\xc0\xaf\":1")},
        {"half a pair", with_member(good, R"("\ud800":1)")},
        {"an encoded surrogate", with_member(good, "\"\xed\xa0\x80\":1")},
        {"33 deep", with_member(good, "\"x\":" + repeated("[", 33) + repeated("]", 33))},
        {"100,000 deep", repeated("[", 100'000)},
        {"100,000 objects deep", repeated(R"({"a":)", 40'000)},
        {"a name twice", with_member(good, member)},
        {"an unknown name", with_member(good, R"("is_admin":true)")},
        {"the prototype", with_member(good, R"("__proto__":{"x":1})")},
        {"a huge number", with_member(good, "\"x\":" + repeated("9", 10'000))},
        {"1e999999999", with_member(good, R"("x":1e999999999)")},
        {"NaN", with_member(good, R"("x":NaN)")},
        {"a comment", "/* */" + good},
        {"a comma too many", good.substr(0, good.size() - 1) + ",}"},
        {"two values", good + good},
        {"a list", "[" + good + "]"},
        {"a string", "\"" + repeated("a", 1000) + "\""},
        {"half of it", good.substr(0, good.size() / 2)},
        {"10,000 names", "{" +
                             [] {
                                 std::string all;
                                 for (int i = 0; i < 10'000; ++i)
                                     all += "\"n" + std::to_string(i) + "\":0,";
                                 return all;
                             }() +
                             "\"z\":0}"},
        {"a string as long as a body",
         with_member(good, "\"x\":\"" + repeated("a", body_max - good.size() - 20) + "\"")},
        {"a byte too many", good + std::string(body_max + 1 - good.size(), ' ')},
        {"packed", good, {{"Content-Encoding", "gzip"}}},
        {"packed for the road", good, {{"Transfer-Encoding", "gzip, chunked"}}},
        {"not JSON by name", good, {{"Content-Type", "text/plain"}}},
        {"a form", "a=b&c=d", {{"Content-Type", "application/x-www-form-urlencoded"}}},
        {"parts", "--x\r\n\r\n", {{"Content-Type", "multipart/form-data; boundary=x"}}},
        {"two lengths", good, {{"Content-Length", "3"}}},
        {"a length below nothing", good, {{"Content-length", "-1"}}},
        {"another site", good, {{"Sec-Fetch-Site", "cross-site"}}},
        {"another origin", good, {{"Origin", "https://evil.example"}}},
        {"17 KiB of header", good, {{"X-Much", repeated("x", 17 * 1024)}}},
        {"17 KiB of cookie", good, {{"Cookie", "__Host-breather=" + repeated("x", 17 * 1024)}}},
        {"a header in a header", good, {{"X-A", "a\r\nTransfer-Encoding: chunked"}}},
    };
    Bomb headers{"200 headers", good};
    for (int i = 0; i < 200; ++i) headers.headers.emplace_back("X-" + std::to_string(i), "1");
    bombs.push_back(headers);
    return bombs;
}

TEST(Bombs, no_route_that_writes_takes_one_or_falls) {
    Stage stage;
    std::vector<std::string> faults;
    int thrown = 0;
    for (const auto& write : every_write()) {
        Ground ground(stage);
        const auto sending = write.prepare(ground);
        const auto before = every_row(stage.world.house().database());
        for (const Bomb& bomb :
             bombs_for(boost::json::serialize(sending.body), find_body_max(stage, write.route()))) {
            // A DELETE without a body asks the same as one with {}.
            if (write.method == "DELETE" && bomb.body.empty()) continue;
            auto headers = bomb.headers;
            headers.emplace_back("Idempotency-Key", stage.fresh_id());
            auto browser = sending.browser;
            ++thrown;
            try {
                const auto heard =
                    stage.ask(browser, {write.method, sending.path, bomb.body, headers});
                if (heard.status < 400 || heard.status >= 500)
                    faults.push_back(write.route() + ", " + bomb.name + ": " +
                                     std::to_string(heard.status) + " " + heard.body);
            } catch (const std::exception& error) {
                faults.push_back(write.route() + ", " + bomb.name + ": " + error.what());
            }
        }
        if (every_row(stage.world.house().database()) != before)
            faults.push_back(write.route() + ": something changed");
        // The control: without a bomb the same people are served.
        auto browser = sending.browser;
        const auto served = stage.ask(browser, {write.method,
                                                sending.path,
                                                boost::json::serialize(sending.body),
                                                {{"Idempotency-Key", stage.fresh_id()}}});
        if (served.status != sending.status)
            faults.push_back(write.route() + ", no bomb: " + served.body);
    }
    EXPECT_EQ(faults, std::vector<std::string>{});
    EXPECT_GT(thrown, 1'700);
    std::cout << thrown << " bombs\n";
}

}  // namespace
}  // namespace breather::testing
