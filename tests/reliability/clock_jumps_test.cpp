// R6: the server's clock jumps ahead and back by an hour, a day, years. Nobody stays signed in for
// ever, nobody is kept out for ever, and what is written at odd times is there at right ones.
#include <gtest/gtest.h>

#include "engines/credentials/guess_tries.h"
#include "features/accounts/join_budget.h"
#include "reliability/every_write.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using std::chrono::days;
using std::chrono::milliseconds;

const std::pair<const char*, milliseconds> jumps[] = {
    {"two hours", 2h}, {"two days", days(2)}, {"forty days", days(40)}, {"ten years", days(3653)}};

enum class Between { Nothing, Restart, Sweep };

struct ClockJumps : ::testing::Test {
    Stage stage;
    Ground ground{stage};
    FakeClock& clock = stage.world.clock;

    int look(JourneyBrowser& browser) {
        return stage.ask(browser, {"GET", "/api/accounts/me", "", {}}).status;
    }
    HttpAnswer post(JourneyBrowser& browser, const std::string& path, const object& body) {
        return stage.ask(
            browser,
            {"POST", path, boost::json::serialize(body), {{"Idempotency-Key", stage.fresh_id()}}});
    }
    void pass(Between between) {
        if (between == Between::Restart) stage.restart();
        if (between == Between::Sweep) stage.world.house().sweep();
    }
    /// As time goes by in service: the house is swept on the way.
    void let_pass(milliseconds time) {
        for (; time > days(1); time -= days(1)) {
            clock.advance(days(1));
            stage.world.house().sweep();
        }
        clock.advance(time);
        stage.world.house().sweep();
    }
    /// Somebody with a passphrase, and the body to sign in with on a ward computer.
    std::pair<Joined, object> with_passphrase() {
        Joined ada = ground.join();
        const auto made = ground.passphrase();
        ground.must(ada.browser, "PUT", "/api/accounts/ways/passphrase", made);
        return {ada, object{{"name", ada.name}, {"secret", made.at("secret")}, {"keep", "shared"}}};
    }
};

TEST_F(ClockJumps, a_session_begun_while_the_clock_was_ahead_does_not_outlive_its_time) {
    for (const auto between : {Between::Nothing, Between::Restart, Between::Sweep})
        for (const auto& [name, jump] : jumps) {
            const auto [ada, passphrase] = with_passphrase();
            clock.advance(jump);
            JourneyBrowser ward, phone;
            ASSERT_EQ(post(ward, "/api/accounts/sign-in/passphrase", passphrase).status, 200);
            ASSERT_EQ(post(phone, "/api/accounts/sign-in/device",
                           {{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}})
                          .status,
                      200);
            clock.advance(-jump);
            pass(between);
            let_pass(66min);
            EXPECT_EQ(look(ward), 401) << "a shared computer, " << name << " ahead";
            if (jump < days(30)) {
                EXPECT_EQ(look(phone), 200) << "this look proves nothing";
            }
            let_pass(days(61));
            EXPECT_EQ(look(phone), 401) << "an own device, " << name << " ahead";
        }
}

TEST_F(ClockJumps, a_session_used_while_the_clock_was_ahead_does_not_outlive_its_time) {
    for (const auto between : {Between::Nothing, Between::Restart}) {
        Joined ada = ground.join();
        auto lost = ada.browser;
        clock.advance(days(29));
        ASSERT_EQ(look(lost), 200);
        clock.advance(-days(29));
        pass(between);
        let_pass(days(61));
        EXPECT_EQ(look(lost), 401);
    }
}

TEST_F(ClockJumps, whoever_has_a_way_in_comes_in_at_once_whatever_the_clock_did) {
    const auto [ada, passphrase] = with_passphrase();
    const object device{{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}};
    for (const auto between : {Between::Nothing, Between::Restart, Between::Sweep})
        for (const auto& [name, jump] : jumps)
            for (const auto by : {jump, -jump, -jump, jump}) {
                clock.advance(by);
                pass(between);
                JourneyBrowser phone, ward;
                EXPECT_EQ(post(phone, "/api/accounts/sign-in/device", device).status, 200) << name;
                EXPECT_EQ(look(phone), 200) << name;
                EXPECT_EQ(post(ward, "/api/accounts/sign-in/passphrase", passphrase).status, 200);
                EXPECT_EQ(look(ward), 200) << name;
            }
}

TEST_F(ClockJumps, wrong_guesses_made_while_the_clock_was_ahead_close_nobody_out_for_longer) {
    const auto [ada, passphrase] = with_passphrase();
    auto wrong = passphrase;
    wrong["secret"] = stage.fresh_blob(32);
    for (const auto& [name, jump] : jumps) {
        clock.advance(jump);
        JourneyBrowser stranger, ward;
        int last = 0;
        for (int i = 0; i < 12; ++i)
            last = post(stranger, "/api/accounts/sign-in/passphrase", wrong).status;
        EXPECT_EQ(last, 429) << "this test tries too little";
        clock.advance(-jump);
        post(stranger, "/api/accounts/sign-in/passphrase", wrong);
        clock.advance(credentials::GuessTries::delay_max + 1s);
        EXPECT_EQ(post(ward, "/api/accounts/sign-in/passphrase", passphrase).status, 200) << name;
    }
}

