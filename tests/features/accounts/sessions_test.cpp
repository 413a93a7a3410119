#include <gtest/gtest.h>

#include <future>

#include "features/accounts/day_id.h"
#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using boost::json::object;

struct Sessions : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada;
    Browser ward;  // a shared computer

    Sessions() {
        world.open();
        ada = world.join("ada 1000");
        const auto passphrase = world.new_passphrase();
        world.put(ada.browser, "/api/accounts/ways/passphrase", passphrase);
        world.post(
            ward, "/api/accounts/sign-in/passphrase",
            object{{"name", "ada 1000"}, {"secret", passphrase.at("secret")}, {"keep", "shared"}});
    }
    auto ask_who(Browser& browser) {
        auto heard = world.get(browser, "/api/accounts/me");
        world.database->wait_for_all();  // nobody else waits for the note of this use
        return heard;
    }
    int look(Browser& browser) { return ask_who(browser).status; }
};

TEST_F(Sessions, without_a_cookie_or_with_a_made_up_one_nobody_is_signed_in) {
    Browser stranger;
    const auto none = world.get(stranger, "/api/accounts/me");
    EXPECT_EQ(none.status, 401);
    EXPECT_EQ(none.problem(), "accounts.not_signed_in");
    for (const auto& value : {std::string("x"), world.blob(31), world.blob(32), world.blob(33)}) {
        stranger.cookies["__Host-breather"] = value;
        EXPECT_EQ(look(stranger), 401);
    }
}

TEST_F(Sessions, a_shared_computer_forgets_after_five_idle_minutes) {
    // As written: the minute of a use, and not every minute.
    const std::chrono::seconds quiet = world.database->is_shared() ? 3min : 4min + 59s;
    for (int i = 0; i < 5; ++i) {
        world.clock.advance(quiet);
        EXPECT_EQ(look(ward), 200) << i;
    }
    world.clock.advance(5min);
    const auto heard = world.get(ward, "/api/accounts/me");
    EXPECT_EQ(heard.status, 401);
    EXPECT_EQ(heard.problem(), "accounts.session_ended");
    EXPECT_EQ(look(ward), 401) << "and stays forgotten";
}

TEST_F(Sessions, a_shared_computer_forgets_after_an_hour_however_busy) {
    for (int i = 0; i < 14; ++i) {
        world.clock.advance(4min);
        EXPECT_EQ(look(ward), 200);
    }
    world.clock.advance(4min);
    EXPECT_EQ(look(ward), 401);
}

TEST_F(Sessions, idle_time_is_kept_over_a_restart_to_the_minute) {
    world.clock.advance(3min);
    EXPECT_EQ(look(ward), 200);
    world.clock.advance(30s);
    EXPECT_EQ(look(ward), 200) << "in memory only";
    world.furnish();
    world.open();
    world.clock.advance(4min);
    EXPECT_EQ(look(ward), 200);
    world.furnish();
    world.open();
    world.clock.advance(5min);
    EXPECT_EQ(look(ward), 401);
}

TEST_F(Sessions, an_own_device_stays_thirty_days_after_the_last_use) {
    for (int i = 0; i < 3; ++i) {
        world.clock.advance(std::chrono::days(29));
        const auto heard = ask_who(ada.browser);
        EXPECT_EQ(heard.status, 200);
        EXPECT_NE(heard.header("Set-Cookie").find("Max-Age=2592000"), std::string::npos)
            << "the cookie lives on as well";
    }
    world.clock.advance(std::chrono::days(30));
    EXPECT_EQ(look(ada.browser), 401);
}

TEST_F(Sessions, a_busy_day_renews_the_cookie_once) {
    world.clock.advance(std::chrono::days(1));
    EXPECT_FALSE(ask_who(ada.browser).header("Set-Cookie").empty());
    for (int i = 0; i < 10; ++i) {
        world.clock.advance(1h);
        EXPECT_TRUE(ask_who(ada.browser).header("Set-Cookie").empty());
    }
}

