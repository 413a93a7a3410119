#include "engines/web/router.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace breather::web {
namespace {

Route to(Method method, std::string pattern) {
    Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.summary = "for a test";
    route.handler = [](Request&&, Reply) {};
    return route;
}

struct RouterTest : testing::Test {
    RouterTest() {
        for (auto pattern : {"/api/rooms", "/api/rooms/{room}", "/api/rooms/new",
                             "/api/rooms/{room}/beds/{bed}", "/api/{any}/last"})
            router.add(to(Method::Get, pattern));
        router.add(to(Method::Put, "/api/rooms/{room}"));
        router.add(to(Method::Delete, "/api/rooms/{room}"));
    }
    std::string found(Method method, std::string_view path) {
        request = Request(method, path);
        const auto match = router.match(request);
        if (match.route) return match.route->pattern;
        return match.allow.empty() ? "nowhere" : "only " + std::string(match.allow);
    }
    Router router;
    Request request;
};

TEST_F(RouterTest, finds_the_route_and_its_values) {
    EXPECT_EQ(found(Method::Get, "/api/rooms"), "/api/rooms");
    EXPECT_EQ(found(Method::Get, "/api/rooms/7/beds/blue"), "/api/rooms/{room}/beds/{bed}");
    EXPECT_EQ(request.param("room"), "7");
    EXPECT_EQ(request.param("bed"), "blue");
    EXPECT_EQ(request.param("chair"), "");
}

TEST_F(RouterTest, a_literal_wins_and_a_dead_end_is_walked_back) {
    EXPECT_EQ(found(Method::Get, "/api/rooms/new"), "/api/rooms/new");
    EXPECT_EQ(found(Method::Get, "/api/rooms/last"), "/api/rooms/{room}");
    EXPECT_EQ(found(Method::Get, "/api/halls/last"), "/api/{any}/last");
    EXPECT_EQ(request.param("any"), "halls");
}

TEST_F(RouterTest, says_which_methods_a_path_has) {
    EXPECT_EQ(found(Method::Post, "/api/rooms/7"), "only GET, HEAD, PUT, DELETE");
    EXPECT_EQ(found(Method::Other, "/api/rooms"), "only GET, HEAD");
    EXPECT_EQ(found(Method::Head, "/api/rooms"), "/api/rooms");
}

TEST_F(RouterTest, nothing_else_matches) {
    for (auto path : {"/", "/api", "/api/", "/api/rooms/", "/api//beds/1", "/api/rooms/7/beds",
                      "/api/rooms/7/beds/1/2", "/API/rooms", "/api/rooms/7/beds/"})
        EXPECT_EQ(found(Method::Get, path), "nowhere") << path;
}

TEST_F(RouterTest, refuses_routes_that_cannot_be) {
    EXPECT_THROW(router.add(to(Method::Get, "/api/rooms")), std::logic_error);
    EXPECT_THROW(router.add(to(Method::Get, "/api/rooms/{other}")), std::logic_error);
    EXPECT_THROW(router.add(to(Method::Get, "api")), std::logic_error);
    EXPECT_THROW(router.add(to(Method::Get, "/a/{b")), std::logic_error);
    EXPECT_THROW(router.add(to(Method::Get, "/a/{}")), std::logic_error);
    auto silent = to(Method::Get, "/a/b");
    silent.handler = nullptr;
    EXPECT_THROW(router.add(silent), std::logic_error);
}

TEST_F(RouterTest, describes_every_route) {
    auto route = to(Method::Post, "/api/rooms/{room}/open");
    route.summary = "Opens a room.";
    route.guard = "signed_in";
    route.ask_schema = {{"type", "object"}};
    route.answer_schema = {{"type", "string"}};
    route.statuses = {201, 410};
    router.add(route);
    const auto api = boost::json::parse(openapi(router.routes(), "1.2.3"));
    EXPECT_EQ(api.at("openapi"), "3.1.0");
    std::size_t described = 0;
    for (const auto& path : api.at("paths").as_object())
        described += path.value().as_object().size();
    EXPECT_EQ(described, router.routes().size());
    const auto& open = api.at_pointer("/paths/~1api~1rooms~1{room}~1open/post");
    EXPECT_EQ(open.at("summary"), "Opens a room.");
    EXPECT_EQ(open.at("x-guard"), "signed_in");
    EXPECT_EQ(open.at_pointer("/parameters/0/name"), "room");
    EXPECT_EQ(open.at_pointer("/requestBody/content/application~1json/schema/type"), "object");
    EXPECT_EQ(open.at_pointer("/responses/201/content/application~1json/schema/type"), "string");
    EXPECT_EQ(open.at_pointer("/responses/410/content/application~1problem+json/schema/$ref"),
              "#/components/schemas/Problem");
    EXPECT_EQ(openapi(router.routes(), "1"), openapi(router.routes(), "1"));
}

}  // namespace
}  // namespace breather::web
