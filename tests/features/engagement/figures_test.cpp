// A study seat reads figures of ten people and more, and every look stands in the ledger.
#include <gtest/gtest.h>

#include "features/engagement/engagement_routes.h"
#include "features/engagement/event_log.h"
#include "support/accounts_world.h"
#include "support/staff_world.h"

namespace breather::testing {
namespace {

using boost::json::object;

struct StudySeat : AccountsWorld {
    ledger::Ledger ledger{instance};
    web::Router desk_router;
    staff::StaffRoom desk{{.router = desk_router,
                           .database = *database,
                           .instance_key = instance,
                           .sealer = sealer,
                           .ledger = ledger,
                           .long_pool = long_pool,
                           .clock = clock,
                           .random = random,
                           .slow_places = slow_places,
                           .address = "https://desk.example.org",
                           .passphrase_cost = {.passes = 1, .memory = 8192}}};
    content::ContentService content{*database, clock, folder / "media", hints()};
    engagement::EngagementService service{{*database, content, organisations, clock, random}};
    std::string cookie;

    StudySeat() {
        open({service.personal_room()});
        desk.add_routes();
        engagement::add_desk_routes(desk.doors(), service);
        const auto link_code = StaffWorld::code_in(
            desk.service().invite_from_the_console(ledger, "Rhea", {staff::Role::Researcher, {}}));
        const auto opened = ask_desk("/api/staff/enrolment/open", {{"code", link_code}});
        const std::string secret(opened.json.at("secret").as_string());
        ask_desk("/api/staff/enrolment", {{"code", link_code},
                                          {"sign_in_name", "rhea"},
                                          {"passphrase", "quiet harbour lantern nine"},
                                          {"totp", totp_now(secret, clock.now())}});
    }
    Heard ask_desk(const std::string& path, const object& body, std::string key = {}) {
        web::Request request(web::Method::Post, path, boost::json::serialize(body));
        if (!cookie.empty()) request.add_header("cookie", cookie);
        request.add_header("idempotency-key", key.empty() ? to_hex(random.bytes(16)) : key);
        std::promise<web::Response> promise;
        const web::Reply reply([&](web::Response heard) { promise.set_value(std::move(heard)); });
        try {
            desk_router.match(request).route->handler(std::move(request), reply);
        } catch (...) {
            reply.fail(std::current_exception());
        }
        const auto response = promise.get_future().get();
        for (const auto& [name, value] : response.headers)
            if (name == "Set-Cookie" && value.starts_with("__Host-staff="))
                cookie = value.substr(0, value.find(';'));
        Heard heard;
        heard.status = response.status;
        heard.text = response.body.text();
        heard.json = boost::json::parse(heard.text);
        return heard;
    }
    Heard look(std::string key = {}) {
        return ask_desk("/api/engagement/figures", {{"organisation", org.text()}}, std::move(key));
    }
    void count_people(int from, int to) {
        for (int i = from; i < to; ++i) {
            const auto person = join("heron " + std::to_string(i));
            const auto agrees = engagement::agree(*keys->find(org, *PersonId::parse(person.id)),
                                                  clock.now() - std::chrono::days(2), random);
            database->write_now([&](storage::Transaction& tx) { agrees(tx); });
        }
    }
    std::size_t looks() {
        const auto rows = database->read_now(
            [](storage::Reader& reader) { return ledger::Ledger::list(reader, std::nullopt, 50); });
        return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](auto& row) {
            return row.deed == "engagement.looked_at" && row.about == org.text();
        }));
    }
};

TEST(StudySeat, is_told_nothing_of_nine_people_and_figures_of_ten) {
    StudySeat seat;
    seat.count_people(0, 9);
    const auto nine = seat.look();
    EXPECT_EQ(nine.status, 409);
    EXPECT_EQ(nine.problem(), "engagement.too_few");
    EXPECT_EQ(seat.looks(), 0u);
    seat.count_people(9, 10);
    const auto ten = seat.look();
    ASSERT_EQ(ten.status, 200) << ten.text;
    EXPECT_EQ(ten.json.at("counted").as_int64(), 10);
    EXPECT_EQ(ten.json.at("retention").as_array().size(), 4u);
    EXPECT_EQ(seat.looks(), 1u);
}

TEST(StudySeat, writes_one_row_a_look_and_none_for_a_repeat) {
    StudySeat seat;
    seat.count_people(0, 10);
    seat.look(std::string(32, 'a'));
    EXPECT_EQ(seat.look(std::string(32, 'a')).status, 200);
    EXPECT_EQ(seat.looks(), 1u);
    seat.look();
    EXPECT_EQ(seat.looks(), 2u);
}

TEST(StudySeat, who_agreed_today_does_not_make_nine_ten) {
    StudySeat seat;
    seat.count_people(0, 9);
    const auto ada = seat.join("ada");
    const auto agrees = engagement::agree(*seat.keys->find(seat.org, *PersonId::parse(ada.id)),
                                          seat.clock.now(), seat.random);
    seat.database->write_now([&](storage::Transaction& tx) { agrees(tx); });
    EXPECT_EQ(seat.look().status, 409);
}

TEST(StudySeat, needs_proof_that_is_fresh) {
    StudySeat seat;
    seat.count_people(0, 10);
    seat.clock.advance(std::chrono::minutes(6));
    EXPECT_EQ(seat.look().problem(), "staff.not_fresh");
    EXPECT_EQ(seat.looks(), 0u);
}

}  // namespace
}  // namespace breather::testing
