// What is counted of a real server's traffic.
#include "engines/web/traffic.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "stage.h"

namespace breather::web::test {
namespace {

std::map<std::string, std::uint64_t> asked(const Traffic& traffic) {
    std::map<std::string, std::uint64_t> all;
    for (const auto& [work, status, count] : traffic.list_asked())
        all[std::string(work) + " " + std::to_string(status)] = count;
    return all;
}
std::uint64_t refused(const Traffic& traffic, std::string_view wanted) {
    for (const auto& [limit, count] : traffic.list_refused())
        if (limit == wanted) return count;
    return 0;
}

TEST(Traffic, is_counted_by_kind_of_work_and_status) {
    Stage stage;
    const auto traffic = stage.options.traffic = std::make_shared<Traffic>();
    Route write = route(Method::Post, "/api/test/kept",
                        [](Request&&, Reply reply) { reply(Response::json("{}")); });
    write.kind = Kind::Write;
    stage.router.add(std::move(write));
    Line line(stage.port());
    line.ask(get("/api/test/hello"));
    line.ask(get("/api/test/hello"));
    line.ask(post("/api/test/kept", "{}"));
    line.ask(get("/assets/app-1a2b.js"));
    line.ask(get("/api/nothing"));
    line.ask(post("/api/test/broken", "{}"));
    EXPECT_EQ(asked(*traffic), (std::map<std::string, std::uint64_t>{{"read 200", 2},
                                                                     {"write 200", 1},
                                                                     {"files 200", 1},
                                                                     {"nowhere 404", 1},
                                                                     {"read 500", 1}}));
}

TEST(Traffic, knows_which_limit_refused) {
    Limits limits;
    limits.body_max = 10;
    limits.connections_max = 1;
    Stage stage(limits, 1);
    const auto traffic = stage.options.traffic = std::make_shared<Traffic>();
    {
        Line line(stage.port());
        EXPECT_EQ(line.ask(post("/api/test/echo", "\"more than ten bytes\"")).status, 413);
    }
    EXPECT_EQ(refused(*traffic, "body"), 1u);
    while (stage.server->connections() > 0) std::this_thread::yield();
    Line first(stage.port());
    first.ask(get("/api/test/hello"));
    Line second(stage.port());  // the first was idle, and makes room
    second.ask(get("/api/test/hello"));
    EXPECT_EQ(refused(*traffic, "idle"), 1u);
    second.say(post("/api/test/later", "{}"));
    stage.wait_until_asked(1);
    Line third(stage.port());  // whoever has asked is served first
    EXPECT_FALSE(third.hear());
    EXPECT_EQ(refused(*traffic, "lines"), 1u);
    stage.next_reply()(Response::json("{}"));
}

TEST(Traffic, holds_nothing_of_a_route_or_an_asker) {
    // A line of it is a kind of work, a status and a count: see Asked. That is all there is to
    // tell.
    Traffic traffic;
    traffic.count(Traffic::Work::Write, 201, std::chrono::milliseconds(3));
    const auto all = traffic.list_asked();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].work, "write");
    EXPECT_EQ(all[0].status, 201);
}

}  // namespace
}  // namespace breather::web::test
