// Who may ask what: every route of both realms, asked by a stranger, by a participant and by each
// role of the staff. docs/permissions.md is the table these tests read; a route without a row, or a
// row that does not hold, fails.
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <iterator>
#include <set>
#include <sstream>

#include "support/staff_world.h"
#include "support/world.h"

namespace breather::testing {
namespace {

using staff::Role;

constexpr std::array roles{Role::Administrator, Role::Coach,      Role::Facilitator,
                           Role::Organisation,  Role::Researcher, Role::Author};

struct Heard {
    int status = 0;
    std::string text;
    bool is(std::string_view problem) const {
        return text.find("/problems/" + std::string(problem) + "\"") != std::string::npos;
    }
};

struct Everybody : ::testing::Test {
    World world;
    OrgId org = world.add_organisation("Northgate", organisations::Country::GB);
    std::map<Role, std::string> cookie_of;

    Everybody() {
        for (const Role role : roles) cookie_of[role] = enrol(role);
    }

    Heard ask(const web::Router& router, web::Method method, const std::string& path,
              const std::string& cookie, const std::string& body = "{}") {
        web::Request request(method, path, method == web::Method::Get ? "" : body);
        if (!cookie.empty()) request.add_header("cookie", cookie);
        if (method != web::Method::Get)
            request.add_header("idempotency-key", to_hex(world.random.bytes(16)));
        std::promise<web::Response> promise;
        const web::Reply reply([&](web::Response heard) { promise.set_value(std::move(heard)); });
        const auto match = router.match(request);
        ensure(match.route != nullptr, "no such route: " + path);
        try {
            match.route->handler(std::move(request), reply);
        } catch (...) {
            reply.fail(std::current_exception());
        }
        auto response = promise.get_future().get();
        for (const auto& [name, value] : response.headers)
            if (name == "Set-Cookie" && value.starts_with("__Host-staff="))
                last_cookie = value.substr(0, value.find(';'));
        return {response.status, std::string(response.body.text())};
    }

    std::string enrol(Role role) {
        auto& house = world.house();
        staff::RoleGrant grant{role, {}};
        if (staff::is_for_an_organisation(role)) grant.organisation = org;
        const auto link = house.staff().invite_from_the_console(house.ledger(), "Somebody", grant);
        const auto code = StaffWorld::code_in(link);
        const auto opened =
            ask(house.staff_router(), web::Method::Post, "/api/staff/enrolment/open", "",
                boost::json::serialize(boost::json::object{{"code", code}}));
        const std::string secret(boost::json::parse(opened.text).at("secret").as_string());
        const auto in = ask(house.staff_router(), web::Method::Post, "/api/staff/enrolment", "",
                            boost::json::serialize(boost::json::object{
                                {"code", code},
                                {"sign_in_name", "s-" + std::string(staff::json_name(role))},
                                {"passphrase", "quiet harbour lantern nine"},
                                {"totp", totp_now(secret, world.clock.now())}}));
        ensure(in.status == 201, in.text);
        return last_cookie;
    }

