// What journeys cannot see: how a standing adds up, and what the rows look like behind the scenes.
#include <gtest/gtest.h>

#include "features/content/pack_reader.h"
#include "features/programmes/programmes_routes.h"
#include "features/programmes/programmes_service.h"
#include "features/programmes/standing.h"
#include "support/accounts_world.h"

namespace breather::programmes {
namespace {

Fact fact(FactKind kind, const std::string& step, std::int64_t happened, std::int64_t screen = 0) {
    Fact made;
    made.kind = kind;
    made.module = Slug(std::string("m"));
    made.step = Slug(step);
    made.version = Version(std::string("v1"));
    if (kind == FactKind::Stopped)
        made.at = At{Bounded<0, 99>(screen), Text<64>(std::string("moment"))};
    made.happened = happened;
    return made;
}

TEST(Standing, adds_up_in_any_order) {
    const std::vector<Fact> facts{fact(FactKind::Done, "a", 5), fact(FactKind::Stopped, "b", 9, 3),
                                  fact(FactKind::Stopped, "a", 4, 1),
                                  fact(FactKind::Began, "a", 1)};
    std::vector<Fact> backwards(facts.rbegin(), facts.rend());
    for (const auto& each : {facts, backwards}) {
        const Standing standing = add_up(each);
        EXPECT_TRUE(standing.is_done("m", "a"));
        EXPECT_FALSE(standing.is_done("m", "b"));
        EXPECT_EQ(standing.find("m", "a")->version, "v1");
        EXPECT_EQ(standing.find("m", "b")->at->screen.value(), 3);
        EXPECT_EQ(standing.last->step, "b");
    }
}

TEST(Standing, of_nobody_is_empty) {
    const Standing standing = add_up({});
    EXPECT_FALSE(standing.last);
    EXPECT_EQ(standing.find("m", "a"), nullptr);
}

class Progress : public ::testing::Test {
  protected:
    Progress() {
        const auto read = content::read_pack(
            std::string(BREATHER_SOURCE_DIR) + "/tests/features/content/packs/small",
            std::chrono::sys_days{});
        hash = content.import(content::make_delivery(read.pack)).hash;
        add_routes(world.room->doors(), service);
        world.open({service.personal_room()});
    }

    testing::AccountsWorld::Person join(const std::string& name) {
        auto person = world.join(name);
        organisations::Organisation organisation;
        organisation.pack = "small";
        const auto enrol = service.enrol(key_of(person), organisation);
        world.database->write_now([&](storage::Transaction& tx) { enrol(tx); });
        return person;
    }
    storage::RecordKey key_of(const testing::AccountsWorld::Person& person) {
        return *world.keys->find(world.org, *PersonId::parse(person.id));
    }
    void do_step(testing::AccountsWorld::Person& person, const std::string& step) {
        const auto heard =
            world.put(person.browser, "/api/programmes/progress",
                      {{"module", "c1-begin"}, {"step", step}, {"hash", hash}, {"done", true}});
        ASSERT_EQ(heard.status, 200) << heard.text;
    }
    std::int64_t count_done(testing::AccountsWorld::Person& person) {
        const auto heard = world.get(person.browser, "/api/programmes/mine");
        EXPECT_EQ(heard.status, 200) << heard.text;
        std::int64_t done = 0;
        for (const auto& step : heard.json.at("modules").at(0).at("steps").as_array())
            done += step.at("done").as_bool();
        return done;
    }
    void run(const std::string& sql) {
        world.database->write_now([&](storage::Transaction& tx) { tx.run_script(sql); });
    }

    testing::AccountsWorld world;
    content::ContentService content{*world.database, world.clock, world.folder / "media",
                                    world.hints()};
    ProgrammesService service{content, world.organisations, world.clock};
    std::string hash;
};

TEST_F(Progress, a_name_of_a_row_belongs_to_one_person_and_one_fact) {
    const auto ada = join("calm heron"), ben = join("quiet otter");
    const auto name = [&](const auto& person, std::string_view of) {
        return key_of(person).keyed_hash("progress", bytes_of(of));
    };
    EXPECT_EQ(name(ada, "done/m/a"), name(ada, "done/m/a"));
    EXPECT_NE(name(ada, "done/m/a"), name(ada, "began/m/a"));
    EXPECT_NE(name(ada, "done/m/a"), name(ben, "done/m/a"));
    EXPECT_NE(key_of(ada).keyed_hash("other", bytes_of("done/m/a")), name(ada, "done/m/a"));
}

TEST_F(Progress, a_damaged_row_is_left_out_and_the_rest_stays) {
    auto ada = join("calm heron");
    for (const char* step : {"look", "hear", "try"}) do_step(ada, step);
    EXPECT_EQ(count_done(ada), 3);
    run("update progress set sealed = row_name where row_name = "
        "(select row_name from progress order by row_name limit 1)");
    EXPECT_GE(count_done(ada), 2);
}

TEST_F(Progress, a_row_moved_to_somebody_else_opens_for_nobody) {
    auto ada = join("calm heron"), ben = join("quiet otter");
    do_step(ada, "look");
    run("update progress set person_id = (select person_id from enrolment e where e.person_id <> "
        "progress.person_id)");
    EXPECT_EQ(count_done(ada), 0);
    EXPECT_EQ(count_done(ben), 0);
}

TEST_F(Progress, an_earlier_version_stays_with_whoever_began_in_it) {
    auto ada = join("calm heron");
    do_step(ada, "look");
    content::ReadPack read =
        content::read_pack(std::string(BREATHER_SOURCE_DIR) + "/tests/features/content/packs/small",
                           std::chrono::sys_days{});
    read.pack.editions.at(Language::en_GB).modules[0].title = "Begin again";
    const std::string newer = content.import(content::make_delivery(read.pack)).hash;
    const auto steps =
        world.get(ada.browser, "/api/programmes/mine").json.at("modules").at(0).at("steps");
    EXPECT_EQ(steps.at(0).at("version").as_string(), hash);
    EXPECT_EQ(steps.at(0).at("done").as_bool(), true);
    EXPECT_EQ(steps.at(1).at("version").as_string(), newer);
}

TEST_F(Progress, erasing_a_person_leaves_no_row_of_theirs) {
    auto ada = join("calm heron"), ben = join("quiet otter");
    do_step(ada, "look");
    do_step(ben, "look");
    const auto heard = world.post(ada.browser, "/api/accounts/delete", {{"confirm", "delete"}});
    ASSERT_EQ(heard.status, 200) << heard.text;
    EXPECT_EQ(world.count_rows("progress"), 2);
    EXPECT_EQ(world.count_rows("enrolment"), 1);
    EXPECT_EQ(count_done(ben), 1);
}

}  // namespace
}  // namespace breather::programmes
