// What administrators do about staff, and what takes two of them.
#include <gtest/gtest.h>

#include "support/staff_world.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using staff::Role;

std::string link_of(const StaffWorld::Heard& heard) {
    return std::string(heard.json.at("link").as_string());
}

TEST(Staff, a_repeated_invitation_is_one_invitation_with_one_link) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    const object invite{{"name", "Ben"}, {"role", "author"}};
    const std::string key(32, 'a');
    const auto first = world.post(ada.browser, "/api/staff/invitations", invite, key);
    const auto second = world.post(ada.browser, "/api/staff/invitations", invite, key);
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(link_of(first), link_of(second));
    EXPECT_EQ(world.get(ada.browser, "/api/staff/people").json.at("invitations").as_array().size(),
              1u);
    const object other{{"name", "Cy"}, {"role", "author"}};
    EXPECT_EQ(world.post(ada.browser, "/api/staff/invitations", other, key).status, 422);
}

TEST(Staff, a_role_of_one_organisation_needs_one_and_the_others_none) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    const auto invited = [&](object ask) {
        ask["name"] = "Ben";
        return world.post(ada.browser, "/api/staff/invitations", ask);
    };
    EXPECT_EQ(invited({{"role", "coach"}}).field(), "organisation");
    EXPECT_EQ(invited({{"role", "author"}, {"organisation", world.org.text()}}).field(),
              "organisation");
    EXPECT_EQ(invited({{"role", "coach"}, {"organisation", std::string(32, '0')}}).status, 404);
    EXPECT_EQ(invited({{"role", "coach"}, {"organisation", world.org.text()}}).status, 201);
    EXPECT_EQ(invited({{"role", "owner"}}).status, 422);
}

TEST(Staff, one_administrator_alone_may_make_the_second) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    const auto heard = world.post(ada.browser, "/api/staff/invitations",
                                  {{"name", "Ben"}, {"role", "administrator"}});
    ASSERT_EQ(heard.status, 201);
    EXPECT_TRUE(heard.json.as_object().contains("link"));
}

TEST(Staff, with_two_administrators_the_third_takes_both) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    auto ben = world.administrator("ben");
    const auto proposed = world.post(ada.browser, "/api/staff/invitations",
                                     {{"name", "Cy"}, {"role", "administrator"}});
    ASSERT_EQ(proposed.status, 201);
    EXPECT_FALSE(proposed.json.as_object().contains("link"));
    const std::string id(proposed.json.at("proposal").at("id").as_string());
    const std::string path = "/api/staff/proposals/" + id + "/agree";

    const auto own = world.post(ada.browser, path);
    EXPECT_EQ(own.status, 403);
    EXPECT_EQ(own.problem(), "staff.own_proposal");

    const std::string key(32, 'b');
    const auto agreed = world.post(ben.browser, path, object(), key);
    ASSERT_EQ(agreed.status, 200);
    EXPECT_EQ(link_of(agreed), link_of(world.post(ben.browser, path, object(), key)));
    EXPECT_EQ(world.post(ben.browser, path).status, 404) << "it was carried out";
    const auto cleo = world.enrol(link_of(agreed), "cleo");
    EXPECT_TRUE(world.chain().whole);
}

TEST(Staff, a_researcher_takes_two_and_a_coach_one) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    world.administrator("ben");
    EXPECT_TRUE(
        world.post(ada.browser, "/api/staff/invitations", {{"name", "Dee"}, {"role", "researcher"}})
            .json.as_object()
            .contains("proposal"));
    EXPECT_TRUE(world
                    .post(ada.browser, "/api/staff/invitations",
                          {{"name", "Eve"}, {"role", "coach"}, {"organisation", world.org.text()}})
                    .json.as_object()
                    .contains("link"));
}

TEST(Staff, a_proposal_is_over_after_a_week_and_can_be_withdrawn) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    auto ben = world.administrator("ben");
    const auto propose = [&] {
        return std::string(world
                               .post(ada.browser, "/api/staff/invitations",
                                     {{"name", "Cy"}, {"role", "administrator"}})
                               .json.at("proposal")
                               .at("id")
                               .as_string());
    };
    const auto withdrawn = propose();
    EXPECT_EQ(world.post(ben.browser, "/api/staff/proposals/" + withdrawn + "/withdraw").status,
              200);
    EXPECT_EQ(world.post(ben.browser, "/api/staff/proposals/" + withdrawn + "/agree").status, 404);
    const auto late = propose();
    world.clock.advance(std::chrono::days(7));
    EXPECT_EQ(world.sign_in(ben.browser, ben).status, 200);
    EXPECT_EQ(world.post(ben.browser, "/api/staff/proposals/" + late + "/agree").status, 404);
}

