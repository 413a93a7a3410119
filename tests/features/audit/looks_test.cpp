// Every look at a record is written down, read by the person, and nobody's after erasure.
#include "features/audit/looks.h"

#include <gtest/gtest.h>

#include "features/audit/audit_routes.h"
#include "support/accounts_world.h"
#include "support/staff_world.h"

namespace breather::testing {
namespace {

/// A coach of the time to come, made through the real doors, who hands their proof out.
struct Looking : AccountsWorld {
    ledger::Ledger ledger{instance};
    audit::Looks looks{ledger, clock, random};
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
    std::optional<storage::RecordKey> whose;
    bool then_fails = false;

    Looking() {
        open({audit::personal_room()});
        audit::add_routes(room->doors());
        desk.add_routes();
        audit::add_desk_routes(desk.doors(), ledger, desk.service());
        desk.doors().long_write<staff::Staff, web::Nothing, web::Nothing>(
            {web::Method::Post, "/api/test/look", "Looks at a record"}, staff::Fresh::NotNeeded,
            [this](const staff::Staff& by, const web::Nothing&, const web::Request&) {
                const auto note =
                    looks.noting(by, staff::Role::Coach, "Cora", "shared_entry", *whose);
                database->write_now([&](storage::Transaction& tx) {
                    const audit::Seen seen = note(tx);
                    (void)seen;  // here a coaching room would read what was shared
                    if (then_fails) throw std::runtime_error("the read failed");
                });
                return web::Answered<web::Nothing>{};
            });
    }
    std::string coach_cookie() {
        const auto link =
            desk.service().invite_from_the_console(ledger, "Cora", {staff::Role::Author, {}});
        const auto linked = StaffWorld::code_in(link);
        const auto opened = desk_ask("/api/staff/enrolment/open", {{"code", linked}}, "");
        const std::string secret(opened.at("secret").as_string());
        desk_ask("/api/staff/enrolment",
                 {{"code", linked},
                  {"sign_in_name", "cora"},
                  {"passphrase", "quiet harbour lantern nine"},
                  {"totp", totp_now(secret, clock.now())}},
                 "");
        return cookie;
    }
    boost::json::value desk_ask(const std::string& path, const boost::json::object& body,
                                const std::string& with) {
        web::Request request(web::Method::Post, path, boost::json::serialize(body));
        if (!with.empty()) request.add_header("cookie", with);
        std::promise<web::Response> promise;
        const web::Reply reply([&](web::Response heard) { promise.set_value(std::move(heard)); });
        desk_router.match(request).route->handler(std::move(request), reply);
        const auto response = promise.get_future().get();
        for (const auto& [name, value] : response.headers)
            if (name == "Set-Cookie" && value.starts_with("__Host-staff="))
                cookie = value.substr(0, value.find(';'));
        return boost::json::parse(response.body.text());
    }
    storage::RecordKey key_of(const Person& person) {
        return keys->find(org, *PersonId::parse(person.id)).value();
    }
    ledger::Chain chain() {
        return database->read_now([&](storage::Reader& reader) { return ledger.verify(reader); });
    }
    std::string cookie;
};

TEST(Looks, one_appears_to_the_person_it_was_at_and_to_nobody_else) {
    Looking world;
    auto ada = world.join("ada"), ben = world.join("ben");
    const auto cora = world.coach_cookie();
    world.whose = world.key_of(ada);
    world.desk_ask("/api/test/look", {}, cora);
    const auto mine = world.get(ada.browser, "/api/audit/mine");
    ASSERT_EQ(mine.status, 200);
    const auto& looks = mine.json.at("looks").as_array();
    ASSERT_EQ(looks.size(), 1u);
    EXPECT_EQ(looks[0].at("who").as_string(), "Cora");
    EXPECT_EQ(looks[0].at("role").as_string(), "coach");
    EXPECT_EQ(looks[0].at("what").as_string(), "shared_entry");
    EXPECT_EQ(looks[0].at("on").as_int64() % 86'400'000, 0) << "to the day";
    EXPECT_TRUE(world.get(ben.browser, "/api/audit/mine").json.at("looks").as_array().empty());
    EXPECT_TRUE(world.chain().whole);
}

TEST(Looks, several_at_one_person_stand_under_one_trail) {
    Looking world;
    auto ada = world.join("ada");
    const auto cora = world.coach_cookie();
    world.whose = world.key_of(ada);
    world.desk_ask("/api/test/look", {}, cora);
    world.desk_ask("/api/test/look", {}, cora);
    EXPECT_EQ(world.get(ada.browser, "/api/audit/mine").json.at("looks").as_array().size(), 2u);
    EXPECT_EQ(world.count_rows("ledger_trail"), 1);
}

TEST(Looks, one_whose_write_fails_was_no_look_and_leaves_nothing) {
    Looking world;
    auto ada = world.join("ada");
    const auto cora = world.coach_cookie();
    world.whose = world.key_of(ada);
    const auto before = world.count_rows("ledger");
    world.then_fails = true;
    world.desk_ask("/api/test/look", {}, cora);
    EXPECT_EQ(world.count_rows("ledger"), before);
    EXPECT_EQ(world.count_rows("ledger_trail"), 0);
    EXPECT_TRUE(world.get(ada.browser, "/api/audit/mine").json.at("looks").as_array().empty());
    world.then_fails = false;
    world.desk_ask("/api/test/look", {}, cora);
    EXPECT_EQ(world.count_rows("ledger"), before + 1);
}

TEST(Looks, the_ledger_does_not_tell_an_administrator_whose_record_it_was) {
    Looking world;
    auto ada = world.join("ada");
    const auto cora = world.coach_cookie();
    world.whose = world.key_of(ada);
    world.desk_ask("/api/test/look", {}, cora);
    const auto rows = world.database->read_now(
        [](storage::Reader& reader) { return ledger::Ledger::list(reader, {}, 1); });
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].deed, "record.looked_at");
    EXPECT_EQ(rows[0].about, "");
    EXPECT_NE(rows[0].trail_id.text(), ada.id);
}

TEST(Looks, after_erasure_the_rows_stay_the_chain_verifies_and_nobody_can_tell_whose_they_were) {
    Looking world;
    auto ada = world.join("ada");
    const auto cora = world.coach_cookie();
    world.whose = world.key_of(ada);
    world.desk_ask("/api/test/look", {}, cora);
    const auto before = world.count_rows("ledger");
    world.whose.reset();
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/delete", {{"confirm", "delete"}}).status, 200);
    EXPECT_EQ(world.count_rows("ledger"), before);
    EXPECT_EQ(world.count_rows("ledger_trail"), 0);
    EXPECT_FALSE(world.keys->find(world.org, *PersonId::parse(ada.id)));
    EXPECT_TRUE(world.chain().whole);
}

TEST(Looks, how_many_there_were_is_part_of_what_is_kept_about_me) {
    Looking world;
    auto ada = world.join("ada");
    world.whose = world.key_of(ada);
    world.desk_ask("/api/test/look", {}, world.coach_cookie());
    const auto kept = world.get(ada.browser, "/api/accounts/kept");
    EXPECT_NE(kept.text.find(R"({"table":"ledger_trail","rows":[{"looks":1}]})"), std::string::npos)
        << kept.text;
}

}  // namespace
}  // namespace breather::testing
