#include "features/accounts/links.h"

#include <gtest/gtest.h>

#include <numeric>

#include "features/accounts/link_code.h"
#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using accounts::LinkCode;
using boost::json::object;

TEST(LinkCode, is_the_beginning_of_the_keys_hash) {
    Bytes key(91);
    std::iota(key.begin(), key.end(), std::uint8_t{0});
    // printf of bytes 0..90 | sha256sum, read in base 32 (Crockford)
    EXPECT_EQ(LinkCode::of(key).str(), "B3998PDJ2C");
}

TEST(LinkCode, is_read_as_people_type_it) {
    EXPECT_EQ(LinkCode::read("b3998-pdj2c")->str(), "B3998PDJ2C");
    EXPECT_EQ(LinkCode::read("oil00 00000")->str(), "0110000000");
    for (const auto* wrong : {"", "B3998PDJ2", "B3998PDJ2CC", "B3998PDJ2U", "B3998PDJ2\xc3\xa9"})
        EXPECT_FALSE(LinkCode::read(wrong)) << wrong;
}

struct Links : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada;
    Browser screen;

    Links() {
        world.open();
        ada = world.join("ada 1000");
    }
    object ask() { return {{"public_key", world.blob(91)}, {"secret", world.blob(32)}}; }
    Heard make(const object& ask) { return world.post(screen, "/api/accounts/links", ask); }
    Heard approve(const std::string& code) {
        return world.post(ada.browser, "/api/accounts/links/" + code + "/approve",
                          object{{"public_key", world.blob(91)},
                                 {"wrap", world.blob(61)},
                                 {"commitment", world.blob(32)},
                                 {"keep", "own"}});
    }
    Heard collect(const std::string& code, const object& asked) {
        return world.post(screen, "/api/accounts/links/collect",
                          object{{"code", code}, {"secret", asked.at("secret")}});
    }
};

TEST_F(Links, so_many_screens_wait_at_once_and_no_more_for_two_minutes) {
    const auto first = ask();
    for (std::int64_t i = 1; i < accounts::Links::waiting_max; ++i)
        ASSERT_EQ(make(ask()).status, 201) << i;
    ASSERT_EQ(make(first).status, 201);
    const auto refused = make(ask());
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.problem(), "accounts.too_many_links");
    EXPECT_EQ(make(first).status, 201) << "one that waits already is not refused";
    world.clock.advance(accounts::Links::life);
    EXPECT_EQ(make(ask()).status, 201);
}

TEST_F(Links, a_screen_opens_nothing_once_the_phone_is_signed_out) {
    const auto asked = ask();
    const std::string code(make(asked).json.at("code").as_string());
    ASSERT_EQ(approve(code).status, 200);
    const auto opened = collect(code, asked);
    ASSERT_EQ(opened.status, 200) << opened.text;
    EXPECT_EQ(opened.json.at("keep").as_string(), "own");
    EXPECT_EQ(opened.json.at("signed_in").at("keep").as_string(), "shared")
        << "what the screen keeps is its own act, after this";
    EXPECT_EQ(world.get(screen, "/api/accounts/me").status, 200);

    ASSERT_EQ(
        world.put(ada.browser, "/api/accounts/ways/passphrase", world.new_passphrase()).status,
        200);
    const auto devices = world.get(ada.browser, "/api/accounts/devices").json;
    const std::string phone(devices.at("devices").as_array().at(0).at("id").as_string());
    ASSERT_EQ(world.remove(screen, "/api/accounts/devices/" + phone).status, 200);
    EXPECT_EQ(world.get(screen, "/api/accounts/me").status, 401) << "the visit stood on the phone";
    EXPECT_EQ(collect(code, asked).status, 410);
}

}  // namespace
}  // namespace breather::testing
