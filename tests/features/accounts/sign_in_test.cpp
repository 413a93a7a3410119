#include <gtest/gtest.h>

#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using boost::json::object;

struct SignIn : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada;
    object passphrase = world.new_passphrase();
    Browser stranger;

    SignIn() {
        world.open();
        ada = world.join("ada 1000");
        ensure(world.put(ada.browser, "/api/accounts/ways/passphrase", passphrase).status == 200);
    }
    Heard try_passphrase(Browser& browser, const std::string& name,
                         const boost::json::value& secret, const std::string& keep = "shared") {
        return world.post(browser, "/api/accounts/sign-in/passphrase",
                          object{{"name", name}, {"secret", secret}, {"keep", keep}});
    }
    Heard guess(Browser& browser, const std::string& name) {
        return try_passphrase(browser, name, boost::json::string(world.blob(32)));
    }
};

TEST_F(SignIn, a_wrong_device_secret_or_unknown_device_is_not_recognised) {
    const auto wrong = world.post(stranger, "/api/accounts/sign-in/device",
                                  object{{"id", ada.device.at("id")}, {"secret", world.blob(32)}});
    const auto unknown =
        world.post(stranger, "/api/accounts/sign-in/device",
                   object{{"id", to_hex(world.random.bytes(16))}, {"secret", world.blob(32)}});
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.text, unknown.text) << "from outside they look alike";
    EXPECT_TRUE(stranger.cookies.empty());
}

TEST_F(SignIn, an_unknown_name_answers_with_the_same_bytes_and_the_same_work) {
    const auto runs = [&](auto ask) {
        const auto before = world.room->count_passphrase_runs();
        const auto heard = ask();
        EXPECT_EQ(world.room->count_passphrase_runs() - before, 1);
        return heard;
    };
    auto without = world.join("ben 2000");  // has a name, but no passphrase
    const auto wrong = runs([&] { return guess(stranger, "ada 1000"); });
    const auto unknown = runs([&] { return guess(stranger, "nobody 9999"); });
    const auto no_passphrase = runs([&] { return guess(stranger, "ben 2000"); });
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.problem(), "accounts.not_recognised");
    EXPECT_EQ(wrong.text, unknown.text);
    EXPECT_EQ(wrong.text, no_passphrase.text);
    EXPECT_EQ(wrong.headers, unknown.headers);
    EXPECT_EQ(wrong.headers, no_passphrase.headers);
    EXPECT_TRUE(stranger.cookies.empty());
}

TEST_F(SignIn, a_flood_of_guesses_waits_and_an_unknown_name_waits_the_same) {
    for (const auto* name : {"ada 1000", "nobody 9999"}) {
        for (int i = 0; i < 10; ++i) EXPECT_EQ(guess(stranger, name).status, 401) << i;
        const auto before = world.room->count_passphrase_runs();
        const auto held = guess(stranger, name);
        EXPECT_EQ(held.status, 429);
        EXPECT_EQ(held.header("Retry-After"), "30");
        EXPECT_EQ(held.problem(), "accounts.too_many_guesses");
        EXPECT_NE(std::string(held.json.at("detail").as_string()).find("Please wait 1 min, then"),
                  std::string::npos)
            << "whole sentences that say how long: " << held.text;
        EXPECT_EQ(world.room->count_passphrase_runs(), before)
            << "a guess over the budget must cost nothing";
    }
    EXPECT_EQ(try_passphrase(stranger, "ada 1000", passphrase.at("secret")).status, 429)
        << "also the right one waits on an unknown device";
    world.clock.advance(30s);
    EXPECT_EQ(try_passphrase(stranger, "ada 1000", passphrase.at("secret")).status, 200);
}

TEST_F(SignIn, a_stranger_cannot_lock_the_person_out_of_a_known_device) {
    for (int i = 0; i < 11; ++i) guess(stranger, "ada 1000");
    ASSERT_EQ(guess(stranger, "ada 1000").status, 429);
    EXPECT_EQ(try_passphrase(ada.browser, "ada 1000", passphrase.at("secret"), "own").status, 200);
}

TEST_F(SignIn, a_known_device_has_a_budget_too_and_a_mark_for_one_name_is_none_for_another) {
    auto ben = world.join("ben 2000");
    for (int i = 0; i < 10; ++i) guess(ben.browser, "ada 1000");
    EXPECT_EQ(guess(ben.browser, "ada 1000").status, 429);
    EXPECT_EQ(guess(stranger, "ada 1000").status, 429)
        << "ben's device is unknown to ada: the same budget";
    for (int i = 0; i < 10; ++i) EXPECT_EQ(guess(ada.browser, "ada 1000").status, 401);
    EXPECT_EQ(guess(ada.browser, "ada 1000").status, 429);
}

TEST_F(SignIn, the_passphrase_opens_in_any_spelling_of_the_name) {
    const auto heard = try_passphrase(stranger, " ADA  1000 ", passphrase.at("secret"));
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(heard.json.at("person").as_string(), ada.id);
    EXPECT_EQ(heard.json.at("name"), "ada 1000");
    EXPECT_EQ(heard.json.at("wrap"), passphrase.at("wrap"));
    EXPECT_EQ(heard.json.at("commitment"), passphrase.at("commitment"));
    EXPECT_EQ(heard.json.at("keep"), "shared");
}

TEST_F(SignIn, a_shared_computer_gets_a_cookie_for_the_window_and_no_mark) {
    const auto heard = try_passphrase(stranger, "ada 1000", passphrase.at("secret"));
    ASSERT_EQ(heard.status, 200);
    EXPECT_EQ(stranger.cookies.size(), 1u);
    EXPECT_EQ(heard.header("Set-Cookie").find("Max-Age"), std::string::npos);
}

TEST_F(SignIn, each_sign_in_has_a_new_token_and_ends_the_one_before_in_that_browser) {
    const object device{{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}};
    const auto before = ada.browser;
    ASSERT_EQ(world.post(ada.browser, "/api/accounts/sign-in/device", device).status, 200);
    EXPECT_NE(before.cookies.at("__Host-breather"), ada.browser.cookies.at("__Host-breather"));
    auto old = before;
    const auto heard = world.get(old, "/api/accounts/me");
    EXPECT_EQ(heard.status, 401);
    EXPECT_EQ(heard.problem(), "accounts.session_ended");
}

TEST_F(SignIn, the_token_itself_is_not_kept) {
    const auto token = *from_base64url(ada.browser.cookies.at("__Host-breather"));
    world.database->read_now([&](storage::Reader& reader) {
        for (const auto& hash :
             reader.list<Bytes>({"test.tokens", "select token_hash from session"})) {
            EXPECT_NE(hash, token);
        }
    });
}

}  // namespace
}  // namespace breather::testing
