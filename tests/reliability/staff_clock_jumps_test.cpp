// R6 for those who work here: the clock jumps while they sign in, come back, are invited and
// propose. No session, link or proposal outlives its time, no code of six digits is good twice, and
// nobody is kept out.
#include <gtest/gtest.h>

#include "reliability/every_write.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using staff::Role;
using std::chrono::days;
using std::chrono::milliseconds;

const std::pair<const char*, milliseconds> jumps[] = {
    {"two hours", 2h}, {"two days", days(2)}, {"forty days", days(40)}, {"ten years", days(3653)}};

int look(Stage& stage, JourneyBrowser& browser) {
    return stage.ask(browser, {"GET", "/api/staff/me", "", {}}).status;
}

HttpAnswer post(Stage& stage, JourneyBrowser& browser, const std::string& path,
                const object& body = {}) {
    return stage.ask(
        browser,
        {"POST", path, boost::json::serialize(body), {{"Idempotency-Key", stage.fresh_id()}}});
}

HttpAnswer sign_in(Stage& stage, JourneyBrowser& browser, const Member& who) {
    browser.at_desk = true;
    return post(stage, browser, "/api/staff/sign-in", sign_in_of(stage, who));
}

object proofs_of(Stage& stage, const Member& who) {
    auto body = sign_in_of(stage, who);
    body.erase("sign_in_name");
    return body;
}

/// The control: rows that do not say when they began, so that only their end is left to go by.
void forget_beginnings(Stage& stage) {
    constexpr storage::Statement forget{"test.forget_beginnings",
                                        "update staff_session set started_at = $1"};
    stage.world.house().database().write_now(
        [&](storage::Transaction& tx) { tx.run(forget, stage.world.clock.now()); });
}

/// Uses a session begun while the clock was ahead, every ten minutes: longer than its eight hours
/// is a fault.
std::vector<std::string> faults_of_sessions(bool with_beginnings) {
    std::vector<std::string> faults;
    Stage stage;
    for (const auto& [name, jump] : jumps) {
        stage.world.clock.advance(jump);
        Member ada = member(stage, Role::Administrator);
        stage.world.clock.advance(-jump);
        if (!with_beginnings) forget_beginnings(stage);
        for (milliseconds time{}; time < 9h; time += 10min) {
            stage.world.clock.advance(10min);
            stage.world.house().sweep();  // as it does by itself, each minute
            look(stage, ada.browser);
        }
        if (look(stage, ada.browser) != 401) faults.emplace_back(name);
        JourneyBrowser anew;
        EXPECT_EQ(sign_in(stage, anew, ada).status, 200) << name << ": kept out";
    }
    return faults;
}

TEST(StaffClockJumps, a_session_begun_while_the_clock_was_ahead_does_not_outlive_its_time) {
    EXPECT_EQ(faults_of_sessions(true), std::vector<std::string>{});
}

TEST(StaffClockJumps, judged_by_its_end_alone_it_does) {
    EXPECT_EQ(faults_of_sessions(false).size(), std::size(jumps));
}

struct StaffClock : ::testing::Test {
    Stage stage;
    FakeClock& clock = stage.world.clock;
    Member ada = member(stage, Role::Administrator);

    std::size_t rows_in(const std::string& table) {
        return every_row(stage.world.house().database())[table].size();
    }
    JourneyBrowser signed_in(const Member& who) {
        JourneyBrowser browser;
        const auto heard = sign_in(stage, browser, who);
        EXPECT_EQ(heard.status, 200) << heard.body;
        return browser;
    }
};

TEST_F(StaffClock, an_unused_session_ends_though_the_clock_was_put_right_meanwhile) {
    clock.advance(10min);
    ASSERT_EQ(look(stage, ada.browser), 200);
    clock.advance(-10min);
    EXPECT_EQ(look(stage, ada.browser), 200) << "a small step is not noticed";
    clock.advance(25min);
    EXPECT_EQ(look(stage, ada.browser), 401);
}

TEST_F(StaffClock, eight_hours_are_eight_hours_though_the_clock_steps_back_each_of_them) {
    int hours = 0;
    for (; hours < 24; ++hours) {
        for (int part = 0; part < 6; ++part) {
            clock.advance(10min);
            look(stage, ada.browser);
        }
        clock.advance(-5min);
        if (look(stage, ada.browser) == 401) break;
    }
    EXPECT_LE(hours, 9) << "nine hours of sixty minutes are eight of fifty-five";
}