TEST_F(Sessions, signing_out_ends_only_this_session_and_a_shared_computer_is_cleared) {
    const auto held = ward;
    const auto heard = world.post(ward, "/api/accounts/sign-out", object{});
    EXPECT_EQ(heard.status, 200);
    EXPECT_EQ(heard.header("Clear-Site-Data"), R"("cache", "cookies", "storage")");
    EXPECT_TRUE(ward.cookies.empty());
    auto thief = held;
    EXPECT_EQ(look(thief), 401) << "the old cookie opens nothing";
    EXPECT_EQ(look(ada.browser), 200);
    const auto own = world.post(ada.browser, "/api/accounts/sign-out", object{});
    EXPECT_EQ(own.header("Clear-Site-Data"), "") << "an own device may hold other accounts";
    EXPECT_EQ(ada.browser.cookies.count("__Host-known"), 1u) << "its guesses still count apart";
}

TEST_F(Sessions, signing_out_beside_others_leaves_their_keys_in_the_browser) {
    const auto heard = world.post(ward, "/api/accounts/sign-out", object{{"others_here", true}});
    EXPECT_EQ(heard.status, 200);
    EXPECT_EQ(heard.header("Clear-Site-Data"), R"("cache", "cookies")");
}

TEST_F(Sessions, deleting_beside_others_leaves_their_keys_in_the_browser) {
    const auto heard = world.post(ward, "/api/accounts/delete",
                                  object{{"confirm", "delete"}, {"others_here", true}});
    EXPECT_EQ(heard.status, 200);
    EXPECT_EQ(heard.header("Clear-Site-Data"), R"("cache", "cookies")");
}

TEST_F(Sessions, deleting_alone_clears_the_shared_computer) {
    const auto heard = world.post(ward, "/api/accounts/delete", object{{"confirm", "delete"}});
    EXPECT_EQ(heard.header("Clear-Site-Data"), R"("cache", "cookies", "storage")");
}

TEST_F(Sessions, the_store_knows_no_time_of_day_of_an_own_device) {
    using storage::Statement;
    world.clock.advance(13h + 37min + 21s);
    const auto bob = world.join("bob 3000");
    const auto uneven = [&](const std::string& where) {
        const auto sql = "select cast(count(*) as bigint) from " + where;
        return world.database
            ->read_now([&](storage::Reader& reader) {
                return reader.find<std::int64_t>(Statement{"test.uneven", sql});
            })
            .value();
    };
    world.put(ada.browser, "/api/accounts/settings", object{{"theme", "night"}});
    EXPECT_EQ(uneven("session where keep = 'own' and (started_at % 86400000 <> 0 or "
                     "seen_at % 86400000 <> 0 or ends_at % 86400000 <> 0)"),
              0);
    EXPECT_EQ(uneven("session where started_at % 60000 <> 0 or seen_at % 60000 <> 0"), 0);
    EXPECT_EQ(uneven("idempotency where made_at % 86400000 <> 0"), 0);
    const auto day = accounts::day_id<PersonId>(world.clock, world.random).text().substr(0, 12);
    EXPECT_EQ(bob.id.substr(0, 12), day) << "and the id only the day";
}

TEST_F(Sessions, fifty_are_enough_and_the_oldest_goes) {
    auto oldest = ada.browser;
    const object device{{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}};
    EXPECT_EQ(look(oldest), 200);
    for (int i = 0; i < 60; ++i) {
        world.clock.advance(std::chrono::hours(2));
        Browser another;
        ASSERT_EQ(world.post(another, "/api/accounts/sign-in/device", device).status, 200);
        ASSERT_EQ(look(another), 200) << "who comes in stays in";
    }
    EXPECT_EQ(world.count_rows("session"), 50);
    EXPECT_EQ(look(oldest), 401);
}

TEST_F(Sessions, rows_of_ended_sessions_go) {
    EXPECT_EQ(world.count_rows("session"), 2);
    world.clock.advance(61min);
    world.room->sweep();
    EXPECT_EQ(world.count_rows("session"), 1);
}

TEST_F(Sessions, memory_in_front_of_the_store_stays_small) {
    accounts::Sessions sessions(*world.database, world.clock, 1);
    const accounts::Hashes hashes(world.instance);
    for (auto* browser : {&ada.browser, &ward}) {
        const auto hash = hashes.token(*from_base64url(browser->cookies.at("__Host-breather")));
        std::promise<bool> used;
        sessions.use_stored(hash, [&](std::exception_ptr fault, accounts::Sessions::Use) {
            used.set_value(!fault);
        });
        EXPECT_TRUE(used.get_future().get());
        EXPECT_EQ(sessions.use_kept(hash).has_value(), !world.database->is_shared());
    }
    EXPECT_EQ(sessions.count_kept(), world.database->is_shared() ? 0u : 1u);
}

}  // namespace
}  // namespace breather::testing