TEST(Staff, a_role_taken_away_is_gone_at_the_next_request) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    auto ben = world.administrator("ben");
    EXPECT_EQ(world.get(ben.browser, "/api/staff/people").status, 200);
    EXPECT_EQ(world
                  .post(ada.browser, "/api/staff/people/" + ben.id + "/roles/remove",
                        {{"role", "administrator"}})
                  .status,
              200);
    const auto after = world.get(ben.browser, "/api/staff/people");
    EXPECT_EQ(after.status, 403);
    EXPECT_EQ(after.problem(), "staff.not_allowed");
    EXPECT_EQ(world.get(ben.browser, "/api/staff/me").status, 200) << "still staff, without a role";
}

TEST(Staff, a_closed_account_is_signed_out_and_stays_closed) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    auto ben = world.administrator("ben");
    EXPECT_EQ(world.post(ada.browser, "/api/staff/people/" + ben.id + "/close").status, 200);
    EXPECT_EQ(world.get(ben.browser, "/api/staff/me").status, 401);
    world.clock.advance(1min);
    EXPECT_EQ(world.sign_in(ben.browser, ben).status, 401);
    EXPECT_EQ(world.post(ada.browser, "/api/staff/people/" + ben.id + "/reset").status, 404);
}

TEST(Staff, the_last_administrator_stays) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    const auto heard = world.post(ada.browser, "/api/staff/people/" + ada.id + "/close");
    EXPECT_EQ(heard.status, 409);
    EXPECT_EQ(heard.problem(), "staff.last_administrator");
    EXPECT_EQ(world
                  .post(ada.browser, "/api/staff/people/" + ada.id + "/roles/remove",
                        {{"role", "administrator"}})
                  .status,
              409);
    EXPECT_EQ(world.get(ada.browser, "/api/staff/me").status, 200);
}

TEST(Staff, who_lost_the_phone_comes_back_with_a_new_link_and_old_proofs_end) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    auto eve = world.enrol(link_of(world.post(ada.browser, "/api/staff/invitations",
                                              {{"name", "Eve"}, {"role", "author"}})),
                           "eve");
    const auto reset = world.post(ada.browser, "/api/staff/people/" + eve.id + "/reset");
    ASSERT_EQ(reset.status, 200);
    EXPECT_EQ(world.get(eve.browser, "/api/staff/me").status, 200) << "until it is used";
    const auto before = eve;
    const auto code = StaffWorld::code_in(link_of(reset));
    StaffWorld::Browser fresh;
    const auto opened = world.post(fresh, "/api/staff/enrolment/open", {{"code", code}});
    EXPECT_EQ(opened.json.at("sign_in_name").as_string(), "eve");
    EXPECT_EQ(opened.json.at("roles").as_array().at(0).at("role").as_string(), "author");
    eve = world.enrol(link_of(reset), "eve");
    EXPECT_EQ(eve.id, before.id);
    auto old = before.browser;
    EXPECT_EQ(world.get(old, "/api/staff/me").status, 401);
    world.clock.advance(1min);
    EXPECT_EQ(world.sign_in(old, before).status, 401) << "the old phone opens nothing";
}

TEST(Staff, every_write_stands_in_the_ledger_once) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    const auto before = world.rows().size();
    const object invite{{"name", "Ben"}, {"role", "author"}};
    const std::string key(32, 'c');
    world.post(ada.browser, "/api/staff/invitations", invite, key);
    world.post(ada.browser, "/api/staff/invitations", invite, key);
    world.post(ada.browser, "/api/staff/invitations", {{"name", "Ben"}, {"role", "coach"}});
    const auto rows = world.rows();
    ASSERT_EQ(rows.size(), before + 1) << "a repeat and a refusal leave no row";
    EXPECT_EQ(rows[0].deed, "staff.invited");
    EXPECT_EQ(rows[0].by.text(), ada.id);
    EXPECT_TRUE(world.chain().whole);
}

TEST(Staff, a_write_without_a_key_is_not_done) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    const object invite{{"name", "Ben"}, {"role", "author"}};
    EXPECT_EQ(world.post(ada.browser, "/api/staff/invitations", invite, "").status, 400);
    EXPECT_EQ(world.post(ada.browser, "/api/staff/invitations", invite, "abc").status, 400);
    EXPECT_TRUE(
        world.get(ada.browser, "/api/staff/people").json.at("invitations").as_array().empty());
}

}  // namespace
}  // namespace breather::testing
