// Staff who come in through a provider of identities outside. Refusals first: what must not happen.
#include <gtest/gtest.h>

#include "support/staff_world.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using staff::Role;

/// A staff house with a provider that lives in memory.
class Outside : public ::testing::Test {
  protected:
    struct House : StaffWorld {
        explicit House(std::shared_ptr<FakeProvider> net, const std::string& acr = {})
            : StaffWorld({oidc::Settings{FakeProvider::issuer, FakeProvider::client, "secret", acr},
                          "Hospital account", std::move(net)}) {}
    };

    // It tells the same time as the house once there is one.
    FakeClock far;
    std::shared_ptr<FakeProvider> provider = std::make_shared<FakeProvider>(far);
    House world{provider};
    using Browser = StaffWorld::Browser;
    using Heard = StaffWorld::Heard;

    Outside() { far.set(world.clock.now()); }

    void later(std::chrono::milliseconds by) {
        world.clock.advance(by);
        far.advance(by);
    }
    std::string begins(Browser& browser, const boost::json::object& ask = {}) {
        const auto sent = world.post(browser, "/api/staff/outside/begin", ask);
        EXPECT_EQ(sent.status, 200) << boost::json::serialize(sent.json);
        return std::string(sent.json.at("address").as_string());
    }
    boost::json::object back_from(const std::string& address, const std::string& who) {
        return {{"code", provider->signs_in(address, who)},
                {"state", FakeProvider::value_in(address, "state")}};
    }
    Heard comes_back(Browser& browser, const boost::json::object& back) {
        return world.post(browser, "/api/staff/outside/finish", back);
    }
    Heard signs_in(Browser& browser, const std::string& who) {
        const auto address = begins(browser);
        return comes_back(browser, back_from(address, who));
    }
    Heard enrols(Browser& browser, const std::string& link, const std::string& who) {
        const auto address = begins(browser, {{"code", StaffWorld::code_in(link)}});
        return comes_back(browser, back_from(address, who));
    }
    Heard proves_again(Browser& browser, const std::string& who) {
        const auto sent = world.post(browser, "/api/staff/outside/refresh/begin");
        const std::string address(sent.json.at("address").as_string());
        return world.post(browser, "/api/staff/outside/refresh", back_from(address, who));
    }
    std::string newest_deed() { return world.rows().at(0).deed; }
};

TEST(OutsideOff, without_a_provider_nobody_goes_there) {
    StaffWorld world;
    StaffWorld::Browser browser;
    EXPECT_FALSE(world.get(browser, "/api/staff/outside").json.as_object().contains("name"));
    const auto sent = world.post(browser, "/api/staff/outside/begin");
    EXPECT_EQ(sent.status, 404);
    EXPECT_EQ(sent.problem(), "staff.outside_off");
    EXPECT_EQ(
        world.post(browser, "/api/staff/outside/finish", {{"code", "c"}, {"state", "s"}}).status,
        404);
}

TEST_F(Outside, somebody_the_provider_knows_and_we_do_not_does_not_come_in) {
    Browser browser;
    const auto heard = signs_in(browser, "stranger");
    EXPECT_EQ(heard.status, 401);
    EXPECT_EQ(heard.problem(), "staff.outside_unknown");
    EXPECT_EQ(browser.cookies.count("__Host-staff"), 0u);
    EXPECT_EQ(newest_deed(), "staff.outside_refused");
    EXPECT_FALSE(world.room.service().has_anybody()) << "nobody came to be by a claim";
}