TEST_F(StaffClock, what_was_fresh_while_the_clock_was_ahead_is_fresh_no_more) {
    const object invitation{{"name", "Bea"}, {"role", "author"}};
    for (const milliseconds step : {milliseconds(6min), milliseconds(30min)}) {
        clock.advance(step);
        auto browser = signed_in(ada);
        ASSERT_EQ(post(stage, browser, "/api/staff/invitations", invitation).status, 201);
        clock.advance(-step);
        EXPECT_EQ(look(stage, browser), 200) << "this look proves nothing";
        const auto stale = post(stage, browser, "/api/staff/invitations", invitation);
        EXPECT_EQ(stale.status, 403);
        EXPECT_NE(stale.body.find("staff.not_fresh"), std::string::npos) << stale.body;
        clock.advance(31s);
        EXPECT_EQ(post(stage, browser, "/api/staff/refresh", proofs_of(stage, ada)).status, 200);
        EXPECT_EQ(post(stage, browser, "/api/staff/invitations", invitation).status, 201);
    }
}

TEST_F(StaffClock, a_code_used_while_the_clock_was_ahead_keeps_nobody_out_and_none_is_good_twice) {
    for (const auto& [name, jump] : jumps)
        for (const auto by : {jump, -jump, -jump, jump}) {
            clock.advance(by);
            JourneyBrowser once, again;
            EXPECT_EQ(sign_in(stage, once, ada).status, 200) << name;
            EXPECT_EQ(look(stage, once), 200) << name;
            EXPECT_EQ(sign_in(stage, again, ada).status, 401) << name << ": the code was used";
            clock.advance(31s);
            EXPECT_EQ(post(stage, once, "/api/staff/refresh", proofs_of(stage, ada)).status, 200);
        }
}

TEST_F(StaffClock, a_small_step_back_makes_no_used_code_good_again) {
    auto browser = signed_in(ada);
    clock.advance(90s);
    ASSERT_EQ(post(stage, browser, "/api/staff/refresh", proofs_of(stage, ada)).status, 200);
    clock.advance(-90s);
    JourneyBrowser other;
    EXPECT_EQ(sign_in(stage, other, ada).status, 401);
}

TEST_F(StaffClock, a_link_made_while_the_clock_was_ahead_opens_nothing_later_and_goes) {
    for (const auto& [name, jump] : jumps) {
        if (jump < days(1)) continue;  // a link lives three days: an hour more is not noticed
        clock.advance(jump);
        auto browser = signed_in(ada);
        const auto made =
            post(stage, browser, "/api/staff/invitations", {{"name", "Bea"}, {"role", "author"}});
        ASSERT_EQ(made.status, 201) << made.body;
        const std::string link(boost::json::parse(made.body).at("link").as_string());
        const object asked{{"code", link.substr(link.find("#enrol=") + 7)}};
        JourneyBrowser bea;
        bea.at_desk = true;
        ASSERT_EQ(post(stage, bea, "/api/staff/enrolment/open", asked).status, 200);
        clock.advance(-jump);
        EXPECT_EQ(post(stage, bea, "/api/staff/enrolment/open", asked).status, 401) << name;
        browser = signed_in(ada);
        const auto people = stage.ask(browser, {"GET", "/api/staff/people", "", {}}).body;
        EXPECT_TRUE(boost::json::parse(people).at("invitations").as_array().empty()) << name;
        stage.world.house().sweep();
        EXPECT_EQ(rows_in("staff_invitation"), 0u) << name;
    }
}

TEST_F(StaffClock, a_proposal_made_while_the_clock_was_ahead_is_agreed_to_by_nobody_and_goes) {
    const Member bea = member(stage, Role::Administrator);
    for (const auto& [name, jump] : jumps) {
        if (jump < days(1)) continue;
        clock.advance(jump);
        auto browser = signed_in(ada);
        const auto made = post(stage, browser, "/api/staff/invitations",
                               {{"name", "Dora"}, {"role", "administrator"}});
        ASSERT_EQ(made.status, 201) << made.body;
        const std::string id(boost::json::parse(made.body).at("proposal").at("id").as_string());
        clock.advance(-jump);
        auto other = signed_in(bea);
        EXPECT_EQ(post(stage, other, "/api/staff/proposals/" + id + "/agree").status, 404) << name;
        EXPECT_EQ(rows_in("staff"), 2u);
        stage.world.house().sweep();
        EXPECT_EQ(rows_in("staff_proposal"), 0u) << name;
        clock.advance(31s);
    }
}

}  // namespace
}  // namespace breather::testing
