// What makes a folder a demo, that nothing else can, and what a demo may do.
#include "app/demo/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/commands.h"
#include "app/demo/demo_store.h"
#include "app/demo/marked_app.h"
#include "app/demo/tickets.h"
#include "app/exit.h"
#include "base/refusal.h"
#include "engines/web/server.h"
#include "support/http.h"
#include "support/world.h"

namespace breather::demo {
namespace {

namespace fs = std::filesystem;
using boost::json::object;
using std::chrono::hours;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string content =
    std::string(BREATHER_SOURCE_DIR) + "/tests/features/content/packs/small";

/// A house as `breather serve` opens it: with the demo's clock only where the file says so.
class ADemo : public ::testing::Test {
  protected:
    FakeClock machine;
    std::unique_ptr<DemoClock> clock;
    HouseOptions opened_with;
    testing::World world{{}, [this](HouseOptions& options) {
                             clock = clock_for(options.database.parent_path(), machine);
                             options.demo_clock = clock.get();
                             opened_with = options;
                         }};

    CommandAnswer ask_demo(object more = {}) {
        more["content"] = content;
        return Commands(world.house(), world.clock).perform("demo", more);
    }
    static std::size_t demo_routes(const web::Router& router) {
        std::size_t count = 0;
        for (const web::Route& route : router.routes())
            count += route.pattern.find("demo") != std::string::npos;
        return count;
    }
    std::size_t demo_routes() {
        return demo_routes(world.house().router()) + demo_routes(world.house().staff_router());
    }
    void add_somebody() { (void)world.add_organisation("Northgate", organisations::Country::GB); }
    void write_file(const std::string& mark) {
        std::ofstream(mark_of(world.folder())) << mark << "\n";
    }
    std::string read_file() {
        std::ifstream file(mark_of(world.folder()));
        std::string mark;
        file >> mark;
        return mark;
    }
};

TEST_F(ADemo, is_marked_in_row_and_file_when_it_is_made_and_serves_the_clock_afterwards) {
    EXPECT_EQ(world.house().demo(), nullptr);
    EXPECT_EQ(ask_demo().code, Exit::Ok) << ask_demo().says;
    EXPECT_NE(world.house().demo(), nullptr);
    world.restart();
    ASSERT_NE(world.house().demo(), nullptr);
    EXPECT_EQ(demo_routes(), 7u);
    EXPECT_EQ(ask_demo({{"live", true}}).code, Exit::Ok) << "made again by a running server";
}

TEST_F(ADemo, is_no_other_folder_and_that_has_no_route_of_it) {
    world.restart();
    EXPECT_EQ(world.house().demo(), nullptr);
    EXPECT_EQ(clock, nullptr) << "the machine's clock, which nobody can move";
    EXPECT_EQ(demo_routes(), 0u);
}

TEST_F(ADemo, can_never_be_made_of_a_folder_with_people_in_it) {
    add_somebody();
    const CommandAnswer answer = ask_demo();
    EXPECT_EQ(answer.code, Exit::Usage);
    EXPECT_THAT(answer.says, HasSubstr("who is in another may be real"));
    world.restart();
    EXPECT_EQ(ask_demo().code, Exit::Usage);
    EXPECT_FALSE(fs::exists(mark_of(world.folder())));
    EXPECT_EQ(demo_routes(), 0u);
}

TEST_F(ADemo, can_not_be_made_of_an_empty_folder_that_was_opened_before) {
    world.restart();
    EXPECT_EQ(ask_demo().code, Exit::Usage);
}

TEST_F(ADemo, is_not_begun_by_a_server_that_is_running) {
    EXPECT_EQ(ask_demo({{"live", true}}).code, Exit::Usage);
    EXPECT_EQ(world.house().demo(), nullptr);
}

TEST_F(ADemo, needs_both_marks_and_they_must_be_the_same) {
    add_somebody();
    write_file("0192d0c8-0000-7000-8000-000000000000");
    world.restart();
    EXPECT_EQ(world.house().demo(), nullptr) << "the file alone";
    EXPECT_EQ(demo_routes(), 0u);
    ASSERT_NE(clock, nullptr);
    EXPECT_EQ(clock->now(), machine.now()) << "and its clock is the machine's";

    world.house().database().write_now([&](storage::Transaction& tx) {
        store::add(tx, {"0192d0c8-0000-7000-8000-000000000001", machine.now(), 86'400'000});
    });
    world.restart();
    EXPECT_EQ(world.house().demo(), nullptr) << "of another folder";
    EXPECT_EQ(clock->now(), machine.now());

    fs::remove(mark_of(world.folder()));
    world.restart();
    EXPECT_EQ(world.house().demo(), nullptr) << "the row alone, as in a restored backup";
    EXPECT_EQ(clock, nullptr);
}

TEST_F(ADemo, moves_its_clock_forward_and_back_within_sixteen_weeks_and_keeps_it) {
    ASSERT_EQ(ask_demo().code, Exit::Ok);
    world.restart();
    Demo& demo = *world.house().demo();
    const Instant begins = demo.begins_at();
    demo.set(hours{24 * 20});
    EXPECT_EQ(clock->now(), begins + hours{24 * 20});
    machine.advance(hours{1});
    EXPECT_EQ(demo.at(), hours{24 * 20 + 1}) << "it goes on";
    demo.set(hours{5});
    EXPECT_EQ(clock->now(), begins + hours{5}) << "back";
    world.restart();
    EXPECT_EQ(clock->now(), begins + hours{5}) << "kept";
    EXPECT_THROW(world.house().demo()->set(hours{-1}), Refusal);
    EXPECT_THROW(world.house().demo()->set(length + hours{1}), Refusal);
    EXPECT_EQ(clock->now(), begins + hours{5});
    world.house().demo()->set(length);
}

TEST_F(ADemo, keeps_its_mark_where_it_was_made_twice) {
    ASSERT_EQ(ask_demo().code, Exit::Ok);
    const std::string mark = read_file();
    ASSERT_EQ(mark.size(), 32u);
    world.restart();
    ASSERT_EQ(ask_demo().code, Exit::Ok);
    EXPECT_EQ(read_file(), mark);
}

/// The same, reached over the network on both of its hosts.
class AServedDemo : public ADemo {
  protected:
    AServedDemo() {
        ensure(ask_demo().code == Exit::Ok, "the demo was not made");
        world.close();
        clock = clock_for(world.folder(), machine);
        opened_with.demo_clock = clock.get();
        house = std::make_unique<House>(opened_with, *clock, world.random);
        people.run(house->router());
        desk.run(house->staff_router());
    }
    std::unique_ptr<House> house;
    struct Side {
        web::StaticFiles none;
        web::AccessLog log;
        FakeClock clock;
        std::unique_ptr<web::Server> server;
        void run(const web::Router& router) {
            server = std::make_unique<web::Server>(web::ServerOptions{}, router, none, log, clock);
            server->run(1);
        }
        ~Side() { server->stop(); }
        testing::HttpAnswer ask(const std::string& method, const std::string& path,
                                const std::string& body = "", const std::string& cookie = "") {
            testing::HttpHeaders headers{{"Sec-Fetch-Site", "same-origin"},
                                         {"Idempotency-Key", "0123456789abcdef0123456789abcdef"}};
            if (method != "GET") headers.emplace_back("Content-Type", "application/json");
            if (!cookie.empty()) headers.emplace_back("Cookie", cookie);
            return testing::ask_http(server->port(), method, path, headers, body);
        }
    };
    Side people, desk;