TEST_F(Outside, a_link_binds_an_account_and_from_then_on_it_opens_the_session) {
    Browser browser;
    const auto enrolled = enrols(browser, world.link_for(Role::Author), "ada");
    EXPECT_EQ(enrolled.status, 200) << boost::json::serialize(enrolled.json);
    EXPECT_EQ(enrolled.json.at("name").as_string(), "From the console") << "no claim is read";
    EXPECT_EQ(enrolled.json.at("roles").as_array().size(), 1u) << "no role follows from a claim";
    EXPECT_TRUE(enrolled.json.at("outside").as_bool());
    EXPECT_EQ(newest_deed(), "staff.outside_bound");
    later(8h);
    EXPECT_EQ(world.get(browser, "/api/staff/me").status, 401);
    EXPECT_EQ(signs_in(browser, "ada").status, 200);
    EXPECT_EQ(world.get(browser, "/api/staff/me").json.at("id"), enrolled.json.at("id"));
    EXPECT_EQ(newest_deed(), "staff.signed_in");
    later(15min);
    EXPECT_EQ(world.get(browser, "/api/staff/me").status, 401) << "the same fifteen idle minutes";
}

TEST_F(Outside, who_was_not_named_says_her_name_and_no_claim_does) {
    const std::string code = StaffWorld::code_in(
        world.room.service().invite_from_the_console(world.ledger, {}, {Role::Administrator, {}}));
    Browser browser;
    const auto nameless = world.post(browser, "/api/staff/outside/begin", {{"code", code}});
    EXPECT_EQ(nameless.status, 422);
    EXPECT_EQ(nameless.field(), "name");
    auto back = back_from(begins(browser, {{"code", code}, {"name", "Ada"}}), "ada");
    EXPECT_EQ(comes_back(browser, back).field(), "name") << "and the code is not used up by it";
    back["name"] = "Ada";
    EXPECT_EQ(comes_back(browser, back).json.at("name").as_string(), "Ada");
}

TEST_F(Outside, a_link_is_good_once_and_for_three_days_here_too) {
    const auto link = world.link_for(Role::Author);
    Browser browser, other;
    const auto address = begins(other, {{"code", StaffWorld::code_in(link)}});
    EXPECT_EQ(enrols(browser, link, "ada").status, 200);
    EXPECT_EQ(comes_back(other, back_from(address, "ben")).problem(), "staff.enrolment_unknown");
    const auto late = world.link_for(Role::Author);
    later(72h - 1min);
    const auto way = begins(other, {{"code", StaffWorld::code_in(late)}});
    later(1min);
    EXPECT_EQ(comes_back(other, back_from(way, "ben")).problem(), "staff.enrolment_unknown");
    EXPECT_EQ(world.post(other, "/api/staff/outside/begin", {{"code", "never-was"}}).problem(),
              "staff.enrolment_unknown");
}

TEST_F(Outside, one_identity_is_one_account) {
    Browser browser, other;
    EXPECT_EQ(enrols(browser, world.link_for(Role::Author), "ada").status, 200);
    const auto link = world.link_for(Role::Administrator);
    const auto heard = enrols(other, link, "ada");
    EXPECT_EQ(heard.status, 409);
    EXPECT_EQ(heard.problem(), "staff.outside_taken");
    EXPECT_EQ(enrols(other, link, "ben").status, 200) << "the link was not used up";
}

TEST_F(Outside, only_the_browser_that_began_it_comes_back) {
    enrols(*std::make_unique<Browser>(), world.link_for(Role::Author), "mallory");
    // Somebody is led to finish a sign-in that mallory began: it would be mallory's session.
    Browser mallory, victim;
    const auto back = back_from(begins(mallory), "mallory");
    EXPECT_EQ(comes_back(victim, back).problem(), "staff.outside_begin_again");
    begins(victim);
    EXPECT_EQ(comes_back(victim, back).problem(), "staff.outside_begin_again")
        << "nor with a way of her own";
    EXPECT_EQ(victim.cookies.count("__Host-staff"), 0u);
    EXPECT_TRUE(provider->forms.size() == 1) << "the provider was not even asked";
}

