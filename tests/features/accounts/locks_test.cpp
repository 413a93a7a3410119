#include "features/accounts/locks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using boost::json::object;

struct Locks : ::testing::Test {
    AccountsWorld world;
    AccountsWorld::Person ada;
    object device, lock;

    Locks() {
        world.open();
        ada = world.join("ada 1000");
        device = ada.device;
        world.put(ada.browser, "/api/accounts/ways/passphrase", world.new_passphrase());
        lock = {{"proof", world.blob(32)},
                {"half", world.blob(32)},
                {"wrap", world.blob(61)},
                {"commitment", world.blob(32)}};
        const auto heard = world.put(ada.browser, "/api/accounts/lock", lock);
        EXPECT_EQ(heard.status, 200) << heard.text;
    }
    object ask(const boost::json::value& proof) {
        return {{"id", device.at("id")}, {"secret", device.at("secret")}, {"proof", proof}};
    }
};

TEST_F(Locks, a_hundred_wrong_pins_at_once_are_five) {
    std::atomic<int> tried = 0, closed = 0;
    std::vector<std::thread> hands;
    std::vector<object> asks;
    for (int i = 0; i < 100; ++i) asks.push_back(ask(boost::json::value(world.blob(32))));
    for (int hand = 0; hand < 4; ++hand) {
        hands.emplace_back([&, hand] {
            for (int i = hand; i < 100; i += 4) {
                Browser thief;
                const auto heard =
                    world.post(thief, "/api/accounts/lock/open", asks[static_cast<std::size_t>(i)]);
                if (heard.status == 200) ++tried;
                if (heard.status == 401) ++closed;
            }
        });
    }
    for (auto& hand : hands) hand.join();
    EXPECT_EQ(tried, accounts::Locks::tries_max);
    EXPECT_EQ(closed, 100 - accounts::Locks::tries_max);
    EXPECT_EQ(world.get(ada.browser, "/api/accounts/me").status, 401)
        << "what was open on the device closed with it";
}

TEST_F(Locks, joining_again_does_not_go_around_it) {
    Browser thief;
    auto again = world.join_ask("ada 1000");
    again["device"] = device;
    const auto heard = world.post(thief, "/api/accounts/join", again);
    EXPECT_EQ(heard.status, 403) << heard.text;
    EXPECT_EQ(heard.problem(), "accounts.locked");
}

TEST_F(Locks, a_removed_device_takes_its_lock_along) {
    const auto devices = world.get(ada.browser, "/api/accounts/devices").json;
    const std::string id(devices.at("devices").as_array().at(0).at("id").as_string());
    EXPECT_EQ(world.remove(ada.browser, "/api/accounts/devices/" + id).status, 200);
    Browser thief;
    EXPECT_EQ(world.post(thief, "/api/accounts/lock/open", ask(lock.at("proof"))).status, 401);
}

}  // namespace
}  // namespace breather::testing
