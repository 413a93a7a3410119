// W1: what stands on every answer, whatever it is.
#include <gtest/gtest.h>

#include <set>

#include "stage.h"

namespace breather::web::test {
namespace {

const std::map<std::string, std::string> on_every_answer = {
    {"x-content-type-options", "nosniff"},
    {"referrer-policy", "no-referrer"},
    {"cross-origin-opener-policy", "same-origin"},
    {"cross-origin-embedder-policy", "require-corp"},
    {"cross-origin-resource-policy", "same-origin"},
};
const std::string on_documents =
    "accelerometer=(), autoplay=(self), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(self), "
    "sync-xhr=(), usb=(), xr-spatial-tracking=()";
const std::string page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; font-src 'none'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types worker";
const std::string data_policy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct Kind {
    const char* what;
    std::string question;
    int status;
    bool is_page;
    std::set<std::string> besides;  // and nothing else
};

TEST(Headers, stand_on_every_answer) {
    Stage stage;
    const std::set<std::string> body = {"content-type", "content-length", "cache-control", "date"};
    const auto with = [&](std::set<std::string> more) {
        more.insert(body.begin(), body.end());
        return more;
    };
    const std::string json = "Content-Type: application/json\r\n";
    std::string slow_head = "GET /" + std::string(17'000, 'a');
    const Kind kinds[] = {
        {"an answer", get("/api/test/hello"), 200, false, body},
        {"a write", post("/api/test/echo", "{}"), 201, false, body},
        {"a refusal", get("/api/test/taken"), 409, false, body},
        {"a broken thing", post("/api/test/broken", "{}"), 500, false, body},
        {"nowhere", get("/api/nowhere"), 404, false, body},
        {"another method", post("/api/test/hello", "{}"), 405, false, with({"allow"})},
        {"another site", post("/api/test/echo", "{}", json + "Origin: http://evil\r\n"), 403, false,
         body},
        {"not JSON", post("/api/test/echo", "{}", ""), 415, false, body},
        {"nonsense", "nonsense\r\n\r\n", 400, false, with({"connection"})},
        {"too large a body", post("/api/test/echo", std::string(262'145, ' ')), 413, false,
         with({"connection"})},
        {"too large a head", slow_head, 431, false, with({"connection"})},
        {"without a length", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
         411, false, with({"connection"})},
        {"the shell", get("/"), 200, true, with({"etag", "permissions-policy"})},
        {"an asset", get("/assets/app-1a2b.js", "Accept-Encoding: br\r\n"), 200, true,
         with({"etag", "vary", "content-encoding"})},
        {"audio", get("/media/breath-1.mp3"), 200, false, with({"etag", "accept-ranges"})},
        {"a part", get("/media/breath-1.mp3", "Range: bytes=1-\r\n"), 206, false,
         with({"etag", "accept-ranges", "content-range"})},
        {"no such part", get("/media/breath-1.mp3", "Range: bytes=99-\r\n"), 416, false,
         with({"content-range"})},
    };
    for (const auto& kind : kinds) {
        Line line(stage.port());
        const auto heard = line.ask(kind.question);
        EXPECT_EQ(heard.status, kind.status) << kind.what;
        auto left = heard.headers;
        if (kind.besides.contains("permissions-policy")) {
            EXPECT_EQ(left["permissions-policy"], on_documents) << kind.what;
        }
        for (const auto& [name, value] : on_every_answer) {
            EXPECT_EQ(left[name], value) << kind.what;
            left.erase(name);
        }
        EXPECT_EQ(left["content-security-policy"], kind.is_page ? page_policy : data_policy)
            << kind.what;
        left.erase("content-security-policy");
        std::set<std::string> names;
        for (const auto& [name, value] : left) names.insert(name);
        EXPECT_EQ(names, kind.besides) << kind.what << ": no banner, no cookie, nothing unlisted";
        const bool is_api = kind.question.find(" /api/") != std::string::npos;
        if (is_api) {
            EXPECT_EQ(heard.header("cache-control"), "no-store") << kind.what;
        }
    }
}

TEST(Headers, nothing_new_still_says_them) {
    Stage stage;
    Line line(stage.port());
    const auto tag = line.ask(get("/")).header("etag");
    const auto heard = line.ask(get("/", "If-None-Match: " + tag + "\r\n"));
    EXPECT_EQ(heard.status, 304);
    EXPECT_EQ(heard.header("content-security-policy"), page_policy);
    EXPECT_EQ(heard.header("content-length"), "");
    for (const auto& [name, value] : on_every_answer) EXPECT_EQ(heard.headers.at(name), value);
}

TEST(Headers, a_document_with_its_own_style_may_have_that_style_and_nothing_else) {
    Stage stage;
    const auto document = [](std::string hash) {
        return [hash](Request&&, Reply reply) {
            Response response;
            response.content_type = "text/html; charset=utf-8";
            response.own_style = hash;
            reply(std::move(response));
        };
    };
    stage.router.add(route(Method::Get, "/api/test/report", document("aGFzaA+/=")));
    stage.router.add(route(Method::Get, "/api/test/forged", document("x'; script-src *; '")));
    Line line(stage.port());
    const auto heard = line.ask(get("/api/test/report"));
    EXPECT_EQ(heard.header("content-security-policy"),
              "default-src 'none'; style-src 'sha256-aGFzaA+/='; base-uri 'none'; "
              "form-action 'none'; frame-ancestors 'none'");
    EXPECT_EQ(heard.header("permissions-policy"), on_documents);
    for (const auto& [name, value] : on_every_answer) EXPECT_EQ(heard.headers.at(name), value);
    EXPECT_EQ(line.ask(get("/api/test/forged")).status, 500) << "a hash is letters and digits";
}

TEST(Headers, behind_tls_browsers_are_told_to_stay_there) {
    Stage stage;
    Line plain(stage.port());
    EXPECT_EQ(plain.ask(get("/")).header("strict-transport-security"), "");
    Stage proxied;
    proxied.options.behind_tls = true;
    Line line(proxied.port());
    EXPECT_EQ(line.ask(get("/")).header("strict-transport-security"),
              "max-age=31536000; includeSubDomains");
}

}  // namespace
}  // namespace breather::web::test