/// The control of the test above: it is her own cookie that keeps mallory's session from her.
TEST_F(Outside, with_the_cookie_of_who_began_it_anybody_would_come_back) {
    enrols(*std::make_unique<Browser>(), world.link_for(Role::Author), "mallory");
    Browser mallory, victim;
    const auto back = back_from(begins(mallory), "mallory");
    victim.cookies["__Host-staff-way"] = mallory.cookies.at("__Host-staff-way");
    EXPECT_EQ(comes_back(victim, back).status, 200);
}

TEST_F(Outside, a_state_or_cookie_altered_leads_nowhere) {
    enrols(*std::make_unique<Browser>(), world.link_for(Role::Author), "ada");
    Browser browser;
    auto back = back_from(begins(browser), "ada");
    auto altered = back;
    altered["state"] = std::string(43, 'A');
    EXPECT_EQ(comes_back(browser, altered).problem(), "staff.outside_begin_again");
    Browser forged = browser;
    auto& cookie = forged.cookies.at("__Host-staff-way");
    cookie[60] = cookie[60] == 'A' ? 'B' : 'A';
    EXPECT_EQ(comes_back(forged, back).problem(), "staff.outside_begin_again");
    forged.cookies.at("__Host-staff-way") = "";
    EXPECT_EQ(comes_back(forged, back).problem(), "staff.outside_begin_again");
    EXPECT_EQ(comes_back(browser, back).status, 200) << "and the true one does";
}

TEST_F(Outside, a_way_leads_somewhere_once) {
    enrols(*std::make_unique<Browser>(), world.link_for(Role::Author), "ada");
    Browser browser;
    const auto address = begins(browser);
    Browser copy = browser;
    const auto back = back_from(address, "ada");
    EXPECT_EQ(comes_back(browser, back).status, 200);
    EXPECT_EQ(browser.cookies.count("__Host-staff-way"), 0u);
    EXPECT_EQ(comes_back(copy, back).problem(), "staff.outside_refused") << "the code is used";
    EXPECT_EQ(comes_back(copy, back_from(address, "ada")).problem(), "staff.outside_begin_again")
        << "and so is the way, with another code";
    EXPECT_EQ(copy.cookies.count("__Host-staff"), 0u);
}

TEST_F(Outside, a_way_is_over_after_ten_minutes) {
    enrols(*std::make_unique<Browser>(), world.link_for(Role::Author), "ada");
    Browser browser;
    const auto address = begins(browser);
    later(10min);
    EXPECT_EQ(comes_back(browser, back_from(address, "ada")).problem(),
              "staff.outside_begin_again");
}

TEST_F(Outside, says_in_kind_what_is_wrong) {
    enrols(*std::make_unique<Browser>(), world.link_for(Role::Author), "ada");
    Browser browser;
    const auto now = FakeProvider::seconds(far.now());
    provider->says = {{"exp", now - 600}, {"iat", now - 900}};
    EXPECT_EQ(signs_in(browser, "ada").problem(), "staff.outside_clock");
    provider->says = {{"auth_time", now - 3600}};
    EXPECT_EQ(signs_in(browser, "ada").problem(), "staff.outside_not_anew")
        << "signed in there an hour ago is not signed in now";
    provider->says = {{"nonce", "another"}};
    EXPECT_EQ(signs_in(browser, "ada").problem(), "staff.outside_refused");
    provider->says = {};
    const auto back = back_from(begins(browser), "ada");
    provider->away = true;
    const auto away = comes_back(browser, back);
    EXPECT_EQ(away.status, 503);
    EXPECT_EQ(away.problem(), "staff.outside_away");
    EXPECT_EQ(browser.cookies.count("__Host-staff"), 0u);
    provider->away = false;
    EXPECT_EQ(comes_back(browser, back).status, 200) << "one may try again";
}