TEST_F(ClockJumps, a_launch_morning_while_the_clock_was_ahead_closes_no_poster_for_longer) {
    accounts::JoinBudget budget(clock);
    for (const auto& [name, jump] : jumps) {
        clock.advance(jump);
        for (int i = 0; i < accounts::JoinBudget::joins_max; ++i) budget.take("K7PWX3RM");
        EXPECT_ANY_THROW(budget.take("K7PWX3RM"));
        clock.advance(-jump);
        clock.advance(accounts::JoinBudget::window);
        EXPECT_NO_THROW(budget.take("K7PWX3RM")) << name;
        clock.advance(accounts::JoinBudget::window);
    }
}

TEST_F(ClockJumps, a_link_made_while_the_clock_was_ahead_opens_nothing_later_and_goes) {
    for (const auto& [name, jump] : jumps) {
        Joined ada = ground.join();
        const object asked{{"public_key", stage.fresh_blob(91)}, {"secret", stage.fresh_blob(32)}};
        clock.advance(jump);
        JourneyBrowser ward;
        const auto made = ground.must(ward, "POST", "/api/accounts/links", asked, 201);
        const std::string code(made.at("code").as_string());
        clock.advance(-jump);
        clock.advance(5min);
        EXPECT_EQ(stage.ask(ada.browser, {"GET", "/api/accounts/links/" + code, "", {}}).status,
                  404)
            << name;
        EXPECT_EQ(post(ada.browser, "/api/accounts/links/" + code + "/approve",
                       {{"public_key", stage.fresh_blob(91)},
                        {"wrap", stage.fresh_blob(61)},
                        {"commitment", stage.fresh_blob(32)},
                        {"keep", "shared"}})
                      .status,
                  404)
            << name;
        EXPECT_EQ(post(ward, "/api/accounts/links/collect",
                       {{"code", code}, {"secret", asked.at("secret")}})
                      .status,
                  410)
            << name;
        stage.world.house().sweep();
        EXPECT_TRUE(every_row(stage.world.house().database())["link"].empty()) << name;
    }
}

TEST_F(ClockJumps, a_small_step_back_is_not_noticed) {
    const auto [ada, passphrase] = with_passphrase();
    JourneyBrowser ward, phone = ada.browser;
    const object asked{{"public_key", stage.fresh_blob(91)}, {"secret", stage.fresh_blob(32)}};
    ASSERT_EQ(post(ward, "/api/accounts/sign-in/passphrase", passphrase).status, 200);
    JourneyBrowser screen;
    const auto made = ground.must(screen, "POST", "/api/accounts/links", asked, 201);
    clock.advance(-90s);  // as when a machine's time is put right
    EXPECT_EQ(look(ward), 200);
    EXPECT_EQ(look(phone), 200);
    EXPECT_EQ(
        stage
            .ask(phone,
                 {"GET", "/api/accounts/links/" + std::string(made.at("code").as_string()), "", {}})
            .status,
        200);
}

TEST_F(ClockJumps, a_repeat_after_a_jump_counts_once) {
    const int all = static_cast<int>(every_write().size());
    for (int at = 0; at < all; ++at) {
        const auto& write = every_write()[static_cast<std::size_t>(at)];
        const auto sending = write.prepare(ground);
        if (sending.other_body.is_null()) continue;  // knows no key
        const Question question{write.method,
                                sending.path,
                                boost::json::serialize(sending.body),
                                {{"Idempotency-Key", stage.fresh_id()}}};
        auto browser = sending.browser;
        EXPECT_EQ(stage.ask(browser, question).status, sending.status) << write.route();
        for (const milliseconds jump : {milliseconds(2h), -milliseconds(4h), milliseconds(2h)}) {
            clock.advance(jump);
            if (sending.come_back) browser = sending.come_back();
            const auto before = every_row(stage.world.house().database()).at("idempotency");
            EXPECT_EQ(stage.ask(browser, question).status, sending.status) << write.route();
            EXPECT_EQ(every_row(stage.world.house().database()).at("idempotency"), before);
        }
    }
}

TEST_F(ClockJumps, what_is_written_at_odd_times_is_there_at_right_ones) {
    const Instant right = clock.now();
    const std::chrono::sys_days odd[] = {
        std::chrono::year{1970} / 1 / 2,  std::chrono::year{2038} / 1 / 20,
        std::chrono::year{2026} / 3 / 29, std::chrono::year{2026} / 10 / 25,
        std::chrono::year{2100} / 2 / 28, std::chrono::year{9999} / 12 / 31};
    for (const auto& day : odd) {
        clock.set(Instant{day} + 1h + 30min);
        Joined ada = ground.join();
        const auto entry = "/api/exercises/entries/" + stage.fresh_id();
        const auto version = stage.fresh_id();
        ground.must(ada.browser, "POST", entry + "/fields", ground.page(version));
        stage.world.house().sweep();
        stage.restart();
        clock.set(right);
        JourneyBrowser phone;
        ASSERT_EQ(post(phone, "/api/accounts/sign-in/device",
                       {{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}})
                      .status,
                  200);
        const auto page = ground.must(phone, "GET", entry, nullptr);
        EXPECT_EQ(page.at("fields").at(0).at("heads").at(0).at("version").as_string(), version);
        EXPECT_EQ(stage.ask(phone, {"GET", "/api/accounts/devices", "", {}}).status, 200);
        EXPECT_EQ(stage.ask(phone, {"GET", "/api/accounts/kept", "", {}}).status, 200);
    }
}

}  // namespace
}  // namespace breather::testing
