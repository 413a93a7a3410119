#include <gtest/gtest.h>

#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using boost::json::object;

struct Ways : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada;

    Ways() {
        world.open();
        ada = world.join("ada 1000");
    }
    Heard sign_in(Browser& browser, const object& passphrase, const std::string& keep) {
        return world.post(
            browser, "/api/accounts/sign-in/passphrase",
            object{{"name", "ada 1000"}, {"secret", passphrase.at("secret")}, {"keep", keep}});
    }
    std::string way(const Heard& heard, std::string_view kind) {
        for (const auto& each : heard.json.at("ways").as_array()) {
            if (each.at("kind").as_string() == kind) return std::string(each.at("id").as_string());
        }
        return {};
    }
    Heard me(Browser& browser) { return world.get(browser, "/api/accounts/me"); }
};

TEST_F(Ways, the_last_way_in_cannot_be_removed) {
    const auto heard =
        world.remove(ada.browser, "/api/accounts/ways/" + way(me(ada.browser), "device"));
    EXPECT_EQ(heard.status, 409);
    EXPECT_EQ(heard.problem(), "accounts.last_way");
    EXPECT_EQ(me(ada.browser).status, 200);
}

TEST_F(Ways, somebody_elses_way_looks_like_none) {
    auto ben = world.join("ben 2000");
    world.put(ben.browser, "/api/accounts/ways/code", world.new_way());
    const auto foreign =
        world.remove(ben.browser, "/api/accounts/ways/" + way(me(ada.browser), "device"));
    const auto nowhere =
        world.remove(ben.browser, "/api/accounts/ways/" + to_hex(world.random.bytes(16)));
    const auto nonsense = world.remove(ben.browser, "/api/accounts/ways/nonsense");
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.text, nowhere.text);
    EXPECT_EQ(foreign.text, nonsense.text);
    EXPECT_EQ(me(ada.browser).status, 200);
}

TEST_F(Ways, a_low_count_of_iterations_is_refused) {
    auto passphrase = world.new_passphrase();
    passphrase["iterations"] = 599'999;
    EXPECT_EQ(world.put(ada.browser, "/api/accounts/ways/passphrase", passphrase).status, 422);
}

TEST_F(Ways, twenty_devices_are_enough) {
    for (int i = 1; i < 20; ++i) {
        ASSERT_EQ(world.post(ada.browser, "/api/accounts/ways/device", world.new_way()).status, 200)
            << i;
    }
    const auto heard = world.post(ada.browser, "/api/accounts/ways/device", world.new_way());
    EXPECT_EQ(heard.status, 409);
    EXPECT_EQ(heard.problem(), "accounts.too_many_devices");
}

TEST_F(Ways, a_new_passphrase_ends_the_old_one_and_who_came_in_by_it) {
    const auto first = world.new_passphrase(), second = world.new_passphrase();
    world.put(ada.browser, "/api/accounts/ways/passphrase", first);
    Browser laptop, ward;
    ASSERT_EQ(sign_in(laptop, first, "own").status, 200);
    ASSERT_EQ(sign_in(ward, first, "shared").status, 200);
    const auto heard = world.put(laptop, "/api/accounts/ways/passphrase", second);
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(heard.json.at("ways").as_array().size(), 2u);
    EXPECT_EQ(me(laptop).status, 200) << "who replaces it stays signed in";
    EXPECT_EQ(me(ward).status, 401);
    EXPECT_EQ(me(ada.browser).status, 200) << "the phone came in by itself";
    Browser other;
    EXPECT_EQ(sign_in(other, first, "own").status, 401);
    EXPECT_EQ(sign_in(other, second, "own").status, 200);
}

TEST_F(Ways, removing_a_device_signs_it_out) {
    const auto passphrase = world.new_passphrase();
    world.put(ada.browser, "/api/accounts/ways/passphrase", passphrase);
    Browser laptop;
    sign_in(laptop, passphrase, "own");
    const auto heard = world.remove(laptop, "/api/accounts/ways/" + way(me(laptop), "device"));
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(way(heard, "device"), "");
    EXPECT_EQ(me(ada.browser).status, 401) << "the lost phone is out at once";
    const object device{{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}};
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/sign-in/device", device).status, 401);
}