    /// The cookie of whoever sits there now.
    std::string sit(const std::string& ask) {
        const auto given = people.ask("POST", "/api/demo/seats", ask);
        EXPECT_EQ(given.status, 200) << given.body;
        const std::string link(boost::json::parse(given.body).at("link").as_string());
        const std::string body = R"({"ticket":")" + link.substr(link.find('=') + 1) + R"("})";
        const auto seat = desk.ask("POST", "/api/demo/seat", body);
        EXPECT_EQ(seat.status, 200) << seat.body;
        EXPECT_EQ(desk.ask("POST", "/api/demo/seat", body).status, 401) << "good once";
        for (const auto& [name, value] : seat.headers)
            if (name == "set-cookie") return value.substr(0, value.find(';'));
        return {};
    }
    static std::string header(const testing::HttpAnswer& answer, std::string_view name) {
        for (const auto& [said, value] : answer.headers)
            if (said == name) return value;
        return {};
    }
    std::string first_organisation() {
        const auto says = boost::json::parse(people.ask("GET", "/api/demo").body);
        return std::string(says.at("organisations").at(0).at("id").as_string());
    }
};

TEST_F(AServedDemo, tells_its_time_and_moves_it_from_either_host) {
    EXPECT_EQ(people.ask("GET", "/api/demo").status, 200);
    const auto moved = desk.ask("PUT", "/api/demo/clock", R"({"at":259200000})");
    EXPECT_EQ(moved.status, 200) << moved.body;
    const auto said = boost::json::parse(people.ask("GET", "/api/demo").body);
    EXPECT_EQ(said.at("at").as_int64(), 259'200'000);
    EXPECT_EQ(people.ask("PUT", "/api/demo/clock", R"({"at":-1})").status, 422);
    EXPECT_EQ(people.ask("PUT", "/api/demo/clock", R"({"at":9676800001})").status, 422);
}

TEST_F(AServedDemo, gives_an_administrators_seat_twice_to_the_same_invented_person) {
    const std::string cookie = sit(R"({"seat":"administrator"})");
    const auto me = desk.ask("GET", "/api/staff/me", "", cookie);
    EXPECT_EQ(me.status, 200) << me.body;
    EXPECT_THAT(me.body, HasSubstr("(invented)"));
    EXPECT_EQ(desk.ask("GET", "/api/organisations", "", cookie).status, 200);
    const std::string again = sit(R"({"seat":"administrator"})");
    const auto id = [](const std::string& body) { return boost::json::parse(body).at("id"); };
    EXPECT_EQ(id(desk.ask("GET", "/api/staff/me", "", again).body), id(me.body));
}

TEST_F(AServedDemo, gives_a_manager_a_seat_from_which_nothing_can_be_seen) {
    EXPECT_EQ(people.ask("POST", "/api/demo/seats", R"({"seat":"manager"})").status, 404);
    const std::string cookie =
        sit(R"({"seat":"manager","organisation":")" + first_organisation() + R"("})");
    EXPECT_EQ(desk.ask("GET", "/api/staff/me", "", cookie).status, 200);
    // What the manager's screen lets one try.
    EXPECT_EQ(desk.ask("GET", "/api/accounts", "", cookie).status, 404);
    EXPECT_EQ(desk.ask("GET", "/api/organisations", "", cookie).status, 403);
    EXPECT_EQ(desk.ask("GET", "/api/exercises/entries", "", cookie).status, 404);
    // And every other read that asks for a proof.
    int asked = 0;
    for (const web::Route& route : house->staff_router().routes()) {
        if (route.method != web::Method::Get || route.guard == "open" || route.guard == "staff" ||
            route.pattern.find('{') != std::string::npos)
            continue;
        ++asked;
        EXPECT_EQ(desk.ask("GET", route.pattern, "", cookie).status, 403) << route.pattern;
    }
    EXPECT_GT(asked, 4);
}

TEST_F(AServedDemo, gives_a_researcher_a_seat_with_an_example_and_nobodys_record) {
    const std::string cookie = sit(R"({"seat":"researcher"})");
    const auto ask = [&](const std::string& path) {
        return desk.ask("GET", "/api/research/example" + path, "", cookie);
    };
    const auto told = boost::json::parse(ask("").body);
    EXPECT_EQ(told.at("rows").as_int64(), 438);
    for (const auto& file : told.at("files").as_array()) {
        const auto got = ask("/files/" + std::string(file.at("name").as_string()));
        EXPECT_EQ(got.status, 200) << file;
        EXPECT_EQ(std::int64_t(got.body.size()), file.at("bytes").as_int64()) << file;
        EXPECT_THAT(header(got, "content-disposition"), StartsWith("attachment; filename="))
            << file;
    }
    EXPECT_THAT(ask("/files/two-country-survey.zip").body, StartsWith("PK"));
    for (const char* none : {"people.csv", "keys.db", "instance.key", ".."})
        EXPECT_EQ(ask("/files/" + std::string(none)).status, 404) << none;
    EXPECT_EQ(ask("/files/..%2Fplan.toml").status, 400);

    const auto page = ask("/report");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("made up for trying the program"));
    EXPECT_EQ(header(page, "content-disposition"), "");
    const auto policy = header(page, "content-security-policy");
    EXPECT_THAT(policy, StartsWith("default-src 'none'; style-src 'sha256-"));
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);

