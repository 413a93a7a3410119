// Every limit of trust.md 7, with time under our hand.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "stage.h"

namespace breather::web::test {

struct Word {
    Text<40> word;
};
BOOST_DESCRIBE_STRUCT(Word, (), (word))

namespace {

using namespace std::chrono_literals;

TEST(Limits, a_body_of_256_kib_and_not_a_byte_more) {
    Stage stage;
    Line line(stage.port());
    const std::string most(256 * 1024, ' ');
    EXPECT_EQ(line.ask(post("/api/test/echo", most)).body.size(), most.size());
    EXPECT_EQ(line.ask(post("/api/test/echo", most + " ")).status, 413);
    EXPECT_TRUE(line.ends());
}

/// A route that takes larger bodies than the others.
void add_large(Stage& stage) {
    Route large = route(Method::Post, "/api/test/large", [](Request&& r, Reply reply) {
        reply(Response::json(std::to_string(r.body.size())));
    });
    large.body_max = 600 * 1024;
    stage.router.add(std::move(large));
}
std::string head_of(std::size_t size, const std::string& more = "") {
    return "POST /api/test/large HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + std::to_string(size) + "\r\n\r\n";
}

TEST(Limits, a_larger_body_only_where_a_route_takes_it) {
    Stage stage;
    add_large(stage);
    Line line(stage.port());
    const std::string most(600 * 1024, ' ');
    EXPECT_EQ(line.ask(post("/api/test/large", most)).body, std::to_string(most.size()));
    EXPECT_EQ(line.ask(post("/api/test/large", "{}")).body, "2") << "small ones as ever";
    EXPECT_EQ(Line(stage.port()).ask(post("/api/test/echo", most)).status, 413);
    EXPECT_EQ(Line(stage.port()).ask(post("/api/test/large", most + " ")).status, 413);
    EXPECT_EQ(Line(stage.port()).ask(head_of(most.size(), "Sec-Fetch-Site: cross-site\r\n")).status,
              403)
        << "before it is sent";
}

TEST(Limits, two_larger_bodies_on_their_way_at_once_and_none_that_drips) {
    Stage stage;
    add_large(stage);
    Line first(stage.port()), second(stage.port()), good(stage.port());
    first.say(head_of(600 * 1024) + "a");
    second.say(head_of(600 * 1024) + "a");
    while (stage.server->connections() < 3) std::this_thread::yield();
    // Whoever comes third hears it at once, and is let in when a place is free.
    int status = 200;
    while (status != 503)
        status = Line(stage.port()).ask(post("/api/test/large", std::string(300'000, ' '))).status;
    EXPECT_EQ(good.ask(get("/api/test/hello")).status, 200);
    stage.elapsed += 5'001;  // 600 bytes a second would do for a small one
    stage.server->sweep();
    EXPECT_EQ(first.hear()->status, 408);
    EXPECT_EQ(second.hear()->status, 408);
    Line third(stage.port());
    EXPECT_EQ(third.ask(post("/api/test/large", std::string(300'000, ' '))).status, 200);
}

TEST(Limits, a_head_of_16_kib) {
    Stage stage;
    const auto with = [](std::size_t size) {
        const auto bare = get("/api/test/hello", "X: \r\n").size();
        return get("/api/test/hello", "X: " + std::string(size - bare, 'x') + "\r\n");
    };
    Line line(stage.port());
    EXPECT_EQ(line.ask(with(16 * 1024)).status, 200);
    EXPECT_EQ(line.ask(with(16 * 1024 + 1)).status, 431);
    EXPECT_TRUE(line.ends());
    Line endless(stage.port());
    endless.say("GET /" + std::string(17 * 1024, 'a'));
    EXPECT_EQ(endless.hear()->status, 431) << "also without an end";
    Line dripping(stage.port());
    std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 2000; ++i) many += "X-Many: abcdefgh\r\n";
    dripping.say(many);
    EXPECT_EQ(dripping.hear()->status, 431) << "also in small lines";
}

TEST(Limits, ten_seconds_for_a_head) {
    Stage stage;
    Line silent(stage.port()), slow(stage.port()), good(stage.port());
    slow.say(get("/api/test/hello") + "GET /api/test/hello HTTP/1.1\r\nHo");
    slow.hear();
    good.ask(get("/api/test/hello"));
    silent.say(get("/api/test/hello"));
    silent.hear();
    Line mute(stage.port());
    good.ask(get("/api/test/hello"));
    while (stage.server->connections() < 4) std::this_thread::yield();
    stage.pass(9'900ms);
    EXPECT_EQ(stage.server->connections(), 4u);
    stage.pass(200ms);
    EXPECT_EQ(slow.hear()->status, 408);
    EXPECT_TRUE(slow.ends());
    EXPECT_TRUE(mute.ends()) << "who said nothing is told nothing";
    EXPECT_EQ(good.ask(get("/api/test/hello")).status, 200) << "an idle line has its own time";
}

TEST(Limits, an_idle_line_ends_after_a_minute) {
    Stage stage;
    Line line(stage.port());
    line.ask(get("/api/test/hello"));
    stage.pass(59s);
    line.ask(get("/api/test/hello"));
    stage.pass(59s);
    EXPECT_EQ(stage.server->connections(), 1u);
    stage.pass(2s);
    EXPECT_TRUE(line.ends());
}

TEST(Limits, a_body_of_500_bytes_a_second_after_five) {
    Stage stage;
    const auto question = post("/api/test/echo", std::string(3'000, ' '));
    Line slow(stage.port()), fair(stage.port());
    // the first question shows that what follows it in the same piece has arrived
    slow.say(get("/api/test/hello") + question.substr(0, question.size() - 2'500));
    slow.hear();
    fair.say(get("/api/test/hello") + question.substr(0, question.size() - 500));
    fair.hear();
    stage.pass(5'900ms);  // 500 bytes buy one second more
    EXPECT_EQ(stage.server->connections(), 2u);
    stage.pass(200ms);
    EXPECT_EQ(slow.hear()->status, 408);
    EXPECT_TRUE(slow.ends());
    stage.pass(3'800ms);
    EXPECT_EQ(fair.ask(question.substr(question.size() - 500)).status, 201);
}

TEST(Limits, who_does_not_read_is_let_go) {
    Stage stage;
    stage.router.add(route(Method::Get, "/api/test/much", [](Request&&, Reply reply) {
        reply(Response::json(std::string(32 * 1024 * 1024, 'x')));
    }));
    Line line(stage.port(), 4 * 1024);
    line.say(get("/api/test/much"));
    while (stage.access_lines().empty()) std::this_thread::yield();
    stage.pass(4'900ms);
    EXPECT_EQ(stage.server->connections(), 1u);
    stage.pass(24h);
    EXPECT_EQ(stage.server->connections(), 0u);
}

TEST(Limits, a_minute_for_an_answer) {
    Stage stage;
    Line line(stage.port());
    line.say(post("/api/test/later", "{}"));
    stage.wait_until_asked(1);
    stage.pass(59s);
    EXPECT_EQ(stage.server->connections(), 1u);
    stage.pass(1s);
    EXPECT_EQ(line.hear()->status, 503);
    EXPECT_TRUE(line.ends());
    stage.next_reply()(Response::json("\"too late\""));
}

TEST(Limits, a_full_house_lets_the_longest_silent_go) {
    Limits limits;
    limits.connections_max = 3;
    Stage stage(limits, 1);
    Line busy(stage.port());
    busy.say(post("/api/test/later", "{}"));
    stage.wait_until_asked(1);
    stage.pass(1s);
    Line oldest(stage.port());
    oldest.ask(get("/api/test/hello"));
    stage.pass(1s);
    Line younger(stage.port());
    younger.ask(get("/api/test/hello"));
    stage.pass(1s);
    Line late(stage.port());
    EXPECT_EQ(late.ask(get("/api/test/hello")).status, 200);
    EXPECT_TRUE(oldest.ends());
    EXPECT_EQ(younger.ask(get("/api/test/hello")).status, 200);
    EXPECT_EQ(stage.server->connections(), 3u);
    stage.next_reply()(Response::json("\"served\""));
    EXPECT_EQ(busy.hear()->body, "\"served\"");
}

TEST(Limits, more_slow_lines_than_there_is_room_for_leave_the_honest_alone) {
    Limits limits;
    limits.connections_max = 500;
    Stage stage(limits, 2);
    const auto port = stage.port();
    std::vector<std::unique_ptr<Line>> slow;
    for (int i = 0; i < 800; ++i) {
        slow.push_back(std::make_unique<Line>(port));
        slow.back()->say("GET /api/test/hello HTTP/1.1\r\nX: ");
        if (i % 8 != 0) continue;
        Line honest(port);
        EXPECT_EQ(honest.ask(get("/api/test/hello")).status, 200) << i;
    }
    EXPECT_LE(stage.server->connections(), 500u);
}

TEST(Limits, only_plain_json_from_ourselves_may_change_anything) {
    Stage stage;
    Line line(stage.port());
    const auto status = [&](const std::string& headers) {
        return line.ask(post("/api/test/echo", "{}", headers)).status;
    };
    const std::string json = "Content-Type: application/json\r\n";
    EXPECT_EQ(status(json), 201);
    EXPECT_EQ(status("Content-Type: application/json; charset=UTF-8\r\n"), 201);
    EXPECT_EQ(status(""), 415);
    EXPECT_EQ(status("Content-Type: text/plain\r\n"), 415);
    EXPECT_EQ(status("Content-Type: application/x-www-form-urlencoded\r\n"), 415);
    EXPECT_EQ(status("Content-Type: application/json; charset=utf-16\r\n"), 415);
    EXPECT_EQ(status("Content-Type: text/plain; application/json\r\n"), 415);
    EXPECT_EQ(status(json + "Sec-Fetch-Site: same-origin\r\n"), 201);
    EXPECT_EQ(status(json + "Sec-Fetch-Site: none\r\n"), 201);
    EXPECT_EQ(status(json + "Sec-Fetch-Site: same-site\r\n"), 403);
    EXPECT_EQ(status(json + "Sec-Fetch-Site: cross-site\r\n"), 403);
    EXPECT_EQ(status(json + "Origin: http://localhost\r\n"), 201);
    EXPECT_EQ(status(json + "Origin: https://LOCALHOST\r\n"), 201) << "a proxy may speak TLS";
    EXPECT_EQ(status(json + "Origin: http://localhost:81\r\n"), 403);
    EXPECT_EQ(status(json + "Origin: http://localhost.evil\r\n"), 403);
    EXPECT_EQ(status(json + "Origin: null\r\n"), 403);
    EXPECT_EQ(status(json + "Origin: http://evil\r\n"), 403);
    EXPECT_EQ(line.ask(get("/api/test/hello", "Sec-Fetch-Site: cross-site\r\n")).status, 200);
    EXPECT_EQ(line.ask("DELETE /api/test/things/1 HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
              415);
    EXPECT_EQ(line.ask(post("/api/test/echo", "{}", json + "Content-Encoding: gzip\r\n")).status,
              415);
}

TEST(Limits, json_is_bound_strictly_behind_the_wire) {
    Stage stage;
    stage.router.add(route(Method::Post, "/api/test/word", [](Request&& request, Reply reply) {
        reply(Response::json(json::write(json::bind<Word>(request.body))));
    }));
    Line line(stage.port());
    const auto status = [&](const std::string& body) {
        return line.ask(post("/api/test/word", body)).status;
    };
    EXPECT_EQ(status(R"({"word":"中"})"), 200);
    EXPECT_EQ(status("{\"word\":\"\xff\"}"), 400);
    EXPECT_EQ(status("{\"word\":\"\xed\xa0\x80\"}"), 400);
    EXPECT_EQ(status(R"({"word":1})"), 422);
    EXPECT_EQ(status(R"({"word":"a","word":"b"})"), 422);
    EXPECT_EQ(status(R"({"word":"a","more":1})"), 422);
    EXPECT_EQ(status(R"({"word":)"), 400);
    EXPECT_EQ(status(""), 400);
    const auto deep = [](int depth) {
        return R"({"word":)" + std::string(static_cast<std::size_t>(depth - 1), '[') +
               std::string(static_cast<std::size_t>(depth - 1), ']') + "}";
    };
    EXPECT_EQ(status(deep(32)), 422) << "deep enough to read, and not a word";
    EXPECT_EQ(status(deep(33)), 400);
    EXPECT_EQ(status(std::string(200'000, '[')), 400);
}

TEST(Limits, whoever_takes_nothing_of_a_long_answer_makes_room) {
    Limits limits;
    limits.connections_max = 1;
    Stage stage(limits, 1);
    stage.media.write("long.mp3", std::string(16 << 20, 'x'));  // more than any kernel takes over
    Line slow(stage.port(), 4096);
    slow.say(get("/media/long.mp3"));
    char first;
    ASSERT_EQ(::recv(slow.socket(), &first, 1, MSG_PEEK), 1);
    EXPECT_FALSE(Line(stage.port()).hear()) << "it may still be taking it";
    // The kernel may take over a little more at any moment; but not ten times, and long before the
    // time such a long answer may last.
    bool served = false;
    for (int i = 0; i < 10 && !served; ++i) {
        stage.pass(limits.body_grace);
        Line other(stage.port());
        other.say(get("/api/test/hello"));
        served = other.hear().has_value();
    }
    EXPECT_TRUE(served);
}

}  // namespace
}  // namespace breather::web::test
