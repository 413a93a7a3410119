#include "features/accounts/passphrase_desk.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "base/refusal.h"
#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using boost::json::object;

struct Desk : ::testing::Test {
    AccountsWorld world;
    accounts::Hashes hashes{world.instance};
    credentials::PassphraseHash slow{
        hashes.pepper(), {.passes = 1, .memory = 8192}, world.slow_places};
    accounts::Sessions sessions{*world.database, world.clock};
    accounts::AccountsService service{{.database = *world.database,
                                       .keys = *world.keys,
                                       .organisations = world.organisations,
                                       .sessions = sessions,
                                       .hashes = hashes,
                                       .passphrases = slow,
                                       .clock = world.clock,
                                       .random = world.random}};
    accounts::PassphraseAsk ask{Text<200>(std::string("quiet heron 42")),
                                Blob<32, 32>(Bytes(32, 1)), accounts::Keep::Shared};
};

TEST_F(Desk, a_full_queue_says_when_to_come_back_and_costs_no_guess) {
    accounts::PassphraseDesk desk(service, world.clock, {.threads = 1, .waiting_max = 0});
    for (int i = 0; i < 30; ++i) {
        try {
            desk.sign_in(ask, {},
                         [](std::exception_ptr, const accounts::Opened<accounts::SignedIn>*) {});
            FAIL() << "there is no place in this queue";
        } catch (const Refusal& refusal) {
            EXPECT_EQ(refusal.kind, Refusal::Kind::unavailable) << i;
            EXPECT_TRUE(refusal.retry_after);
        }
    }
    EXPECT_EQ(slow.runs(), 0);
}

TEST_F(Desk, a_hundred_guesses_at_once_are_ten_checked_ones) {
    std::atomic<int> wrong = 0, held = 0;
    {
        accounts::PassphraseDesk desk(service, world.clock, {.threads = 4, .waiting_max = 100});
        for (int i = 0; i < 100; ++i) {
            try {
                desk.sign_in(
                    ask, {},
                    [&](std::exception_ptr fault, const accounts::Opened<accounts::SignedIn>*) {
                        if (fault) ++wrong;
                    });
            } catch (const Refusal& refusal) {
                if (refusal.kind == Refusal::Kind::too_many) ++held;
            }
        }
    }
    EXPECT_EQ(wrong, 10);
    EXPECT_EQ(held, 90);
    EXPECT_EQ(slow.runs(), 10);
}

TEST_F(Desk, no_line_of_the_log_names_anybody) {
    std::string lines;
    log::to_listener([&](log::Level, std::string_view line) { lines.append(line).append("\n"); });
    world.open({{"breaks",
                 [](storage::Transaction&, OrgId, PersonId) {
                     throw std::runtime_error("the power went");
                 },
                 {}}});
    auto ada = world.join("quiet heron 42");
    Browser stranger;
    world.post(stranger, "/api/accounts/sign-in/passphrase",
               object{{"name", "quiet heron 42"}, {"secret", world.blob(32)}, {"keep", "own"}});
    world.post(stranger, "/api/accounts/join", world.join_ask("quiet heron 42"));
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/delete", object{{"confirm", "delete"}}).status,
              500);
    log::to_listener({});
    EXPECT_NE(lines.find("the power went"), std::string::npos) << "the log is listened to";
    for (const auto& secret : {std::string("heron"), ada.id, world.code, world.org.text()}) {
        EXPECT_EQ(lines.find(secret), std::string::npos) << lines;
    }
}

}  // namespace
}  // namespace breather::testing
