// The log keeps nothing without consent, forgets on a no, is nobody's after erasure, and its
// figures are those of a log whose truth is known.
#include <gtest/gtest.h>

#include "features/engagement/engagement_routes.h"
#include "features/engagement/engagement_store.h"
#include "features/engagement/event_log.h"
#include "support/accounts_world.h"

namespace breather::engagement {
namespace {

using boost::json::array;
using boost::json::object;
using std::chrono::days;

struct Counting : ::testing::Test {
    Counting() {
        add_routes(world.room->doors(), service);
        world.open({service.personal_room()});
    }
    using Person = testing::AccountsWorld::Person;

    storage::RecordKey key_of(const Person& person) {
        return *world.keys->find(world.org, *PersonId::parse(person.id));
    }
    bool count(Person& person, bool counted) {
        const auto heard =
            world.put(person.browser, "/api/engagement/counting", object{{"counted", counted}});
        EXPECT_EQ(heard.status, 200) << heard.text;
        return heard.json.at("counted").as_bool();
    }
    testing::Heard tell(Person& person, const array& events, std::optional<std::string> key = {}) {
        return world.post(person.browser, "/api/engagement/events", object{{"events", events}},
                          std::move(key));
    }
    std::vector<EventRow> log() {
        std::vector<EventRow> rows;
        world.database->read_now([&](storage::Reader& reader) {
            store::each_event(reader, world.org,
                              [&](EventRow row) { rows.push_back(std::move(row)); });
        });
        return rows;
    }
    /// As the demo's generator does: with times of its own.
    void live(const Person& person, Instant agreed, std::vector<Event> events) {
        const auto agrees = agree(key_of(person), agreed, world.random);
        const auto notes = note(key_of(person), std::move(events), world.random);
        world.database->write_now([&](storage::Transaction& tx) {
            agrees(tx);
            notes(tx);
        });
    }
    Figures figures() {
        return world.database->read_now(
            [&](storage::Reader& reader) { return service.figures(reader, world.org); });
    }

    testing::AccountsWorld world;
    content::ContentService content{*world.database, world.clock, world.folder / "media",
                                    world.hints()};
    EngagementService service{
        {*world.database, content, world.organisations, world.clock, world.random}};
    array used{
        object{{"kind", "opened"}, {"item_kind", "app"}},
        object{
            {"kind", "finished"}, {"item_kind", "step"}, {"item", "c1-begin/try"}, {"minutes", 4}}};
};

TEST_F(Counting, keeps_nothing_of_who_did_not_agree) {
    auto ada = world.join("ada");
    EXPECT_FALSE(world.get(ada.browser, "/api/engagement/counting").json.at("counted").as_bool());
    const auto heard = tell(ada, used);
    EXPECT_EQ(heard.status, 200);
    EXPECT_FALSE(heard.json.at("counted").as_bool());
    EXPECT_TRUE(log().empty());
}

TEST_F(Counting, keeps_what_was_used_to_ten_minutes_and_by_the_servers_clock) {
    auto ada = world.join("ada");
    EXPECT_TRUE(count(ada, true));
    world.clock.advance(std::chrono::minutes(17));
    EXPECT_TRUE(tell(ada, used).json.at("counted").as_bool());
    const auto rows = log();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].kind, EventKind::Counted);
    EXPECT_EQ(rows[2].at - rows[0].at, std::chrono::minutes(10));
    for (const auto& row : rows) EXPECT_EQ(row.at, as_kept(row.at));
}

TEST_F(Counting, a_batch_sent_twice_counts_once) {
    auto ada = world.join("ada");
    count(ada, true);
    for (int i = 0; i < 3; ++i) tell(ada, used, std::string(32, 'a'));
    EXPECT_EQ(log().size(), 3u);
}

TEST_F(Counting, no_erases_what_was_counted_and_yes_again_is_another_trail) {
    auto ada = world.join("ada"), ben = world.join("ben");
    count(ada, true);
    count(ben, true);
    tell(ada, used);
    const auto before = log();
    EXPECT_FALSE(count(ada, false));
    EXPECT_EQ(log().size(), 1u) << "ben's stays";
    EXPECT_EQ(world.count_rows("engagement_trail"), 1);
    tell(ada, used);
    EXPECT_EQ(log().size(), 1u) << "what comes after a no is not kept";
    count(ada, true);
    for (const auto& row : log())
        for (const auto& old : before)
            if (row.trail_id == old.trail_id) {
                EXPECT_EQ(log().size(), 2u);
                EXPECT_EQ(old.kind, EventKind::Counted);  // only ben's
            }
}

TEST_F(Counting, erasing_a_person_leaves_events_that_are_nobodys) {
    auto ada = world.join("ada");
    count(ada, true);
    tell(ada, used);
    const auto sealed = world.database->read_now([&](storage::Reader& reader) {
        return store::find_trail(reader, world.org, *PersonId::parse(ada.id));
    });
    ASSERT_TRUE(sealed);
    EXPECT_EQ(world.post(ada.browser, "/api/accounts/delete", object{{"confirm", "delete"}}).status,
              200);
    EXPECT_EQ(world.count_rows("engagement_trail"), 0);
    EXPECT_EQ(log().size(), 3u);
    // A backup still has the sealed row; without the key it opens for nobody, and no byte of the
    // trail or of the person stands in the other's row.
    EXPECT_FALSE(world.keys->find(world.org, *PersonId::parse(ada.id)));
    const auto trail = log()[0].trail_id;
    const auto bytes = trail.view();
    EXPECT_EQ(std::search(sealed->bytes.begin(), sealed->bytes.end(), bytes.begin(), bytes.end()),
              sealed->bytes.end());
}

