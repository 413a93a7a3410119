// "Did this help?" grows a number and leaves nobody behind.
#include <gtest/gtest.h>

#include <algorithm>

#include "engines/counters/counters.h"
#include "features/content/delivery.h"
#include "features/content/pack_reader.h"
#include "features/ratings/ratings_routes.h"
#include "support/accounts_world.h"
#include "support/every_row.h"

namespace breather::ratings {
namespace {

using boost::json::object;
using std::chrono::days;

constexpr const char* pause = "breath";

struct Ratings : ::testing::Test {
    Ratings() {
        const auto folder =
            std::filesystem::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs/small";
        content.import(
            content::make_delivery(content::read_pack(folder, std::chrono::sys_days{}).pack));
        add_routes(world.room->doors(), service);
        world.open();
    }
    testing::Heard rate(testing::Browser& browser, const std::string& item,
                        const std::string& helped, std::optional<std::string> key = {}) {
        return world.post(browser, "/api/ratings", object{{"item", item}, {"helped", helped}},
                          std::move(key));
    }
    void rate_often(const std::string& helped, int times) {
        testing::Browser anybody;
        for (int i = 0; i < times; ++i) ASSERT_EQ(rate(anybody, pause, helped).status, 200);
    }
    std::vector<ItemRatings> told(Language language = Language::en_GB) {
        return world.database
            ->read_now([&](storage::Reader& reader) { return service.list(reader, language); })
            .items;
    }
    /// "table: column=value column=value ", in order.
    std::vector<std::string> every_value();

    testing::AccountsWorld world;
    content::ContentService content{*world.database, world.clock, world.folder / "media",
                                    world.hints()};
    RatingsService service{*world.database, content, world.clock};
};

TEST_F(Ratings, are_asked_of_pauses_and_articles_and_of_nothing_else) {
    testing::Browser anybody;
    EXPECT_EQ(rate(anybody, "nowhere", "yes").problem(), "ratings.item");
    EXPECT_EQ(rate(anybody, pause, "because").status, 422);
    EXPECT_EQ(world
                  .post(anybody, "/api/ratings",
                        object{{"item", pause}, {"helped", "yes"}, {"why", "it was quiet"}})
                  .status,
              422)
        << "nobody is asked why in words";
    EXPECT_EQ(rate(anybody, pause, "yes", "no key").status, 400);
    EXPECT_EQ(rate(anybody, pause, "yes").status, 200);
    EXPECT_EQ(rate(anybody, "why", "little").status, 200);
}

TEST_F(Ratings, sent_twice_count_once) {
    testing::Browser anybody;
    const std::string key = to_hex(world.random.bytes(16));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(rate(anybody, pause, "yes", key).status, 200);
    rate_often("yes", 8);
    world.clock.advance(days(7));
    EXPECT_TRUE(told().empty()) << "nine, not eleven";
}

TEST_F(Ratings, of_fewer_than_ten_or_of_this_week_are_told_to_nobody) {
    rate_often("yes", 9);
    world.clock.advance(days(7));
    EXPECT_TRUE(told().empty());
    rate_often("not_for_me", 1);
    EXPECT_TRUE(told().empty()) << "a number that moves while one looks says who was just there";
    world.clock.advance(days(7));
    ASSERT_EQ(told().size(), 1u);
    const auto one = told()[0];
    EXPECT_EQ(one.item, pause);
    EXPECT_EQ(one.title, "Breath");
    EXPECT_EQ(one.at_least, 10);
    EXPECT_EQ(one.yes, 90);
    EXPECT_EQ(one.little, 5);
    EXPECT_EQ(one.not_for_me, 10);
    EXPECT_EQ(told(Language::zh_Hans)[0].title, "呼吸");
}

TEST_F(Ratings, of_somebody_who_is_in_leave_nothing_that_leads_to_her) {
    auto ada = world.join("calm heron");
    const auto before = every_value();
    const std::string key = to_hex(world.random.bytes(16));
    ASSERT_EQ(rate(ada.browser, pause, "not_for_me", key).status, 200);
    std::vector<std::string> fresh;
    for (const auto& value : every_value())
        if (std::find(before.begin(), before.end(), value) == before.end()) fresh.push_back(value);
    const auto monday =
        std::to_string(counters::week_of(world.clock.now()).time_since_epoch().count());
    EXPECT_EQ(fresh,
              (std::vector<std::string>{"counter: topic=helped about=" + std::string(pause) +
                                            " answer=not_for_me week=" + monday + " times=1 ",
                                        "counter_key: key=" + key + " week=" + monday + " "}))
        << "no person, no session, no time finer than the week, and no item beside the key";
}

/// The negative control: the same search finds what a person's own write leaves.
TEST_F(Ratings, the_search_above_finds_a_write_of_a_person) {
    auto ada = world.join("calm heron");
    const std::string key = to_hex(world.random.bytes(16));
    ASSERT_EQ(world.put(ada.browser, "/api/accounts/settings", object{{"sound", true}}, key).status,
              200);
    bool found = false;
    for (const auto& value : every_value())
        found = found || (value.find(key) != value.npos && value.find(ada.id) != value.npos);
    EXPECT_TRUE(found);
}

TEST_F(Ratings, a_script_that_presses_all_night_is_stopped) {
    testing::Browser anybody;
    rate_often("yes", counters::presses_max);
    const auto heard = rate(anybody, pause, "yes");
    EXPECT_EQ(heard.status, 429);
    EXPECT_FALSE(heard.header("Retry-After").empty());
    world.clock.advance(counters::Budget::window);
    EXPECT_EQ(rate(anybody, pause, "yes").status, 200);
}

std::vector<std::string> Ratings::every_value() {
    std::vector<std::string> all;
    for (const auto& [table, rows] : testing::every_row(*world.database))
        for (const auto& row : rows) all.push_back(table + ": " + row);
    return all;
}

}  // namespace
}  // namespace breather::ratings
