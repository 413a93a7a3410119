// A whole server on loopback: order, keep-alive, methods, failures, late answers, the end.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "engines/web/problem.h"
#include "stage.h"

namespace breather::web::test {
namespace {

using namespace std::chrono_literals;

std::string detail(const Heard& heard) {
    return std::string(boost::json::parse(heard.body).at("detail").as_string());
}

TEST(Server, answers_and_keeps_the_line) {
    Stage stage;
    Line line(stage.port());
    for (int i = 0; i < 3; ++i) {
        const auto heard = line.ask(get("/api/test/hello"));
        EXPECT_EQ(heard.status, 200);
        EXPECT_EQ(heard.body, R"({"says":"hello"})");
        EXPECT_EQ(heard.header("connection"), "");
    }
    EXPECT_EQ(stage.server->connections(), 1u);
}

TEST(Server, answers_a_pipeline_in_its_order) {
    Stage stage;
    Line line(stage.port());
    std::string all;
    for (int i = 0; i < 200; ++i)
        all += i % 3 == 0 ? post("/api/test/echo", "\"n" + std::to_string(i) + "\"")
                          : get("/api/test/things/n" + std::to_string(i));
    std::thread talking([&] { line.say(all); });
    for (int i = 0; i < 200; ++i) {
        const auto heard = line.hear();
        ASSERT_TRUE(heard);
        EXPECT_NE(heard->body.find("n" + std::to_string(i)), std::string::npos);
    }
    talking.join();
}

TEST(Server, a_late_answer_holds_its_place_in_the_pipeline) {
    Stage stage;
    Line line(stage.port());
    line.say(post("/api/test/later", "{}") + get("/api/test/hello"));
    stage.wait_until_asked(1);
    std::thread([&] { stage.next_reply()(Response::json("\"late\"")); }).join();
    EXPECT_EQ(line.hear()->body, "\"late\"");
    EXPECT_EQ(line.hear()->body, R"({"says":"hello"})");
}

TEST(Server, reads_a_request_however_it_is_cut) {
    Stage stage;
    const auto whole = post("/api/test/echo", R"({"words":"中文 and more"})");
    Line line(stage.port());
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        line.say(std::string_view(whole).substr(0, cut));
        line.say(std::string_view(whole).substr(cut));
        ASSERT_EQ(line.hear()->body, R"({"words":"中文 and more"})") << cut;
    }
    for (const char c : whole) line.say(std::string_view(&c, 1));
    EXPECT_EQ(line.hear()->status, 201);
}

TEST(Server, head_has_the_head_of_get_and_no_body) {
    Stage stage;
    Line line(stage.port());
    const auto got = line.ask(get("/api/test/hello"));
    auto question = get("/api/test/hello");
    question.replace(0, 3, "HEAD");
    const auto heard = line.ask(question, true);
    EXPECT_EQ(heard.head, got.head);
    EXPECT_EQ(line.ask(get("/api/test/things/next")).body, "next") << "no stray body on the line";
}

TEST(Server, other_methods_are_told_which_there_are) {
    Stage stage;
    Line line(stage.port());
    for (const std::string method : {"OPTIONS", "PATCH", "TRACE", "PUT", "BREW"}) {
        const auto heard =
            line.ask(method + " /api/test/things/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_EQ(heard.status, 405) << method;
        EXPECT_EQ(heard.header("allow"), "GET, HEAD, DELETE") << method;
    }
    const auto page = line.ask("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(page.status, 405);
    EXPECT_EQ(page.header("allow"), "GET, HEAD");
    EXPECT_EQ(line.ask(get("/api/test/nowhere")).status, 404);
    EXPECT_EQ(line.ask(post("/api/test/nowhere", "{}")).status, 404);
}

TEST(Server, closes_when_asked_to_and_after_the_old_http) {
    Stage stage;
    Line asked(stage.port());
    EXPECT_EQ(asked.ask(get("/api/test/hello", "Connection: close\r\n")).header("connection"),
              "close");
    EXPECT_TRUE(asked.ends());
    Line old(stage.port());
    EXPECT_EQ(old.ask("GET /api/test/hello HTTP/1.0\r\n\r\n").status, 200);
    EXPECT_TRUE(old.ends());
}

TEST(Server, encourages_a_body_that_asks_first) {
    Stage stage;
    Line line(stage.port());
    const std::string head =
        "POST /api/test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Expect: 100-continue\r\nContent-Length: ";
    EXPECT_EQ(line.ask(head + "4\r\n\r\n").status, 100);
    EXPECT_EQ(line.ask("true").body, "true");
    EXPECT_EQ(line.ask(head + "300000\r\n\r\n").status, 413) << "not encouraged first";
    EXPECT_TRUE(line.ends());
}

TEST(Server, exceptions_become_problems) {
    Stage stage;
    Line line(stage.port());
    const auto taken = line.ask(get("/api/test/taken", "Accept-Language: zh-CN\r\n"));
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(taken.header("content-type"), "application/problem+json");
    EXPECT_EQ(detail(taken), problem_words("conflict", Language::zh_Hans));
    const auto broken = line.ask(post("/api/test/broken", R"({"secret":"my diary"})"));
    EXPECT_EQ(broken.status, 500);
    EXPECT_EQ(detail(broken), problem_words("broken", Language::en_GB));
    EXPECT_EQ(broken.body.find("doom"), std::string::npos);
    EXPECT_NE(stage.told_so_far().find("the disk of doom"), std::string::npos);
    EXPECT_EQ(stage.told_so_far().find("my diary"), std::string::npos);
    EXPECT_EQ(line.ask(get("/api/test/hello")).status, 200) << "the line lives on";
}

TEST(Server, a_late_failure_becomes_a_problem_too) {
    Stage stage;
    Line line(stage.port());
    line.say(
        post("/api/test/later", "{}", "Content-Type: application/json\r\nAccept-Language: zh\r\n"));
    stage.wait_until_asked(1);
    const auto reply = stage.next_reply();
    std::thread([&] { reply.fail(std::make_exception_ptr(Refusal::storage_full())); }).join();
    const auto heard = line.hear();
    EXPECT_EQ(heard->status, 507);
    EXPECT_EQ(detail(*heard), problem_words("storage.full", Language::zh_Hans));
    reply(Response::json("\"again\""));
    EXPECT_EQ(line.ask(get("/api/test/hello")).body, R"({"says":"hello"})") << "only one answer";
}

TEST(Server, an_answer_with_a_line_break_in_a_header_is_a_500) {
    Stage stage;
    stage.router.add(route(Method::Get, "/api/test/split", [](Request&&, Reply reply) {
        auto response = Response::json("{}");
        response.add_header("X-Test", "a\r\nSet-Cookie: stolen=1");
        reply(std::move(response));
    }));
    Line line(stage.port());
    const auto heard = line.ask(get("/api/test/split"));
    EXPECT_EQ(heard.status, 500);
    EXPECT_EQ(heard.header("set-cookie"), "");
}

TEST(Server, answers_for_the_dead_are_dropped) {
    Stage stage;
    {
        Line line(stage.port());
        line.say(post("/api/test/later", "{}"));
        stage.wait_until_asked(1);
    }
    {
        Line line(stage.port());
        line.say(post("/api/test/later", "{}"));
        stage.wait_until_asked(2);
    }
    const auto first = stage.next_reply(), second = stage.next_reply();
    first(Response::json("\"for nobody\""));
    Line living(stage.port());
    EXPECT_EQ(living.ask(get("/api/test/hello")).status, 200);
    std::thread stopping([&] { stage.server->stop(); });
    EXPECT_TRUE(living.ends());
    stage.elapsed += 10'000;
    stopping.join();
    stage.server.reset();
    second(Response::json("\"for nobody, of no server\""));
}

TEST(Server, a_stop_finishes_what_is_in_flight_and_ends_what_is_idle) {
    Stage stage;
    const auto port = stage.port();
    Line idle(port), busy(port), half(port);
    idle.ask(get("/api/test/hello"));
    busy.say(post("/api/test/later", "{}"));
    const auto question = post("/api/test/echo", "[1,2,3]");
    half.say(get("/api/test/hello") + question.substr(0, question.size() - 2));
    half.hear();
    stage.wait_until_asked(1);
    std::thread stopping([&] { stage.server->stop(); });
    EXPECT_TRUE(idle.ends());
    idle.hang_up();
    stage.next_reply()(Response::json("\"kept\""));
    const auto heard = busy.hear();
    EXPECT_EQ(heard->body, "\"kept\"");
    EXPECT_TRUE(busy.ends());
    EXPECT_EQ(half.ask(question.substr(question.size() - 2)).body, "[1,2,3]");
    EXPECT_TRUE(half.ends());
    busy.hang_up();
    half.hang_up();
    stopping.join();
    EXPECT_THROW(Line{port}, std::runtime_error);
}

TEST(Server, a_stop_does_not_break_a_line_whose_question_is_on_its_way) {
    Stage stage;
    Line idle(stage.port()), busy(stage.port());
    idle.ask(get("/api/test/hello"));
    busy.say(post("/api/test/later", "{}"));
    stage.wait_until_asked(1);
    std::thread stopping([&] { stage.server->stop(); });
    EXPECT_TRUE(idle.ends());  // the end is said, and yet what is on its way is taken in:
    EXPECT_TRUE(idle.say(get("/api/test/hello")));
    EXPECT_TRUE(idle.say(get("/api/test/hello"))) << "a broken line refuses the second";
    stage.next_reply()(Response::json("{}"));
    busy.hear();
    busy.hang_up();
    idle.hang_up();
    stopping.join();
}

TEST(Server, a_stop_waits_eight_seconds_and_no_longer) {
    Stage stage;
    Line line(stage.port()), idle(stage.port());
    idle.ask(get("/api/test/hello"));
    line.say(post("/api/test/later", "{}"));
    stage.wait_until_asked(1);
    std::atomic<bool> stopped{false};
    std::thread stopping([&] {
        stage.server->stop();
        stopped = true;
    });
    EXPECT_TRUE(idle.ends()) << "the stop has begun";
    stage.elapsed += 7'000;
    EXPECT_FALSE(stopped);
    stage.elapsed += 2'000;
    stopping.join();
    EXPECT_TRUE(line.ends());
}

TEST(Server, under_load_a_stop_breaks_no_answer) {
    Stage stage;
    const auto port = stage.port();
    std::atomic<int> answers{0}, broken{0};
    std::vector<std::thread> clients;
    for (int i = 0; i < 16; ++i)
        clients.emplace_back([&] {
            try {
                Line line(port);
                for (int asked = 0; asked < 100'000; ++asked) {
                    if (!line.say(get("/api/test/hello"))) break;
                    const auto heard = line.hear();
                    if (!heard) break;
                    heard->body == R"({"says":"hello"})" ? ++answers : ++broken;
                    answers.notify_all();
                }
            } catch (const std::exception& why) {
                // a line the server never took in is no broken answer
                if (std::string_view(why.what()).starts_with("half")) ++broken;
            }
        });
    for (int now = answers; now < 500; now = answers) answers.wait(now);
    stage.server->stop();
    for (auto& client : clients) client.join();
    EXPECT_EQ(broken, 0);
    EXPECT_GE(answers, 500);
}

TEST(Server, says_clearly_why_it_cannot_listen) {
    Stage first;
    const auto port = first.port();
    Stage second;
    second.options.port = port;
    try {
        second.open();
        ADD_FAILURE() << "two servers on one port";
    } catch (const std::runtime_error& why) {
        EXPECT_NE(std::string(why.what()).find("already listens"), std::string::npos) << why.what();
    }
    Stage third;
    third.options.address = "not an address";
    EXPECT_THROW(third.open(), std::runtime_error);
}

TEST(Server, the_access_log_knows_templates_and_nobody) {
    Stage stage;
    Line line(stage.port());
    line.ask(get("/api/test/things/secret-thing?who=secret-person",
                 "Cookie: c=secret-cookie\r\nUser-Agent: secret-agent\r\n"));
    line.ask(post("/api/test/echo", "\"secret-body\""));
    line.ask(get("/p/secret-code"));
    line.ask(get("/media/breath-1.mp3"));
    line.ask(get("/assets/app-1a2b.js"));
    line.ask(get("/secret-place"));
    line.ask("nonsense secret\r\n\r\n");
    const auto lines = stage.access_lines();
    EXPECT_EQ(lines,
              "hour=2026-03-02T00Z method=GET route=/api/test/things/{thing} status=200 took=<1ms\n"
              "hour=2026-03-02T00Z method=POST route=/api/test/echo status=201 took=<1ms\n"
              "hour=2026-03-02T00Z method=GET route=shell status=200 took=<1ms\n"
              "hour=2026-03-02T00Z method=GET route=/media/* status=200 took=<1ms\n"
              "hour=2026-03-02T00Z method=GET route=/assets/* status=200 took=<1ms\n"
              "hour=2026-03-02T00Z method=GET route=nowhere status=404 took=<1ms\n"
              "hour=2026-03-02T00Z method=GET route=nowhere status=400 took=<1ms\n");
    EXPECT_EQ(lines.find("127.0.0.1"), std::string::npos);
    EXPECT_EQ(stage.told_so_far().find("secret"), std::string::npos);
}

}  // namespace
}  // namespace breather::web::test
