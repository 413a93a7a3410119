// Lines that stay open: what they hear, when they end, and that they are in nobody's way.
#include "engines/web/listeners.h"

#include <gtest/gtest.h>

#include <thread>

#include "stage.h"

namespace breather::web::test {
namespace {

using namespace std::chrono_literals;

Uuid owner(std::uint8_t which) { return {{which}}; }
constexpr Listeners::From phone{1}, desk{2}, nobody{};

/// `/api/test/stay/{owner}` listens, from the phone; `?` nothing more.
struct Listening : testing::Test {
    explicit Listening(Limits limits = {}, std::size_t threads = 2) : stage(limits, threads) {
        stage.router.add(
            route(Method::Get, "/api/test/stay/{owner}", [this](Request&& request, Reply reply) {
                const auto who = owner(static_cast<std::uint8_t>(request.param("owner")[0]));
                reply(listeners.stay(who, phone, reply));
            }));
    }
    ~Listening() override {
        if (stage.server) stage.server->stop();
    }
    /// A line on which the first words were heard.
    std::unique_ptr<Line> listen(char who = 'a') {
        auto line = std::make_unique<Line>(stage.port());
        line->say(get(std::string("/api/test/stay/") + who));
        head = line->hear_until("\r\n\r\n");
        line->hear_until("retry: 5000\n\n");
        return line;
    }
    void tell(char who, const Listeners::From& by = nobody) {
        listeners.tell(owner(static_cast<std::uint8_t>(who)), by);
    }
    void wait_for(std::size_t count) {
        while (listeners.count() != count) std::this_thread::yield();
    }

    Stage stage;
    Listeners listeners;
    std::string head;
};

TEST_F(Listening, a_line_stays_and_hears_of_its_owner_alone) {
    const auto ada = listen('a'), ben = listen('b');
    EXPECT_NE(head.find("200 OK"), std::string::npos);
    EXPECT_NE(head.find("Content-Type: text/event-stream"), std::string::npos);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos) << "nobody knows how long it will be";
    EXPECT_NE(head.find("Connection: close"), std::string::npos);
    tell('a');
    tell('a');
    EXPECT_EQ(ada->hear_until("data: look\n\n"), "data: look\n\n");
    tell('b');
    EXPECT_EQ(ben->hear_until("data: look\n\n"), "data: look\n\n")
        << "the first word of all to him";
}

TEST_F(Listening, what_a_session_did_itself_it_is_not_told) {
    const auto line = listen();
    tell('a', phone);
    listeners.end(owner('a'));
    EXPECT_TRUE(line->ends()) << "nothing was said before the end";
    EXPECT_EQ(listeners.count(), 0u);
}

TEST_F(Listening, those_of_one_session_end_alone) {
    const auto line = listen();
    listeners.end_from(desk);
    tell('a', desk);
    line->hear_until("data: look\n\n");
    listeners.end_from(phone);
    EXPECT_TRUE(line->ends());
}

TEST_F(Listening, a_word_now_and_then_and_an_end_after_a_while) {
    const auto line = listen();
    stage.pass(Limits{}.stay_word - 1s);
    stage.pass(2s);
    EXPECT_EQ(line->hear_until("\n\n"), ":\n\n");
    stage.pass(Limits{}.stay_time * 5 / 4);
    while (listeners.count() != 0) std::this_thread::yield();
    line->drain();
}

TEST_F(Listening, whoever_goes_or_speaks_gives_up_the_seat) {
    auto gone = listen(), talker = listen();
    wait_for(2);
    gone.reset();
    wait_for(1);
    talker->say(get("/api/test/hello"));
    wait_for(0);
    while (stage.server->connections() != 0) std::this_thread::yield();
}

TEST_F(Listening, of_one_owner_one_too_many_ends_the_oldest) {
    const auto oldest = listen();
    std::vector<std::unique_ptr<Line>> others;
    for (std::size_t i = 0; i < Listeners::each_max; ++i) others.push_back(listen());
    EXPECT_TRUE(oldest->ends());
    wait_for(Listeners::each_max);
    const auto ben = listen('b');
    tell('a');
    for (const auto& other : others) other->hear_until("data: look\n\n");
}

TEST_F(Listening, somebody_slow_hears_the_same_words_once) {
    const auto line = listen();
    for (int i = 0; i < 100'000; ++i) tell('a');  // far more than any kernel takes over unread
    listeners.end(owner('a'));
    std::size_t heard = 0;
    while (!line->ends()) heard += line->hear_until("data: look\n\n").size();
    EXPECT_GT(heard, 0u);
}

TEST_F(Listening, a_stop_ends_them_at_once) {
    const auto line = listen();
    std::thread stopping([this] { stage.server->stop(); });
    EXPECT_TRUE(line->ends());
    line->hang_up();
    stopping.join();
    EXPECT_EQ(listeners.count(), 0u);
}

TEST_F(Listening, only_the_head_is_asked_for_and_nobody_stays) {
    Line line(stage.port());
    const auto heard = line.ask("HEAD /api/test/stay/a HTTP/1.1\r\nHost: localhost\r\n\r\n", true);
    EXPECT_EQ(heard.status, 200);
    wait_for(0);
}

struct FewLines : Listening {
    static Limits two() {
        Limits limits;
        limits.connections_max = 2;
        return limits;
    }
    FewLines() : Listening(two(), 1) {}
};

TEST_F(FewLines, whoever_has_listened_longest_makes_room_for_a_question) {
    const auto first = listen('a');
    stage.pass(1s);
    const auto second = listen('b');
    Line third(stage.port());
    EXPECT_EQ(third.ask(get("/api/test/hello")).status, 200);
    EXPECT_TRUE(first->ends());
    tell('b');
    second->hear_until("data: look\n\n");
}

TEST_F(FewLines, nor_does_whoever_has_only_just_come_make_room_for_the_next) {
    const auto listener = listen();
    Line second(stage.port());
    while (stage.server->connections() != 2) std::this_thread::yield();
    Line third(stage.port());
    EXPECT_EQ(third.ask(get("/api/test/hello")).status, 200);
    EXPECT_EQ(second.ask(get("/api/test/hello")).status, 200);
    EXPECT_TRUE(listener->ends());
}

TEST_F(FewLines, control_without_making_room_the_question_is_turned_away) {
    stage.options.limits.makes_room = false;
    const auto first = listen('a'), second = listen('b');
    Line third(stage.port());
    third.say(get("/api/test/hello"));
    EXPECT_FALSE(third.hear());
}

}  // namespace
}  // namespace breather::web::test
