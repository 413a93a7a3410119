// R3: on a full disk every route that writes refuses within a second and changes nothing, reading
// goes on, and as soon as there is room the same request does what it should.
#include <gtest/gtest.h>

#include "reliability/every_write.h"
#include "support/faulty_databases.h"

namespace breather::testing {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds refused_within{1};

struct Tried {
    std::vector<std::string> faults;
    int refused = 0;
    int looks = 0;
};

HttpAnswer send(Stage& stage, const WriteCase& write, const Sending& sending,
                const std::string& key) {
    auto browser = sending.browser;
    return stage.ask(browser, {write.method,
                               sending.path,
                               boost::json::serialize(sending.body),
                               {{"Idempotency-Key", key}}});
}

Tried try_all_on_a_full_disk(Stage& stage) {
    Tried tried;
    for (const auto& write : every_write()) {
        Ground ground(stage);
        const auto sending = write.prepare(ground);
        const auto key = stage.fresh_id();
        const auto expect = [&](bool holds, const std::string& fault) {
            if (!holds) tried.faults.push_back(write.route() + ": " + fault);
        };
        const auto before = every_row(stage.world.house().database());
        stage.world.disk.fill_disk(true);
        const auto asked = steady_clock::now();
        const auto refused = send(stage, write, sending, key);
        expect(steady_clock::now() - asked < refused_within, "took its time");
        expect(refused.status == (sending.changes_nothing ? 200 : 507),
               std::to_string(refused.status) + " " + refused.body);
        tried.refused += refused.status == 507;
        tried.looks += sending.changes_nothing;
        JourneyBrowser stranger;
        expect(stage.ask(stranger, {"GET", "/api/content/library", "", {}}).status == 200,
               "nothing can be read");
        stage.world.disk.fill_disk(false);
        expect(every_row(stage.world.house().database()) == before, "something changed");
        const auto again = sending.prove_again ? sending.prove_again(ground) : sending;
        const auto healed = send(stage, write, again, key);
        expect(healed.status == sending.status, "does not heal: " + healed.body);
    }
    return tried;
}

/// Tells people that all went well, whatever the disk said.
class HidesFaults final : public Around {
  public:
    using Around::Around;
    void write(std::function<void(storage::Transaction&)> work, storage::Done done) override {
        inner().write(std::move(work), [done](std::exception_ptr) { done(nullptr); });
    }
};

struct FullDisk : ::testing::Test {
    void SetUp() override {
        if (on_postgres()) GTEST_SKIP() << "the disk that can be filled is the one below SQLite";
    }
};

TEST_F(FullDisk, refuses_what_writes_keeps_what_is_there_and_heals) {
    Stage stage;
    const auto tried = try_all_on_a_full_disk(stage);
    EXPECT_EQ(tried.faults, std::vector<std::string>{});
    EXPECT_EQ(tried.refused + tried.looks, static_cast<int>(every_write().size()));
    EXPECT_LE(tried.looks, 5) << "a card opened, a link opened, an address looked at, ways outside";
}

TEST_F(FullDisk, a_server_that_hides_the_fault_is_noticed) {
    Stage stage([](std::unique_ptr<storage::Database> inner) {
        return std::make_unique<HidesFaults>(std::move(inner));
    });
    EXPECT_FALSE(try_all_on_a_full_disk(stage).faults.empty());
}

}  // namespace
}  // namespace breather::testing
