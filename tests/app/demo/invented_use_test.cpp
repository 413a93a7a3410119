// Sixteen weeks of invented use: the same from the same seed, as plausible as it says it is, and
// the truth that the figures of docs/engagement.md are checked on.
#include "app/demo/invented_use.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/commands.h"
#include "app/demo/demo.h"
#include "app/demo/known_truth.h"
#include "app/demo/sixteen_weeks.h"
#include "app/exit.h"
#include "features/accounts/invented_people.h"
#include "features/engagement/engagement_service.h"
#include "features/engagement/engagement_store.h"
#include "support/world.h"

namespace breather::demo {
namespace {

using engagement::Event;
using engagement::Figures;
using engagement::Share;
using std::chrono::days;
using std::chrono::hours;

Place somewhere() {
    Things things{.core = {{"c1-begin", {{"read", 3}, {"try", 5}}}, {"c2-settle", {{"feet", 4}}}},
                  .pauses = {{"breathe", 1}, {"shoulders", 2}}};
    return {.things = things,
            .here = *TimeZone::find("Europe/London"),
            .installation = *TimeZone::find("Asia/Shanghai"),
            .begins_at = Instant{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}} + hours{9},
            .people = 400};
}
std::vector<Life> lives_from(std::uint64_t seed, const Place& place = somewhere()) {
    SeededRandom random(seed);
    return invent_lives(place, random);
}
std::vector<std::vector<Event>> log_of(const std::vector<Life>& lives) {
    std::vector<std::vector<Event>> log;
    for (const Life& life : lives) log.push_back(events_of(life));
    return log;
}
engagement::Course course_of(const Things& things) {
    engagement::Course course;
    for (const auto& module : things.core)
        for (const auto& step : module.steps)
            course.core[module.id].push_back(module.id + "/" + step.id);
    return course;
}
/// The trails as the log keeps them: cut down to ten minutes, and who agreed.
std::vector<engagement::Trail> trails_of(const std::vector<Life>& lives) {
    std::vector<engagement::Trail> trails;
    for (const Life& life : lives) {
        if (!life.agreed) continue;
        auto& trail = trails.emplace_back(events_of(life));
        trail.push_back({*life.agreed, engagement::EventKind::Counted, {}, {}, 0});
        for (Event& event : trail) event.at = engagement::as_kept(event.at);
    }
    return trails;
}

void expect_same(const Figures& found, const Figures& truth, const std::string& when) {
    SCOPED_TRACE(when);
    EXPECT_EQ(found.counted, truth.counted);
    EXPECT_EQ(found.uptake, truth.uptake);
    EXPECT_EQ(found.active_7, truth.active_7);
    EXPECT_EQ(found.active_28, truth.active_28);
    EXPECT_EQ(found.sessions.people, truth.sessions.people);
    EXPECT_EQ(found.sessions.sessions, truth.sessions.sessions);
    EXPECT_EQ(found.sessions.median_per_person, truth.sessions.median_per_person);
    EXPECT_EQ(found.sessions.median_minutes, truth.sessions.median_minutes);
    EXPECT_NEAR(found.adherence.mean.value_or(-1), truth.adherence.mean.value_or(-1), 1e-9);
    EXPECT_EQ(found.adherence.whole, truth.adherence.whole);
    EXPECT_EQ(found.completion.programme, truth.completion.programme);
    ASSERT_EQ(found.completion.modules.size(), truth.completion.modules.size());
    for (std::size_t i = 0; i < found.completion.modules.size(); ++i) {
        EXPECT_EQ(found.completion.modules[i].module, truth.completion.modules[i].module);
        EXPECT_EQ(found.completion.modules[i].finished, truth.completion.modules[i].finished);
    }
    ASSERT_EQ(found.retention.size(), truth.retention.size());
    for (std::size_t i = 0; i < found.retention.size(); ++i) {
        EXPECT_EQ(found.retention[i].day, truth.retention[i].day);
        EXPECT_EQ(found.retention[i].classic, truth.retention[i].classic);
        EXPECT_EQ(found.retention[i].rolling, truth.retention[i].rolling);
    }
}

TEST(InventedUse, is_the_same_from_the_same_seed_and_another_from_another) {
    EXPECT_EQ(log_of(lives_from(16)), log_of(lives_from(16)));
    EXPECT_NE(log_of(lives_from(16)), log_of(lives_from(17)));
}

TEST(InventedUse, tells_nothing_of_who_did_not_agree_nor_of_the_time_before) {
    std::size_t silent = 0, late = 0;
    for (const Life& life : lives_from(16)) {
        const auto events = events_of(life);
        silent += !life.agreed;
        EXPECT_TRUE(life.agreed || events.empty());
        for (const Event& event : events) EXPECT_GE(event.at, *life.agreed);
        late += life.agreed && !life.visits.empty() && life.visits.front().at < *life.agreed;
    }
    EXPECT_GT(silent, 100u);
    EXPECT_GT(late, 10u);
}

TEST(InventedUse, keeps_within_its_weeks_and_every_visit_within_a_day) {
    const Place place = somewhere();
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        for (const Life& life : lives_from(seed, place)) {
            Instant last = life.joined;
            EXPECT_GE(life.joined, place.begins_at);
            for (const Visit& visit : life.visits) {
                ASSERT_FALSE(visit.done.empty());
                EXPECT_GE(visit.at, last);
                EXPECT_EQ(place.installation.day_of(visit.at),
                          place.installation.day_of(visit.end()));
                last = visit.end() + hours{1};
            }
            EXPECT_LT(last, place.begins_at + length + hours{1});
        }
}

TEST(InventedUse, drops_off_as_such_programmes_do_and_a_few_stay) {
    Place place = somewhere();
    place.people = 4'000;
    const auto truth = known_truth(lives_from(3, place), place, place.begins_at + length);
    const auto share = [&](std::size_t i) { return truth.retention[i].classic.value().value(); };
    EXPECT_GT(share(0), share(2));
    EXPECT_NEAR(share(2), 0.039, 0.015) << "day 15";
    EXPECT_NEAR(share(3), 0.033, 0.015) << "day 30";
}

TEST(InventedUse, has_its_nights) {
    const Place place = somewhere();
    std::size_t at_night = 0, all = 0;
    for (const Life& life : lives_from(16, place))
        for (const Visit& visit : life.visits) {
            const auto midnight = place.here.at(place.here.day_of(visit.at), {});
            at_night += visit.at - midnight < hours{6};
            ++all;
        }
    EXPECT_GT(at_night * 20, all);
    EXPECT_LT(at_night * 2, all);
}

TEST(KnownTruth, is_what_the_figures_say_on_every_day_of_the_sixteen_weeks) {
    const Place place = somewhere();
    const auto lives = lives_from(16, place);
    const auto trails = trails_of(lives);
    for (int day = 0; day <= 112; ++day) {
        const Instant now = place.begins_at + days{day};
        expect_same(engagement::compute(trails, course_of(place.things), now, place.installation),
                    known_truth(lives, place, now), "day " + std::to_string(day));
    }
    const auto truth = known_truth(lives, place, place.begins_at + length);
    EXPECT_GT(truth.adherence.whole.of, 50) << "so that there was something to compare";
    EXPECT_GT(truth.completion.programme.count, 0);
    EXPECT_GT(truth.retention[3].rolling.count, truth.retention[3].classic.count);
}

/// A negative control: were figures counted otherwise, the truth would tell.
TEST(KnownTruth, is_missed_by_figures_that_lost_one_visit) {
    const Place place = somewhere();
    const auto lives = lives_from(16, place);
    auto fewer = lives;
    for (Life& life : fewer)
        if (life.agreed && life.visits.size() > 3) {
            life.visits.pop_back();
            break;
        }
    const Instant now = place.begins_at + length;
    const auto found =
        engagement::compute(trails_of(fewer), course_of(place.things), now, place.installation);
    EXPECT_NE(found.sessions.sessions, known_truth(lives, place, now).sessions.sessions);
}

/// The whole of it, through the command and the database, under the demo's own clock.
class ALivedDemo : public ::testing::Test {
  protected:
    FakeClock machine;
    std::unique_ptr<DemoClock> clock;
    testing::World world{{}, [this](HouseOptions& options) {
                             clock = clock_for(options.database.parent_path(), machine);
                             options.demo_clock = clock.get();
                         }};
    const std::string content = std::string(BREATHER_SOURCE_DIR) + "/content";

