#include <gtest/gtest.h>

#include <thread>

#include "support/accounts_world.h"

namespace breather::testing {
namespace {

struct Join : ::testing::Test {
    AccountsWorld world;
    Browser browser;
    Join() { world.open(); }
};

TEST_F(Join, an_unknown_or_closed_code_lets_nobody_in_and_leaves_nothing) {
    auto ask = world.join_ask("quiet heron 42");
    ask["code"] = "22223333";
    EXPECT_EQ(world.post(browser, "/api/accounts/join", ask).status, 404);
    world.organisations.close_code(*organisations::Code::read(world.code));
    ask["code"] = world.code;
    const auto heard = world.post(browser, "/api/accounts/join", ask);
    EXPECT_EQ(heard.status, 410);
    EXPECT_EQ(heard.problem(), "organisations.code_closed");
    EXPECT_EQ(world.count_rows("person"), 0);
    EXPECT_TRUE(world.keys->list_unsettled().empty()) << "a key without an account";
    EXPECT_TRUE(browser.cookies.empty());
}

TEST_F(Join, every_wrong_field_is_named_at_once) {
    auto ask = world.join_ask("x");
    ask["device"].as_object()["secret"] = world.blob(31);
    ask["device"].as_object()["id"] = "not an id";
    ask["surprise"] = 1;
    const auto heard = world.post(browser, "/api/accounts/join", ask);
    EXPECT_EQ(heard.status, 422);
    EXPECT_EQ(heard.json.at("fields").as_array().size(), 4u) << heard.text;
    EXPECT_EQ(world.count_rows("person"), 0);
}

TEST_F(Join, a_name_in_use_is_refused_in_any_spelling_and_no_key_is_left) {
    world.join("quiet heron 42");
    const auto heard =
        world.post(browser, "/api/accounts/join", world.join_ask(" Quiet  HERON 42"));
    EXPECT_EQ(heard.status, 409);
    EXPECT_EQ(heard.problem(), "accounts.name_taken");
    EXPECT_EQ(world.count_rows("person"), 1);
    EXPECT_TRUE(world.keys->list_unsettled().empty());
}

TEST_F(Join, somebody_elses_device_id_is_not_a_way_in) {
    const auto ada = world.join("ada 1000");
    auto ask = world.join_ask("ben 2000");
    ask["device"].as_object()["id"] = ada.device.at("id");
    const auto heard = world.post(browser, "/api/accounts/join", ask);
    EXPECT_EQ(heard.status, 409);
    EXPECT_EQ(heard.problem(), "accounts.device_taken");
    EXPECT_TRUE(browser.cookies.empty());
}

TEST_F(Join, one_tap_makes_an_account_and_signs_in) {
    const auto heard = world.post(browser, "/api/accounts/join", world.join_ask("Quiet Heron 42"));
    ASSERT_EQ(heard.status, 201) << heard.text;
    EXPECT_EQ(heard.json.at("name"), "Quiet Heron 42");
    EXPECT_EQ(heard.json.at("organisation"), "North Hospital");
    EXPECT_EQ(heard.json.at("operator"), "Example University");
    EXPECT_EQ(heard.json.at("country"), "GB");
    EXPECT_EQ(heard.json.at("labels"), "well_being");
    EXPECT_EQ(heard.json.at("languages"), boost::json::array({"en-GB", "zh-Hans"}));
    EXPECT_TRUE(world.keys->list_unsettled().empty());

    const auto me = world.get(browser, "/api/accounts/me");
    ASSERT_EQ(me.status, 200) << me.text;
    EXPECT_EQ(me.json.at("name"), "Quiet Heron 42");
    EXPECT_EQ(me.json.at("language"), "en-GB");
    EXPECT_EQ(me.json.at("session").at("keep"), "own");
    ASSERT_EQ(me.json.at("ways").as_array().size(), 1u);
    EXPECT_EQ(me.json.at("ways").at(0).at("kind"), "device");
    EXPECT_EQ(me.json.at("ways").at(0).at("this_one"), true);
}

TEST_F(Join, the_cookies_are_held_close) {
    const auto heard = world.post(browser, "/api/accounts/join", world.join_ask("Quiet Heron 42"));
    ASSERT_EQ(browser.cookies.size(), 2u);
    for (const auto& [name, value] : heard.headers) {
        if (name != "Set-Cookie") continue;
        EXPECT_TRUE(value.starts_with("__Host-")) << value;
        for (const auto* part :
             {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Max-Age="}) {
            EXPECT_NE(value.find(part), std::string::npos) << value;
        }
    }
    EXPECT_EQ(from_base64url(browser.cookies.at("__Host-breather"))->size(), 32u);
}

TEST_F(Join, asked_again_with_the_same_device_it_is_the_same_person) {
    const auto ask = world.join_ask("quiet heron 42");
    const auto first = world.post(browser, "/api/accounts/join", ask);
    Browser later;
    const auto second = world.post(later, "/api/accounts/join", ask);
    ASSERT_EQ(second.status, 201) << second.text;
    EXPECT_EQ(first.json, second.json);
    EXPECT_EQ(world.count_rows("person"), 1);
    EXPECT_NE(browser.cookies.at("__Host-breather"), later.cookies.at("__Host-breather"));
}

TEST_F(Join, a_hurried_double_tap_makes_one_account) {
    const auto ask = world.join_ask("quiet heron 42");
    Browser other;
    Heard first, second;
    std::thread left([&] { first = world.post(browser, "/api/accounts/join", ask); });
    std::thread right([&] { second = world.post(other, "/api/accounts/join", ask); });
    left.join();
    right.join();
    ASSERT_EQ(first.status, 201) << first.text;
    ASSERT_EQ(second.status, 201) << second.text;
    EXPECT_EQ(first.json.at("person"), second.json.at("person"));
    EXPECT_EQ(world.count_rows("person"), 1);
    EXPECT_TRUE(world.keys->list_unsettled().empty());
}

TEST_F(Join, several_accounts_live_on_one_device) {
    auto ada = world.join("ada 1000");
    auto shared = ada.browser;
    const auto heard = world.post(shared, "/api/accounts/join", world.join_ask("ben 2000"));
    ASSERT_EQ(heard.status, 201);
    EXPECT_EQ(world.get(shared, "/api/accounts/me").json.at("name"), "ben 2000");
    EXPECT_EQ(world.get(ada.browser, "/api/accounts/me").status, 401)
        << "the browser's session was replaced";
    const boost::json::object device{{"id", ada.device.at("id")},
                                     {"secret", ada.device.at("secret")}};
    const auto back = world.post(shared, "/api/accounts/sign-in/device", device);
    ASSERT_EQ(back.status, 200) << back.text;
    EXPECT_EQ(back.json.at("name"), "ada 1000");
}

TEST_F(Join, no_name_stands_in_the_database) {
    world.join("Quiet Heron 42");
    world.database->read_now([](storage::Reader& reader) {
        const storage::Statement everything{"test.person", "select profile, settings from person"};
        reader.query(everything, {}, [](const storage::Columns& row) {
            for (int i = 0; i < row.count(); ++i) {
                EXPECT_EQ(text_of(row.bytes(i)).find("Heron"), std::string_view::npos);
            }
        });
    });
}

TEST(JoiningAtOnce, a_launch_morning_fits_and_a_flood_waits) {
    FakeClock clock;
    accounts::JoinBudget budget(clock);
    for (int i = 0; i < accounts::JoinBudget::joins_max; ++i) budget.take("K7PWX3RM");
    try {
        budget.take("K7PWX3RM");
        FAIL() << "a flood came in";
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.key, "accounts.too_many_joins");
        EXPECT_EQ(refusal.retry_after, std::chrono::seconds(600));
    }
    EXPECT_NO_THROW(budget.take("OTHERC0D"));
    clock.advance(std::chrono::minutes(10));
    EXPECT_NO_THROW(budget.take("K7PWX3RM"));
}

}  // namespace
}  // namespace breather::testing
