// How staff come in, stay, and are sent away.
#include <gtest/gtest.h>

#include "support/staff_world.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using staff::Role;

TEST(Enrolment, a_link_is_good_once) {
    StaffWorld world;
    const auto link = world.link_for(Role::Administrator);
    const auto ada = world.enrol(link, "ada");
    StaffWorld::Browser stranger;
    const auto again =
        world.post(stranger, "/api/staff/enrolment/open", {{"code", StaffWorld::code_in(link)}});
    EXPECT_EQ(again.status, 401);
    EXPECT_EQ(again.problem(), "staff.enrolment_unknown");
}

TEST(Enrolment, the_first_link_stays_the_same_over_restarts_until_it_is_used_or_over) {
    StaffWorld world;
    const auto invite = [&] { return world.room.service().invite_first(world.ledger); };
    const std::string link = invite();
    world.clock.advance(24h);
    EXPECT_EQ(invite(), link);
    const auto chain = world.database->read_now(
        [&](storage::Reader& reader) { return world.ledger.verify(reader); });
    EXPECT_EQ(chain.length, 1) << "showing it again is no deed";
    world.clock.advance(49h);
    const std::string second = invite();
    EXPECT_NE(second, link) << "one that is over does not come back";
    StaffWorld::Browser browser;
    const auto opened = [&](const std::string& one) {
        return world
            .post(browser, "/api/staff/enrolment/open", {{"code", StaffWorld::code_in(one)}})
            .status;
    };
    EXPECT_EQ(opened(link), 401);
    EXPECT_EQ(opened(second), 200);
}

TEST(Enrolment, a_link_is_over_after_three_days) {
    StaffWorld world;
    const auto link = world.link_for(Role::Administrator);
    StaffWorld::Browser browser;
    world.clock.advance(72h - 1s);
    EXPECT_EQ(
        world.post(browser, "/api/staff/enrolment/open", {{"code", StaffWorld::code_in(link)}})
            .status,
        200);
    world.clock.advance(1s);
    EXPECT_EQ(
        world.post(browser, "/api/staff/enrolment/open", {{"code", StaffWorld::code_in(link)}})
            .status,
        401);
}

TEST(Enrolment, says_which_field_needs_another_look_and_uses_nothing_up) {
    StaffWorld world;
    const auto code = StaffWorld::code_in(world.link_for(Role::Administrator));
    StaffWorld::Browser browser;
    const auto opened = world.post(browser, "/api/staff/enrolment/open", {{"code", code}});
    const std::string secret(opened.json.at("secret").as_string());
    const auto tried = [&](const std::string& name, const std::string& passphrase,
                           const std::string& totp) {
        return world.post(
            browser, "/api/staff/enrolment",
            {{"code", code}, {"sign_in_name", name}, {"passphrase", passphrase}, {"totp", totp}});
    };
    const std::string good = "quiet harbour lantern nine";
    const auto now = [&] { return totp_now(secret, world.clock.now()); };
    EXPECT_EQ(tried("ad", good, now()).field(), "sign_in_name");
    EXPECT_EQ(tried("ada lovelace", good, now()).field(), "sign_in_name");
    EXPECT_EQ(tried("ada", "too short", now()).field(), "passphrase");
    EXPECT_EQ(tried("ada", "aaaaaaaaaaaaaaaaaaaa", now()).field(), "passphrase");
    EXPECT_EQ(tried("ada", "my passwordpassword", now()).field(), "passphrase");
    EXPECT_EQ(tried("harbour", good, now()).field(), "passphrase");
    EXPECT_EQ(tried("ada", good, "000000").field(), "totp");
    EXPECT_EQ(tried("ADA", good, now()).status, 201) << "capitals are the same";
}