    CommandAnswer make(std::uint64_t seed) {
        return Commands(world.house(), world.clock)
            .perform("demo", {{"content", content}, {"use_from", seed}});
    }
    std::int64_t count(const std::string& table) {
        const auto sql = "select cast(count(*) as bigint) from " + table;
        return world.house()
            .database()
            .read_now([&](storage::Reader& reader) {
                return reader.find<std::int64_t>(storage::Statement{"test.count", sql});
            })
            .value();
    }
};

TEST_F(ALivedDemo, has_a_log_whose_figures_are_the_truth_of_each_organisation) {
    const auto made = make(16);
    ASSERT_EQ(made.code, Exit::Ok) << made.says;
    EXPECT_NE(made.says.find("160 invented people"), std::string::npos) << made.says;
    EXPECT_EQ(count("person"), 280);
    const Instant begins = world.house().demo()->begins_at();
    std::uint64_t seed = 16;
    for (const auto& organisation : world.house().organisations().list()) {
        const Place place = place_of(world.house(), organisation);
        // Listed by id, which is not the order they were made in.
        const auto which = place.people == 160 ? seed : seed + 1;
        const auto lives = lives_from(which, place);
        for (const auto at : {days{1}, days{40}, days{112}}) {
            world.clock.set(begins + at);
            const auto found = world.house().database().read_now([&](storage::Reader& reader) {
                return world.house().engagement().figures(reader, organisation.id);
            });
            expect_same(found, known_truth(lives, place, begins + at),
                        organisation.name + ", day " + std::to_string(at.count()));
        }
    }
}

TEST_F(ALivedDemo, is_lived_in_once) {
    ASSERT_EQ(make(16).code, Exit::Ok);
    const auto events = count("engagement_event");
    EXPECT_GT(events, 1'000);
    world.restart();
    ASSERT_EQ(make(16).code, Exit::Ok);
    EXPECT_EQ(count("engagement_event"), events);
    EXPECT_EQ(count("person"), 280);
    EXPECT_EQ(count("way_in"), 0) << "and nobody can sign in as one of them";
}

TEST_F(ALivedDemo, can_be_nowhere_else) {
    const OrgId org = world.add_organisation("Northgate", organisations::Country::GB);
    EXPECT_EQ(make(16).code, Exit::Usage);
    EXPECT_THROW(live_sixteen_weeks(world.house(), org, 16), Stop);
    EXPECT_THROW(world.house().invented_people(), Stop);
    EXPECT_EQ(count("person"), 0);
    EXPECT_EQ(count("engagement_event"), 0);
}

}  // namespace
}  // namespace breather::demo