TEST_F(Counting, a_trail_and_its_events_tell_no_time_and_no_person_by_their_names) {
    auto ada = world.join("ada");
    count(ada, true);
    const auto trail = log()[0].trail_id.uuid.bytes;
    const auto person = PersonId::parse(ada.id)->uuid.bytes;
    EXPECT_FALSE(std::equal(trail.begin(), trail.begin() + 4, person.begin()))
        << "a trail begins with a time";
}

TEST_F(Counting, refuses_words_a_person_could_have_typed) {
    auto ada = world.join("ada");
    count(ada, true);
    const auto with = [](const char* kind, const char* item_kind, const char* item) {
        return array{object{{"kind", kind}, {"item_kind", item_kind}, {"item", item}}};
    };
    for (const auto& events :
         {with("began", "step", "I cried today/x"), with("began", "step", "no-slash"),
          with("began", "pause", "走廊"), with("began", "diary", ""), with("began", "app", ""),
          with("opened", "pause", "a"), with("opened", "app", "a"), with("counted", "app", "")})
        EXPECT_EQ(tell(ada, events).status, 422) << boost::json::serialize(events);
    array many;
    for (std::size_t i = 0; i <= events_max; ++i) many.push_back(used.at(0));
    EXPECT_EQ(tell(ada, many).status, 422);
    EXPECT_EQ(log().size(), 1u);
}

TEST_F(Counting, keeps_no_more_of_a_day_than_anybody_does) {
    auto ada = world.join("ada");
    count(ada, true);
    array batch;
    for (std::size_t i = 0; i < events_max; ++i) batch.push_back(used.at(0));
    for (std::size_t i = 0; i <= a_day_max / events_max; ++i) tell(ada, batch);
    EXPECT_EQ(log().size(), static_cast<std::size_t>(a_day_max));
    world.clock.advance(days(1));
    tell(ada, used);
    EXPECT_EQ(log().size(), static_cast<std::size_t>(a_day_max) + 2);
}

TEST_F(Counting, is_told_among_what_is_kept_of_a_person) {
    auto ada = world.join("ada");
    count(ada, true);
    tell(ada, used);
    EXPECT_NE(world.get(ada.browser, "/api/accounts/kept")
                  .text.find(R"({"table":"engagement_trail","rows":[{"events":3}]})"),
              std::string::npos);
}

/// Twelve people whose weeks were written down before the log was: three leave on the first day,
/// four come back the next day, five stay a month.
TEST_F(Counting, figures_of_a_known_log_are_its_truth) {
    const Instant start = world.clock.now();
    for (int i = 0; i < 12; ++i) {
        const auto person = world.join("heron " + std::to_string(i));
        std::vector<Event> events;
        const auto use = [&](std::int64_t day) {
            const Instant at = start + days(day) + std::chrono::hours(9);
            events.push_back({at, EventKind::Began, ItemKind::Pause, "three-breaths", 0});
            events.push_back({at + std::chrono::minutes(3), EventKind::Finished, ItemKind::Pause,
                              "three-breaths", 3});
        };
        use(0);
        if (i >= 3) use(1);
        if (i >= 7) {
            use(7);
            use(30);
        }
        live(person, start, std::move(events));
    }
    world.clock.advance(days(40));
    const auto got = figures();
    EXPECT_EQ(got.counted, 12);
    EXPECT_EQ(got.uptake, (Share{12, 12}));
    EXPECT_EQ(got.active_7, (Share{0, 12}));
    EXPECT_EQ(got.active_28, (Share{5, 12}));
    EXPECT_EQ(got.sessions.sessions, 12 + 9 + 5 + 5);
    EXPECT_EQ(got.sessions.median_minutes, 3.0);
    const std::vector<std::pair<Share, Share>> truth{
        {{9, 12}, {9, 12}}, {{5, 12}, {5, 12}}, {{0, 12}, {5, 12}}, {{5, 12}, {5, 12}}};
    ASSERT_EQ(got.retention.size(), truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        EXPECT_EQ(got.retention[i].classic, truth[i].first) << got.retention[i].day;
        EXPECT_EQ(got.retention[i].rolling, truth[i].second) << got.retention[i].day;
    }
    EXPECT_EQ(got.adherence.whole, Share{}) << "eight weeks are not over";
    world.clock.advance(days(30));
    EXPECT_EQ(figures().adherence.whole, (Share{0, 12}));
}

TEST_F(Counting, figures_of_one_organisation_know_nothing_of_another) {
    auto ada = world.join("ada");
    count(ada, true);
    world.clock.advance(days(2));
    EXPECT_EQ(figures().counted, 1);
    const auto other =
        world.organisations.add({{},
                                 "South",
                                 "Example University",
                                 organisations::Country::GB,
                                 organisations::Labels::WellBeing,
                                 "steady",
                                 {{Language::en_GB, Text<400, 1>(std::string("Ten."))},
                                  {Language::zh_Hans, Text<400, 1>(std::string("十。"))}}});
    EXPECT_EQ(
        world.database
            ->read_now([&](storage::Reader& reader) { return service.figures(reader, other); })
            .counted,
        0);
}

}  // namespace
}  // namespace breather::engagement