TEST_F(Ways, removing_this_device_forgets_that_it_was_known) {
    world.put(ada.browser, "/api/accounts/ways/code", world.new_way());
    ASSERT_EQ(ada.browser.cookies.count("__Host-known"), 1u);
    const auto heard =
        world.remove(ada.browser, "/api/accounts/ways/" + way(me(ada.browser), "device"));
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_TRUE(ada.browser.cookies.empty());
}

TEST_F(Ways, a_shared_session_becomes_an_own_device) {
    const auto passphrase = world.new_passphrase();
    world.put(ada.browser, "/api/accounts/ways/passphrase", passphrase);
    Browser laptop;
    sign_in(laptop, passphrase, "shared");
    const auto heard = world.post(laptop, "/api/accounts/ways/device", world.new_way());
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_NE(heard.header("Set-Cookie").find("Max-Age=2592000"), std::string::npos);
    EXPECT_EQ(laptop.cookies.count("__Host-known"), 1u);
    world.clock.advance(std::chrono::days(20));
    const auto now = me(laptop);
    ASSERT_EQ(now.status, 200);
    EXPECT_EQ(now.json.at("session").at("keep"), "own");
}

TEST_F(Ways, a_repeated_request_happens_once) {
    const auto key = to_hex(world.random.bytes(16));
    const auto device = world.new_way();
    const auto first = world.post(ada.browser, "/api/accounts/ways/device", device, key);
    const auto again = world.post(ada.browser, "/api/accounts/ways/device", device, key);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.json, again.json);
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/ways/device", world.new_way(), key).status,
              422)
        << "the same key with another body";
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/ways/device", device).status, 409)
        << "another key: another wish";
}

TEST_F(Ways, settings_that_are_not_given_stay) {
    EXPECT_EQ(world.put(ada.browser, "/api/accounts/settings", object{{"theme", "pink"}}).status,
              422);
    EXPECT_EQ(world
                  .put(ada.browser, "/api/accounts/settings",
                       object{{"theme", "night"}, {"region", "CN"}})
                  .status,
              200);
    const auto heard = world.put(ada.browser, "/api/accounts/settings",
                                 object{{"language", "zh-Hans"}, {"sound", true}});
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(
        heard.json,
        (object{{"language", "zh-Hans"}, {"theme", "night"}, {"region", "CN"}, {"sound", true}}));
    ada.browser.language = Language::zh_Hans;
    const auto now = me(ada.browser);
    EXPECT_EQ(now.json.at("settings"), heard.json);
    EXPECT_EQ(now.json.at("language"), "zh-Hans");
    EXPECT_EQ(now.json.at("organisation").at("permission"), "每班十分钟是你的。");
}

TEST_F(Ways, a_write_needs_its_idempotency_key) {
    web::Request bare(web::Method::Put, "/api/accounts/settings", R"({"theme":"night"})");
    bare.add_header("cookie", "__Host-breather=" + ada.browser.cookies.at("__Host-breather"));
    const auto heard = world.hear(ada.browser, std::move(bare));
    EXPECT_EQ(heard.status, 400);
    EXPECT_NE(heard.text.find("Idempotency-Key"), std::string::npos) << "it names the header";
    EXPECT_EQ(world.put(ada.browser, "/api/accounts/settings", object{{"theme", "night"}}, "short")
                  .status,
              400);
}

TEST_F(Ways, what_is_kept_is_listed) {
    const auto heard = world.get(ada.browser, "/api/accounts/kept");
    ASSERT_EQ(heard.status, 200) << heard.text;
    std::vector<std::string> tables;
    for (const auto& table : heard.json.at("tables").as_array())
        tables.emplace_back(table.at("table").as_string());
    EXPECT_EQ(tables, (std::vector<std::string>{"organisation", "person", "way_in", "session",
                                                "idempotency"}));
    EXPECT_NE(heard.text.find("ada 1000"), std::string::npos);
}

}  // namespace
}  // namespace breather::testing
