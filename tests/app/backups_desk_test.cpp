// What an administrator's button does: the job comes now, and leaves its row in the ledger.
#include "app/backups_desk.h"

#include <gtest/gtest.h>

#include "app/jobs.h"
#include "support/staff_world.h"

namespace breather::testing {
namespace {

struct Desk : StaffWorld {
    TempFolder away;
    scheduler::Scheduler scheduler{*database, clock, random};
    backups::BackupsService backups;
    int rehearsed = 0;

    explicit Desk(std::optional<backups::Settings> settings = {})
        : backups({.data = {*database, dialect(), storage::data_migrations()},
                   .keys = {*keys_database, storage::Dialect::Sqlite, storage::key_migrations()},
                   .clock = clock,
                   .random = random,
                   .instance = "test",
                   .program = "test",
                   .files = away / "media",
                   .scratch = away / "scratch",
                   .settings = std::move(settings)}) {
        scheduler.add({.name = jobs::rehearsal,
                       .work = [this](scheduler::Task&) { ++rehearsed; },
                       .lane = scheduler::Lane::Slow,
                       .rule = scheduler::Every{std::chrono::hours(720)}});
        scheduler.open();
        add_backups_desk(room.doors(), backups, scheduler);
    }
};

TEST(BackupsDesk, a_rehearsal_asked_for_comes_now_and_once) {
    Desk desk;
    auto ada = desk.administrator("ada");
    EXPECT_EQ(desk.scheduler.run_due(scheduler::Lane::Slow), 0u);
    const std::string key(32, 'd');
    EXPECT_EQ(desk.post(ada.browser, "/api/backups/rehearsals", boost::json::object(), key).status,
              202);
    EXPECT_EQ(desk.post(ada.browser, "/api/backups/rehearsals", boost::json::object(), key).status,
              202);
    EXPECT_TRUE(desk.get(ada.browser, "/api/backups").json.at("begins_now").as_bool());
    EXPECT_EQ(desk.scheduler.run_due(scheduler::Lane::Slow), 1u);
    EXPECT_FALSE(desk.get(ada.browser, "/api/backups").json.at("begins_now").as_bool());
    EXPECT_EQ(desk.rehearsed, 1);
    EXPECT_EQ(desk.rows()[0].deed, "rehearsal.asked");
}

TEST(BackupsDesk, where_none_are_set_up_it_says_so) {
    Desk desk;
    auto ada = desk.administrator("ada");
    const auto shown = desk.get(ada.browser, "/api/backups");
    ASSERT_EQ(shown.status, 200);
    EXPECT_FALSE(shown.json.at("configured").as_bool());
    EXPECT_FALSE(shown.json.as_object().contains("next_at")) << "none comes by itself either";
    EXPECT_TRUE(shown.json.as_object().contains("next_rehearsal_at"));
    const auto asked = desk.post(ada.browser, "/api/backups");
    EXPECT_EQ(asked.status, 409);
    EXPECT_EQ(asked.problem(), "backups.not_set_up");
}

}  // namespace
}  // namespace breather::testing
