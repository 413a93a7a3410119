#include <gtest/gtest.h>

#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using boost::json::object;

struct Recovery : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada;
    object code = world.new_way();
    Browser phone;  // a new one, that has never been here

    Recovery() {
        world.open();
        ada = world.join("ada 1000");
        ensure(world.put(ada.browser, "/api/accounts/ways/code", code).status == 200);
    }
    object recover_ask(const object& old, const object& next, const std::string& keep = "own") {
        return {
            {"id", old.at("id")}, {"secret", old.at("secret")}, {"keep", keep}, {"new_code", next}};
    }
    Heard recover(const object& ask) { return world.post(phone, "/api/accounts/recover", ask); }
    Heard open(const object& with) {
        return world.post(phone, "/api/accounts/recover/open",
                          object{{"id", with.at("id")}, {"secret", with.at("secret")}});
    }
};

TEST_F(Recovery, a_wrong_or_unknown_code_opens_nothing_and_both_look_alike) {
    auto wrong = code;
    wrong["secret"] = world.blob(32);
    const auto first = open(wrong);
    const auto second = open(world.new_way());
    EXPECT_EQ(first.status, 401);
    EXPECT_EQ(first.text, second.text);
    EXPECT_EQ(recover(recover_ask(wrong, world.new_way())).status, 401);
    EXPECT_EQ(open(code).status, 200) << "the code still stands";
    EXPECT_TRUE(phone.cookies.empty());
}

TEST_F(Recovery, a_device_is_no_recovery_code) { EXPECT_EQ(open(ada.device).status, 401); }

TEST_F(Recovery, opening_shows_the_wrap_and_signs_nobody_in) {
    const auto heard = open(code);
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(heard.json.at("name"), "ada 1000");
    EXPECT_EQ(heard.json.at("wrap"), code.at("wrap"));
    EXPECT_EQ(heard.json.at("commitment"), code.at("commitment"));
    EXPECT_TRUE(phone.cookies.empty());
    EXPECT_EQ(open(code).status, 200) << "looking uses nothing up";
}

TEST_F(Recovery, the_old_code_as_the_new_one_is_refused) {
    EXPECT_EQ(recover(recover_ask(code, code)).status, 422);
    EXPECT_EQ(open(code).status, 200);
}

TEST_F(Recovery, a_shared_computer_cannot_become_a_device) {
    auto ask = recover_ask(code, world.new_way(), "shared");
    ask["device"] = world.new_way();
    EXPECT_EQ(recover(ask).status, 422);
    EXPECT_EQ(open(code).status, 200);
}

TEST_F(Recovery, a_taken_device_id_undoes_the_whole_trade) {
    const auto ben = world.join("ben 2000");
    auto ask = recover_ask(code, world.new_way());
    auto device = world.new_way();
    device["id"] = ben.device.at("id");
    ask["device"] = device;
    EXPECT_EQ(recover(ask).status, 409);
    EXPECT_EQ(open(code).status, 200) << "the old code must not be lost half-way";
    EXPECT_EQ(open(ask.at("new_code").as_object()).status, 401);
}

TEST_F(Recovery, the_code_is_traded_for_a_new_one_and_the_device_comes_in) {
    const auto next = world.new_way();
    auto ask = recover_ask(code, next);
    ask["device"] = world.new_way();
    const auto heard = recover(ask);
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(heard.json.at("person").as_string(), ada.id);
    EXPECT_EQ(heard.json.at("wrap"), ask.at("device").at("wrap"));
    EXPECT_EQ(open(code).status, 401) << "the old code is dead";
    EXPECT_EQ(open(next).status, 200);
    const auto me = world.get(phone, "/api/accounts/me");
    ASSERT_EQ(me.status, 200);
    EXPECT_EQ(me.json.at("ways").as_array().size(), 3u) << "two devices and one code";
    EXPECT_EQ(world.get(ada.browser, "/api/accounts/me").status, 200) << "the other device stays";
}

TEST_F(Recovery, who_never_held_the_old_card_cannot_repeat_the_trade) {
    const auto next = world.new_way();
    ASSERT_EQ(recover(recover_ask(code, next)).status, 200);
    Browser stranger;
    auto wrong = code;
    wrong["secret"] = world.blob(32);
    for (const auto& made_up : {world.new_way(), wrong}) {
        const auto heard =
            world.post(stranger, "/api/accounts/recover", recover_ask(made_up, next));
        EXPECT_EQ(heard.status, 401) << "the new card alone is used by trading it";
        EXPECT_TRUE(stranger.cookies.empty());
    }
    EXPECT_EQ(open(code).status, 401) << "the old card is dead";
    EXPECT_EQ(open(next).status, 200);
}

TEST_F(Recovery, a_card_made_while_signed_in_stands_for_no_other) {
    const auto next = world.new_way();
    ASSERT_EQ(world.put(ada.browser, "/api/accounts/ways/code", next).status, 200);
    EXPECT_EQ(recover(recover_ask(code, next)).status, 401);
    EXPECT_TRUE(phone.cookies.empty());
}

TEST_F(Recovery, a_repeated_trade_gives_the_same_result_and_never_two_codes) {
    const auto ask = recover_ask(code, world.new_way());
    const auto first = recover(ask);
    const auto second = recover(ask);
    ASSERT_EQ(second.status, 200) << second.text;
    EXPECT_EQ(first.json, second.json);
    EXPECT_EQ(recover(recover_ask(code, world.new_way())).status, 401)
        << "a third party with the old card comes too late";
    int codes = 0;
    const auto me = world.get(phone, "/api/accounts/me");
    for (const auto& way : me.json.at("ways").as_array()) codes += way.at("kind") == "code" ? 1 : 0;
    EXPECT_EQ(codes, 1);
}

}  // namespace
}  // namespace breather::testing
