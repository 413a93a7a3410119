#include <gtest/gtest.h>

#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using boost::json::object;
using boost::json::value;

const std::string devices = "/api/accounts/devices";

struct Devices : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada;
    object passphrase;

    Devices() {
        world.open();
        ada = world.join("ada 1000");
        passphrase = world.new_passphrase();
        world.put(ada.browser, "/api/accounts/ways/passphrase", passphrase);
    }
    Browser sign_in(const std::string& keep) {
        Browser browser;
        const auto heard = world.post(
            browser, "/api/accounts/sign-in/passphrase",
            object{{"name", "ada 1000"}, {"secret", passphrase.at("secret")}, {"keep", keep}});
        EXPECT_EQ(heard.status, 200) << heard.text;
        return browser;
    }
    boost::json::array list(Browser& browser) {
        return world.get(browser, devices).json.at("devices").as_array();
    }
    object find(Browser& browser, std::string_view kind) {
        for (const auto& each : list(browser))
            if (each.at("kind").as_string() == kind) return each.as_object();
        return {};
    }
    std::string path_of(const object& device) {
        return devices + "/" + std::string(device.at("id").as_string());
    }
    int me(Browser& browser) { return world.get(browser, "/api/accounts/me").status; }
};

TEST_F(Devices, a_shared_computer_is_a_visit_and_is_ended_from_the_phone) {
    auto ward = sign_in("shared");
    const auto visit = find(ada.browser, "visit");
    ASSERT_FALSE(visit.empty());
    EXPECT_FALSE(visit.at("this_one").as_bool());
    EXPECT_TRUE(find(ward, "visit").at("this_one").as_bool());
    EXPECT_FALSE(find(ward, "device").at("this_one").as_bool());

    const auto heard = world.remove(ada.browser, path_of(visit));
    EXPECT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(heard.json.at("devices").as_array().size(), 1u);
    EXPECT_EQ(heard.header("Clear-Site-Data"), "") << "it is another browser that was signed out";
    EXPECT_EQ(me(ward), 401);
    EXPECT_EQ(me(ada.browser), 200);
}

TEST_F(Devices, a_visit_that_ended_by_itself_is_not_listed) {
    sign_in("shared");
    EXPECT_EQ(list(ada.browser).size(), 2u);
    world.clock.advance(std::chrono::minutes(61));
    EXPECT_EQ(list(ada.browser).size(), 1u);
}

TEST_F(Devices, a_visit_that_removes_itself_leaves_nothing_in_its_browser) {
    auto ward = sign_in("shared");
    const auto heard = world.remove(ward, path_of(find(ward, "visit")));
    EXPECT_EQ(heard.status, 200);
    EXPECT_EQ(heard.header("Clear-Site-Data"), R"("cache", "cookies")");
    EXPECT_EQ(me(ward), 401);
}

TEST_F(Devices, a_visit_has_no_name_and_no_other_way_in_is_a_device) {
    auto ward = sign_in("shared");
    const auto heard = world.put(ada.browser, path_of(find(ada.browser, "visit")) + "/name",
                                 object{{"name", "Ward"}});
    EXPECT_EQ(heard.status, 404);
    EXPECT_EQ(heard.problem(), "accounts.device");
    const auto my = world.get(ada.browser, "/api/accounts/me");
    for (const auto& way : my.json.at("ways").as_array()) {
        if (way.at("kind").as_string() != "passphrase") continue;
        EXPECT_EQ(world.remove(ada.browser, path_of(way.as_object())).status, 404);
    }
    EXPECT_EQ(me(ward), 200);
}

TEST_F(Devices, somebody_elses_look_like_none) {
    auto ben = world.join("ben 2000");
    auto ward = sign_in("shared");
    for (const auto& each : list(ada.browser)) {
        const auto path = path_of(each.as_object());
        EXPECT_EQ(world.remove(ben.browser, path).status, 404);
        EXPECT_EQ(world.put(ben.browser, path + "/name", object{{"name", "Mine"}}).status, 404);
    }
    EXPECT_EQ(list(ben.browser).size(), 1u);
    EXPECT_EQ(me(ada.browser), 200);
    EXPECT_EQ(me(ward), 200);
}

TEST_F(Devices, the_day_of_use_is_told_also_after_the_session_ended) {
    const auto added = std::string(find(ada.browser, "device").at("added_on").as_string());
    EXPECT_EQ(added.size(), 10u);
    EXPECT_EQ(find(ada.browser, "device").at("used_on").as_string(), added);
    world.clock.advance(std::chrono::days(3));
    EXPECT_EQ(me(ada.browser), 200);
    world.post(ada.browser, "/api/accounts/sign-out", object{});
    auto ward = sign_in("shared");
    EXPECT_EQ(find(ward, "device").at("added_on").as_string(), added);
    EXPECT_EQ(find(ward, "device").at("used_on").as_string(),
              find(ward, "visit").at("used_on").as_string());
}

TEST_F(Devices, a_name_is_kept_and_can_be_changed) {
    world.put(ada.browser, path_of(find(ada.browser, "device")) + "/name",
              object{{"name", "Blue phone"}});
    EXPECT_EQ(find(ada.browser, "device").at("name").as_string(), "Blue phone");
    world.put(ada.browser, path_of(find(ada.browser, "device")) + "/name", object{{"name", ""}});
    EXPECT_EQ(find(ada.browser, "device").at("name").as_string(), "");
}

TEST_F(Devices, signed_in_to_stay_is_a_visit_until_the_browser_has_a_key_of_its_own) {
    auto second = world.new_way();
    second["name"] = "Android";
    auto tablet = sign_in("own");
    EXPECT_TRUE(find(tablet, "visit").at("this_one").as_bool());
    ASSERT_EQ(world.post(tablet, "/api/accounts/ways/device", second).status, 200);
    EXPECT_TRUE(find(tablet, "visit").empty());
    ASSERT_EQ(list(tablet).size(), 2u);
    for (const auto& each : list(tablet)) {
        EXPECT_EQ(each.at("this_one").as_bool(), each.at("name").as_string() == "Android");
    }
}

TEST_F(Devices, a_way_is_this_one_only_on_an_own_device) {
    auto ward = sign_in("shared");
    const auto ways = world.get(ward, "/api/accounts/me").json.at("ways").as_array();
    for (const auto& way : ways) EXPECT_FALSE(way.at("this_one").as_bool());
}

}  // namespace
}  // namespace breather::testing
