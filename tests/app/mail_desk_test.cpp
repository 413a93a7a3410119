// An administrator's test mail: one neutral letter, a row without the address, a few an hour.
#include "app/mail_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/staff_world.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// Takes letters and says what it was told to say.
struct Postbox final : mail::Mailer {
    std::vector<mail::Letter> letters;
    mail::Delivery says;
    void send(mail::Letter letter, Told told) override {
        letters.push_back(std::move(letter));
        told(says);
    }
};

struct MailDesk : ::testing::Test {
    StaffWorld world;
    Postbox post;
    StaffWorld::Person ada;
    MailDesk() {
        add_mail_desk(world.room.doors(), &post, world.clock);
        ada = world.administrator("ada");
    }
    StaffWorld::Heard send(const std::string& to, std::optional<std::string> key = {}) {
        return world.post(ada.browser, "/api/mail/test", {{"to", to}}, std::move(key));
    }
};

TEST_F(MailDesk, one_neutral_letter_and_a_row_without_the_address) {
    const auto heard = send("mara@private.example");
    EXPECT_EQ(heard.status, 200);
    EXPECT_EQ(heard.json, boost::json::value({{"outcome", "sent"}}));
    ASSERT_EQ(post.letters.size(), 1u);
    EXPECT_EQ(post.letters[0].to.text(), "mara@private.example");
    for (const auto& text : {post.letters[0].subject, post.letters[0].text})
        for (const char* telling : {"reather", "mental", "stress", "coach", "Linden", "programme"})
            EXPECT_THAT(text, Not(HasSubstr(telling)));
    const auto row = world.rows().at(0);
    EXPECT_EQ(row.deed, "mail.tested");
    EXPECT_EQ(row.about, "");
    EXPECT_TRUE(world.chain().whole);
}

TEST_F(MailDesk, says_what_the_mail_server_said) {
    post.says = {mail::Outcome::Refused, "550 not here"};
    EXPECT_EQ(send("mara@private.example").json,
              boost::json::value({{"outcome", "refused"}, {"says", "550 not here"}}));
}

TEST_F(MailDesk, takes_one_address_and_nothing_that_hangs_on_it) {
    for (const char* bad :
         {"", "mara", "mara@x.org, eve@x.org", "mara@x.org\nBcc: eve@x.org", "Mara <mara@x.org>"})
        EXPECT_EQ(send(bad).status, 422) << bad;
    EXPECT_TRUE(post.letters.empty());
    EXPECT_EQ(world.rows().at(0).deed, "staff.enrolled") << "nothing was done";
}

TEST_F(MailDesk, a_repeat_sends_nothing) {
    const std::string key(32, 'e');
    EXPECT_EQ(send("mara@private.example", key).json.at("outcome"), "sent");
    EXPECT_EQ(send("mara@private.example", key).json.at("outcome"), "sent")
        << "and hears how the first went";
    EXPECT_EQ(send("eve@private.example", key).status, 422);
    EXPECT_EQ(post.letters.size(), 1u);
}

TEST_F(MailDesk, a_few_an_hour_whoever_asks) {
    auto ben = world.administrator("ben");
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(send("mara@private.example").status, 200);
        world.clock.advance(1min);
    }
    const auto as_ben = [&] {
        return world.post(ben.browser, "/api/mail/test", {{"to", "mara@private.example"}});
    };
    EXPECT_EQ(as_ben().status, 200);
    const auto refused = send("mara@private.example");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.problem(), "mail.tested_often");
    EXPECT_EQ(post.letters.size(), 5u);
    for (int minutes = 0; minutes < 57; minutes += 7) {  // nobody is signed out for resting
        world.clock.advance(7min);
        world.get(ada.browser, "/api/staff/me");
        world.wait_until_use_is_written();
    }
    ASSERT_EQ(world.refresh(ada).status, 200);
    EXPECT_EQ(send("mara@private.example").status, 200);
}

TEST_F(MailDesk, wants_to_see_again_who_asks) {
    world.clock.advance(6min);
    const auto refused = send("mara@private.example");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.problem(), "staff.not_fresh");
    EXPECT_TRUE(post.letters.empty());
}

TEST(MailDeskWithoutMail, says_that_none_is_set) {
    StaffWorld world;
    add_mail_desk(world.room.doors(), nullptr, world.clock);
    auto ada = world.administrator("ada");
    const auto refused =
        world.post(ada.browser, "/api/mail/test", {{"to", "mara@private.example"}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.problem(), "mail.not_set_up");
}

}  // namespace
}  // namespace breather::testing