TEST(Enrolment, people_say_what_they_are_called_and_the_first_must) {
    StaffWorld world;
    const auto enrol = [&](const std::string& code, const std::string& sign_in_name,
                           boost::json::object more) {
        StaffWorld::Browser browser;
        const auto opened = world.post(browser, "/api/staff/enrolment/open", {{"code", code}});
        more["code"] = code;
        more["sign_in_name"] = sign_in_name;
        more["passphrase"] = "quiet harbour lantern nine";
        more["totp"] =
            totp_now(std::string(opened.json.at("secret").as_string()), world.clock.now());
        return world.post(browser, "/api/staff/enrolment", more);
    };
    const auto link = [&](const std::string& name) {
        return StaffWorld::code_in(world.room.service().invite_from_the_console(
            world.ledger, name, {Role::Administrator, {}}));
    };
    const auto first = link("");
    StaffWorld::Browser browser;
    const auto opened = world.post(browser, "/api/staff/enrolment/open", {{"code", first}});
    EXPECT_EQ(opened.json.at("name").as_string(), "");
    EXPECT_NE(opened.json.at("uri").as_string().find("administrator"), std::string::npos);
    EXPECT_EQ(enrol(first, "mara", {}).field(), "name");
    EXPECT_EQ(enrol(first, "mara", {{"name", ""}}).status, 422);
    EXPECT_EQ(enrol(first, "mara", {{"name", "Mara Linden"}}).json.at("name"), "Mara Linden");
    EXPECT_EQ(enrol(link("J. Park"), "jonas", {{"name", "Jonas Park"}}).json.at("name"),
              "Jonas Park");
    EXPECT_EQ(enrol(link("Ama Boateng"), "ama", {}).json.at("name"), "Ama Boateng");
}

TEST(Enrolment, whoever_works_for_an_organisation_reads_its_name) {
    StaffWorld world;
    const auto link = world.link_for(Role::Coach, world.org);
    StaffWorld::Browser browser;
    const auto opened =
        world.post(browser, "/api/staff/enrolment/open", {{"code", StaffWorld::code_in(link)}});
    EXPECT_EQ(opened.json.at("roles").at(0).at("organisation_name"), "Linden Hospital");
    auto ama = world.enrol(link, "ama");
    const auto me = world.get(ama.browser, "/api/staff/me");
    EXPECT_EQ(me.json.at("roles").at(0).at("organisation_name"), "Linden Hospital");
    auto ada = world.administrator("ada");
    EXPECT_FALSE(world.get(ada.browser, "/api/staff/me")
                     .json.at("roles")
                     .at(0)
                     .as_object()
                     .contains("organisation_name"));
}

TEST(Enrolment, two_people_cannot_have_one_name) {
    StaffWorld world;
    world.administrator("ada");
    const auto code = StaffWorld::code_in(world.link_for(Role::Administrator));
    StaffWorld::Browser browser;
    const auto opened = world.post(browser, "/api/staff/enrolment/open", {{"code", code}});
    const auto taken = world.post(
        browser, "/api/staff/enrolment",
        {{"code", code},
         {"sign_in_name", "Ada"},
         {"passphrase", "quiet harbour lantern nine"},
         {"totp", totp_now(std::string(opened.json.at("secret").as_string()), world.clock.now())}});
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(world.post(browser, "/api/staff/enrolment/open", {{"code", code}}).status, 200)
        << "the link is still good";
}

TEST(SignIn, asks_for_all_three_and_never_says_which_was_wrong) {
    StaffWorld world;
    const auto ada = world.administrator("ada");
    world.clock.advance(1min);
    const auto code = totp_now(ada.secret, world.clock.now());
    StaffWorld::Browser browser;
    const auto tried = [&](const std::string& name, const std::string& passphrase,
                           const std::string& totp) {
        const auto heard =
            world.post(browser, "/api/staff/sign-in",
                       {{"sign_in_name", name}, {"passphrase", passphrase}, {"totp", totp}});
        return heard.status == 200 ? "in" : boost::json::serialize(heard.json);
    };
    const auto wrong = tried("nobody", ada.passphrase, code);
    EXPECT_NE(wrong.find("staff.sign_in_wrong"), std::string::npos);
    EXPECT_EQ(tried("ada", "another passphrase", code), wrong);
    EXPECT_EQ(tried("ada", ada.passphrase, "000000"), wrong);
    EXPECT_EQ(tried("Ada", ada.passphrase, code), "in");
}

TEST(SignIn, a_code_opens_once) {
    StaffWorld world;
    const auto ada = world.administrator("ada");
    StaffWorld::Browser browser;
    EXPECT_EQ(world.sign_in(browser, ada).status, 401) << "it was used to enrol";
    world.clock.advance(30s);
    EXPECT_EQ(world.sign_in(browser, ada).status, 200);
    StaffWorld::Browser other;
    EXPECT_EQ(world.sign_in(other, ada).status, 401);
}

