// R11 in small: random and mangled requests. The server may refuse; it may not fall, hang, or
// answer what was not asked.
#include <gtest/gtest.h>

#include <random>

#include "base/random.h"
#include "stage.h"

namespace breather::web::test {
namespace {

/// A valid question with a few things done to it that should not be.
std::string mangled(Random& random) {
    const std::string seeds[] = {
        get("/api/test/things/a%20b?x=%41",
            "Cookie: a=1; b=2\r\nAccept-Language: zh;q=0.5, en\r\n"),
        post("/api/test/echo", R"({"a":[1,2,{"b":"中"}]})"),
        get("/media/breath-1.mp3", "Range: bytes=1-3\r\nIf-None-Match: \"a\", W/\"b\"\r\n"),
        get("/assets/app-1a2b.js", "Accept-Encoding: br;q=0.5, gzip\r\n"),
        "POST /api/test/echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
        "chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    };
    auto text = seeds[random.below(5)];
    const auto times = random.below(6);
    for (std::uint32_t i = 0; i < times; ++i) {
        const auto at = random.below(static_cast<std::uint32_t>(text.size()));
        const std::string odd[] = {
            "\r\n", "\n",       "\r",       std::string(1, '\0'),    "%",  "%ff", ":",
            " ",    "\xff\xfe", "HTTP/1.1", "Content-Length: 5\r\n", "../"};
        switch (random.below(5)) {
            case 0:
                text[at] = static_cast<char>(random.below(256));
                break;
            case 1:
                text.erase(at, random.below(9));
                break;
            case 2:
                text.insert(at, odd[random.below(12)]);
                break;
            case 3:
                text.insert(at, std::string(random.below(3000), 'x'));
                break;
            default:
                text.resize(at);
                break;
        }
        if (text.empty()) text = "x";
    }
    return text;
}

TEST(Malformed, a_thousand_mangled_requests) {
    Stage stage;
    const auto port = stage.port();
    SeededRandom random(20'260'302);
    std::map<int, int> statuses;
    for (int i = 0; i < 1'000; ++i) {
        Line line(port);
        // what follows tells the server that this client will not wait for ever
        line.say(mangled(random) + "\r\n\r\n" + get("/api/test/hello", "Connection: close\r\n"));
        if (i % 3 == 0) continue;  // gone before the answer
        ::shutdown(line.socket(), SHUT_WR);
        while (const auto heard = line.hear()) {
            ++statuses[heard->status];
            ASSERT_TRUE(heard->status < 500) << heard->body;
            ASSERT_EQ(heard->header("x-content-type-options"), "nosniff");
        }
    }
    Line honest(port);
    EXPECT_EQ(honest.ask(get("/api/test/hello")).status, 200);
    EXPECT_GT(statuses[200], 20);
    EXPECT_GT(statuses[400], 100);
    EXPECT_EQ(stage.told_so_far(), "") << "a client's nonsense is not our failure";
}

}  // namespace
}  // namespace breather::web::test