TEST_F(Outside, a_second_factor_is_demanded_where_it_is_configured) {
    FakeClock now;
    const auto net = std::make_shared<FakeProvider>(now);
    House strict(net, "gold");
    now.set(strict.clock.now());
    Browser browser;
    const auto code = StaffWorld::code_in(strict.link_for(Role::Author));
    const auto tried = [&] {
        const std::string address(strict.post(browser, "/api/staff/outside/begin", {{"code", code}})
                                      .json.at("address")
                                      .as_string());
        EXPECT_EQ(FakeProvider::value_in(address, "acr_values"), "gold");
        return strict.post(browser, "/api/staff/outside/finish",
                           {{"code", net->signs_in(address, "ada")},
                            {"state", FakeProvider::value_in(address, "state")}});
    };
    EXPECT_EQ(tried().problem(), "staff.outside_one_factor");
    net->says = {{"acr", "gold"}};
    EXPECT_EQ(tried().status, 200);
}

TEST_F(Outside, what_weighs_more_asks_the_provider_again) {
    Browser ada, ben;
    enrols(ada, world.link_for(Role::Administrator), "ada");
    enrols(ben, world.link_for(Role::Author), "ben");
    const boost::json::object invite{{"name", "Cleo"}, {"role", "author"}};
    EXPECT_EQ(world.post(ada, "/api/staff/invitations", invite).status, 201);
    later(5min);
    EXPECT_EQ(world.post(ada, "/api/staff/invitations", invite).problem(), "staff.not_fresh");
    EXPECT_EQ(proves_again(ada, "ben").problem(), "staff.outside_another");
    provider->says = {{"auth_time", FakeProvider::seconds(far.now() - 2min)}};
    EXPECT_EQ(proves_again(ada, "ada").problem(), "staff.outside_not_anew");
    provider->says = {};
    EXPECT_EQ(world.post(ada, "/api/staff/invitations", invite).status, 403) << "nothing counted";
    EXPECT_EQ(proves_again(ada, "ada").status, 200);
    EXPECT_EQ(world.post(ada, "/api/staff/invitations", invite).status, 201);
}

TEST_F(Outside, a_way_for_one_thing_is_no_way_for_another) {
    Browser ada, ben;
    enrols(ada, world.link_for(Role::Administrator), "ada");
    enrols(ben, world.link_for(Role::Author), "ben");
    const auto sign_in_way = back_from(begins(ada), "ada");
    EXPECT_EQ(world.post(ada, "/api/staff/outside/refresh", sign_in_way).problem(),
              "staff.outside_begin_again");
    const auto sent = world.post(ben, "/api/staff/outside/refresh/begin");
    const auto refresh_way = back_from(std::string(sent.json.at("address").as_string()), "ben");
    EXPECT_EQ(comes_back(ben, refresh_way).problem(), "staff.outside_begin_again");
    ada.cookies["__Host-staff-way"] = ben.cookies.at("__Host-staff-way");
    EXPECT_EQ(world.post(ada, "/api/staff/outside/refresh", refresh_way).problem(),
              "staff.outside_begin_again")
        << "nor somebody else's";
}

TEST_F(Outside, an_account_has_one_way_in) {
    Browser administrator;
    enrols(administrator, world.link_for(Role::Administrator), "ada");
    // From a passphrase to the provider …
    auto ben = world.enrol(world.link_for(Role::Author), "ben");
    auto reset = world.post(administrator, "/api/staff/people/" + ben.id + "/reset");
    EXPECT_EQ(enrols(ben.browser, std::string(reset.json.at("link").as_string()), "ben").status,
              200);
    later(1min);
    Browser elsewhere;
    EXPECT_EQ(world.sign_in(elsewhere, ben).status, 401) << "the passphrase opens nothing any more";
    EXPECT_EQ(signs_in(elsewhere, "ben").json.at("id").as_string(), ben.id);
    // … and back, under the name of before.
    proves_again(administrator, "ada");
    reset = world.post(administrator, "/api/staff/people/" + ben.id + "/reset");
    const auto again = world.enrol(std::string(reset.json.at("link").as_string()), "ben");
    EXPECT_EQ(again.id, ben.id);
    EXPECT_EQ(signs_in(elsewhere, "ben").problem(), "staff.outside_unknown");
    later(1min);
    EXPECT_EQ(world.sign_in(elsewhere, again).status, 200);
}