    std::string filled(std::string pattern) {
        for (auto at = pattern.find('{'); at != std::string::npos; at = pattern.find('{'))
            pattern.replace(at, pattern.find('}') - at + 1, to_hex(world.random.bytes(16)));
        return pattern;
    }
    std::string last_cookie;
};

std::string name_of_route(const web::Route& route) {
    return std::string(web::name(route.method)) + " " + route.pattern;
}

/// "author or administrator, fresh" → whether it names this role
bool names(const std::string& guard, Role role) {
    std::istringstream words(guard.substr(0, guard.find(',')));
    const auto wanted = staff::json_name(role);
    return std::find(std::istream_iterator<std::string>(words), {}, wanted) !=
           std::istream_iterator<std::string>();
}

bool may(const std::string& guard, std::optional<Role> role) {
    if (guard == "open") return true;
    if (!role) return false;
    return guard.starts_with("staff") || names(guard, *role);
}

std::string table_of(const web::Router& people, const web::Router& desk) {
    std::string text =
        "| route | nobody | participant | administrator | coach | facilitator | organisation | "
        "researcher | author |\n|---|---|---|---|---|---|---|---|---|\n";
    for (const web::Route& route : people.routes()) {
        const bool open = route.guard == "open";
        text += "| `" + name_of_route(route) + "` | " + (open ? "yes" : "no") + " | " +
                (open ? "yes" : "own") + " | no | no | no | no | no | no |\n";
    }
    for (const web::Route& route : desk.routes()) {
        text += "| desk `" + name_of_route(route) + "` | " +
                (route.guard == "open" ? "yes" : "no") + " | " +
                (route.guard == "open" ? "yes" : "no");
        for (const Role role : roles) {
            const bool fresh = route.guard.ends_with("fresh");
            text += may(route.guard, role) ? fresh ? " | fresh" : " | yes" : " | no";
        }
        text += " |\n";
    }
    return text;
}

TEST_F(Everybody, docs_permissions_is_the_table_of_the_routes_there_are) {
    std::ifstream file(std::string(BREATHER_SOURCE_DIR) + "/docs/permissions.md");
    std::stringstream page;
    page << file.rdbuf();
    const auto table = table_of(world.house().router(), world.house().staff_router());
    EXPECT_NE(page.str().find(table), std::string::npos)
        << "The table in docs/permissions.md should read:\n"
        << table;
}

TEST_F(Everybody, each_route_of_the_staff_opens_to_its_role_and_to_no_other) {
    int refused = 0, let_in = 0;
    for (const web::Route& route : world.house().staff_router().routes()) {
        if (route.guard == "open" || route.pattern == "/api/staff/sign-out") continue;
        const auto nobody =
            ask(world.house().staff_router(), route.method, filled(route.pattern), "");
        EXPECT_EQ(nobody.status, 401) << name_of_route(route);
        for (const Role role : roles) {
            const auto heard = ask(world.house().staff_router(), route.method,
                                   filled(route.pattern), cookie_of[role]);
            if (may(route.guard, role)) {
                EXPECT_NE(heard.status, 401) << name_of_route(route) << " " << heard.text;
                EXPECT_FALSE(heard.is("staff.not_allowed"))
                    << name_of_route(route) << " as " << staff::json_name(role);
                ++let_in;
            } else {
                EXPECT_TRUE(heard.status == 403 && heard.is("staff.not_allowed"))
                    << name_of_route(route) << " as " << staff::json_name(role) << ": "
                    << heard.status << " " << heard.text;
                ++refused;
            }
        }
    }
    EXPECT_GT(refused, 80);
    EXPECT_GT(let_in, 20);
}

TEST_F(Everybody, what_must_be_fresh_is_refused_when_it_is_not) {
    world.clock.advance(std::chrono::minutes(6));
    int stale = 0;
    for (const web::Route& route : world.house().staff_router().routes()) {
        if (!route.guard.ends_with("fresh")) continue;
        const auto asking = std::find_if(roles.begin(), roles.end(),
                                         [&](Role role) { return may(route.guard, role); });
        ASSERT_NE(asking, roles.end()) << name_of_route(route);
        const auto heard = ask(world.house().staff_router(), route.method, filled(route.pattern),
                               cookie_of[*asking]);
        EXPECT_TRUE(heard.is("staff.not_fresh")) << name_of_route(route) << ": " << heard.text;
        ++stale;
    }
    EXPECT_GE(stale, 7);
}

TEST_F(Everybody, no_role_of_the_staff_reaches_a_participants_route) {
    for (const web::Route& route : world.house().router().routes()) {
        if (route.guard == "open") continue;
        for (const Role role : roles) {
            const auto heard =
                ask(world.house().router(), route.method, filled(route.pattern), cookie_of[role]);
            EXPECT_EQ(heard.status, 401)
                << name_of_route(route) << " as " << staff::json_name(role);
        }
    }
}

/// P1: whoever manages an organisation has nothing here that could tell of a person.
TEST_F(Everybody, an_organisation_manager_has_only_what_every_member_of_staff_has) {
    std::set<std::string> open_to_manager;
    for (const web::Route& route : world.house().staff_router().routes())
        if (route.guard != "open" && may(route.guard, Role::Organisation))
            open_to_manager.insert(name_of_route(route));
    EXPECT_EQ(open_to_manager,
              (std::set<std::string>{"GET /api/staff/me", "POST /api/staff/outside/refresh",
                                     "POST /api/staff/outside/refresh/begin",
                                     "POST /api/staff/refresh", "POST /api/staff/sign-out"}));
}

/// The six columns of the threat model's table that staff have: nothing of a participant is on the
/// staff's host yet. A room that brings it there changes this list and says to whom.
TEST_F(Everybody, nothing_on_the_staffs_host_tells_of_a_participant) {
    for (const web::Route& route : world.house().staff_router().routes()) {
        const std::string schema = boost::json::serialize(route.answer_schema);
        for (const char* word : {"pseudonym", "person_id", "entry", "progress", "settings"})
            EXPECT_EQ(schema.find(word), std::string::npos) << name_of_route(route) << " " << word;
    }
}

TEST_F(Everybody, a_session_ended_here_is_ended_for_every_route) {
    const auto cookie = cookie_of[Role::Administrator];
    EXPECT_EQ(
        ask(world.house().staff_router(), web::Method::Post, "/api/staff/sign-out", cookie).status,
        200);
    for (const web::Route& route : world.house().staff_router().routes()) {
        if (route.guard == "open") continue;
        EXPECT_EQ(
            ask(world.house().staff_router(), route.method, filled(route.pattern), cookie).status,
            401)
            << name_of_route(route);
    }
}

}  // namespace
}  // namespace breather::testing