    EXPECT_EQ(desk.ask("GET", "/api/research/example").status, 401);
    EXPECT_EQ(people.ask("GET", "/api/research/example").status, 404) << "the other host";
    for (const char* other : {"/api/organisations", "/api/staff/people", "/api/audit"})
        EXPECT_EQ(desk.ask("GET", other, "", cookie).status, 403) << other;
}

TEST_F(AServedDemo, ends_a_seat_when_the_clock_passes_its_session) {
    const std::string cookie = sit(R"({"seat":"administrator"})");
    EXPECT_EQ(people.ask("PUT", "/api/demo/clock", R"({"at":2592000000})").status, 200);
    EXPECT_EQ(desk.ask("GET", "/api/staff/me", "", cookie).status, 401);
    const std::string fresh = sit(R"({"seat":"administrator"})");
    EXPECT_EQ(desk.ask("GET", "/api/staff/me", "", fresh).status, 200);
}

TEST(Tickets, open_one_seat_once_and_for_a_minute) {
    Tickets tickets;
    FakeClock clock;
    SeededRandom random{3};
    const staff::Invented ada{"Ada (invented)", "ada", {staff::Role::Administrator, {}}};
    const auto used = tickets.give(ada, clock.now(), random);
    EXPECT_EQ(tickets.take(used, clock.now()).name, ada.name);
    EXPECT_THROW(tickets.take(used, clock.now()), Refusal);
    EXPECT_THROW(tickets.take("nosuch", clock.now()), Refusal);
    const auto late = tickets.give(ada, clock.now(), random);
    clock.advance(Tickets::time);
    EXPECT_THROW(tickets.take(late, clock.now()), Refusal);
    for (std::size_t i = 0; i < Tickets::most; ++i) (void)tickets.give(ada, clock.now(), random);
    EXPECT_THROW(tickets.give(ada, clock.now(), random), Refusal);
}

TEST(MarkedApp, says_so_on_the_page_and_its_worker_expects_that_page) {
    const testing::TempFolder temp;
    std::ofstream(temp / "index.html") << "<!doctype html><html lang=\"en-GB\"></html>";
    const auto change = mark_app(temp.path());
    const std::string page = change("/index.html", "<!doctype html><html lang=\"en-GB\"></html>");
    EXPECT_THAT(page, StartsWith("<!doctype html><html data-demo lang="));
    EXPECT_EQ(change("/assets/index.js", "<html"), "<html") << "nothing else";
    // sha256 of the page as it was built, and with the mark
    EXPECT_EQ(
        change(
            "/worker.js",
            R"({build:"abc",files:{"/":"sha256-0nENmjCRYl1Sm6WY5G6eVGBOL7Re+RI836RjrxyK6HI="}})"),
        R"({build:"demo abc",files:{"/":"sha256-eDyzGd5IENEeENpkumh3AZut+lN6ociSpmXQ41Xb7pQ="}})");
}

}  // namespace
}  // namespace breather::demo