TEST_F(Outside, one_who_never_had_a_name_takes_one_with_a_passphrase) {
    Browser administrator, cleo;
    enrols(administrator, world.link_for(Role::Administrator), "ada");
    auto ben = world.enrol(world.link_for(Role::Author), "ben");
    const std::string id(
        enrols(cleo, world.link_for(Role::Author), "cleo").json.at("id").as_string());
    const auto reset = world.post(administrator, "/api/staff/people/" + id + "/reset");
    const std::string link(reset.json.at("link").as_string());
    Browser browser;
    const auto opened =
        world.post(browser, "/api/staff/enrolment/open", {{"code", StaffWorld::code_in(link)}});
    EXPECT_FALSE(opened.json.as_object().contains("sign_in_name"));
    const auto taken = world.post(
        browser, "/api/staff/enrolment",
        {{"code", StaffWorld::code_in(link)},
         {"sign_in_name", "ben"},
         {"passphrase", "quiet harbour lantern nine"},
         {"totp", totp_now(std::string(opened.json.at("secret").as_string()), world.clock.now())}});
    EXPECT_EQ(taken.problem(), "staff.name_taken");
    const auto again = world.enrol(link, "cleo");
    EXPECT_EQ(again.id, id);
    EXPECT_EQ(signs_in(browser, "cleo").problem(), "staff.outside_unknown");
}

TEST_F(Outside, a_closed_account_stays_closed_and_leaves_the_identity_free) {
    Browser administrator, ben;
    enrols(administrator, world.link_for(Role::Administrator), "ada");
    const std::string id(
        enrols(ben, world.link_for(Role::Author), "ben").json.at("id").as_string());
    EXPECT_EQ(world.post(administrator, "/api/staff/people/" + id + "/close").status, 200);
    EXPECT_EQ(world.get(ben, "/api/staff/me").status, 401);
    EXPECT_EQ(signs_in(ben, "ben").problem(), "staff.outside_unknown");
    EXPECT_EQ(enrols(ben, world.link_for(Role::Author), "ben").status, 200) << "invited anew";
}

TEST_F(Outside, two_administrators_are_needed_as_before) {
    Browser ada, ben;
    enrols(ada, world.link_for(Role::Administrator), "ada");
    enrols(ben, world.link_for(Role::Administrator), "ben");
    const auto waits =
        world.post(ada, "/api/staff/invitations", {{"name", "Cleo"}, {"role", "administrator"}});
    EXPECT_EQ(waits.status, 201);
    EXPECT_FALSE(waits.json.as_object().contains("link"));
}

TEST_F(Outside, what_the_provider_calls_her_stands_nowhere_in_clear) {
    Browser browser;
    enrols(browser, world.link_for(Role::Author), "subject-ada-lovelace");
    std::string all;
    for (const auto* table : {"staff", "staff_outside", "staff_outside_used", "ledger"}) {
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
    for (const auto* secret : {"ada-lovelace", "sign-in.example.org", "never.read", "Never Read"})
        EXPECT_EQ(all.find(secret), std::string::npos) << secret;
}

TEST_F(Outside, ways_that_are_over_are_swept) {
    Browser browser;
    enrols(browser, world.link_for(Role::Author), "ada");
    const auto count = [&] {
        constexpr storage::Statement all{"test.ways",
                                         "select cast(count(*) as bigint) from staff_outside_used"};
        return *world.database->read_now(
            [&](storage::Reader& reader) { return reader.find<std::int64_t>(all); });
    };
    EXPECT_EQ(count(), 1);
    later(10min);
    world.room.sweep();
    EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace breather::testing