TEST(SignIn, a_stranger_who_guesses_does_not_lock_out_whoever_was_here_before) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    world.clock.advance(1min);
    StaffWorld::Browser stranger;
    int refused = 0;
    for (int i = 0; i < 12; ++i)
        refused += world
                       .post(stranger, "/api/staff/sign-in",
                             {{"sign_in_name", "ada"},
                              {"passphrase", "a guess " + std::to_string(i)},
                              {"totp", "000000"}})
                       .status == 429;
    EXPECT_GT(refused, 0);
    EXPECT_EQ(world.sign_in(ada.browser, ada).status, 200);
}

TEST(SignIn, names_and_secrets_stand_nowhere_in_clear) {
    StaffWorld world;
    world.administrator("adalovelace");
    std::string all;
    for (const auto* table : {"staff", "staff_invitation", "staff_session", "ledger"}) {
        const std::string sql = std::string("select * from ") + table;
        world.database->read_now([&](storage::Reader& reader) {
            reader.query({"test.all", sql}, {}, [&](const storage::Columns& row) {
                for (int i = 0; i < row.count(); ++i) {
                    if (row.is_null(i)) continue;
                    try {
                        all += std::string(row.text(i));
                    } catch (const storage::BadRow&) {
                        try {
                            all += std::string(text_of(row.bytes(i)));
                        } catch (const storage::BadRow&) {
                        }
                    }
                }
            });
        });
    }
    EXPECT_FALSE(all.empty());
    EXPECT_EQ(all.find("adalovelace"), std::string::npos);
    EXPECT_EQ(all.find("From the console"), std::string::npos);
}

TEST(Session, ends_after_fifteen_idle_minutes) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    for (int i = 0; i < 4; ++i) {
        world.clock.advance(14min);
        EXPECT_EQ(world.get(ada.browser, "/api/staff/me").status, 200) << i;
        world.wait_until_use_is_written();
    }
    world.clock.advance(15min);
    const auto ended = world.get(ada.browser, "/api/staff/me");
    EXPECT_EQ(ended.status, 401);
    EXPECT_EQ(ended.problem(), "staff.session_ended");
}

TEST(Session, ends_after_eight_hours_in_any_case) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    for (int i = 0; i < 8 * 6 - 1; ++i) {
        world.clock.advance(10min);
        ASSERT_EQ(world.get(ada.browser, "/api/staff/me").status, 200) << i;
        world.wait_until_use_is_written();
    }
    world.clock.advance(10min);
    EXPECT_EQ(world.get(ada.browser, "/api/staff/me").status, 401);
}

TEST(Session, a_clock_set_back_gives_nobody_more_time) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    world.clock.advance(-2h);
    EXPECT_EQ(world.get(ada.browser, "/api/staff/me").status, 401);
}

TEST(Session, ends_with_sign_out_everywhere_it_is_asked) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    auto copy = ada.browser;
    EXPECT_EQ(world.post(ada.browser, "/api/staff/sign-out").status, 200);
    EXPECT_EQ(ada.browser.cookies.count("__Host-staff"), 0u);
    EXPECT_EQ(world.get(copy, "/api/staff/me").status, 401);
}

TEST(Fresh, what_weighs_more_asks_again_after_five_minutes) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    const boost::json::object invite{{"name", "Ben"}, {"role", "author"}};
    EXPECT_EQ(world.post(ada.browser, "/api/staff/invitations", invite).status, 201);
    world.clock.advance(5min);
    const auto stale = world.post(ada.browser, "/api/staff/invitations", invite);
    EXPECT_EQ(stale.status, 403);
    EXPECT_EQ(stale.problem(), "staff.not_fresh");
    EXPECT_EQ(world.refresh(ada).status, 200);
    EXPECT_EQ(world.post(ada.browser, "/api/staff/invitations", invite).status, 201);
}

TEST(Fresh, wrong_proofs_do_not_count_and_are_limited) {
    StaffWorld world;
    auto ada = world.administrator("ada");
    world.clock.advance(6min);
    int wrong = 0, limited = 0;
    for (int i = 0; i < 12; ++i) {
        const auto heard = world.post(ada.browser, "/api/staff/refresh",
                                      {{"passphrase", "a guess"}, {"totp", "000000"}});
        wrong += heard.status == 401;
        limited += heard.status == 429;
    }
    EXPECT_EQ(wrong, 10);
    EXPECT_EQ(limited, 2);
    EXPECT_EQ(world.get(ada.browser, "/api/staff/me").json.as_object().contains("fresh_until"),
              false);
}

}  // namespace
}  // namespace breather::testing
