#include <gtest/gtest.h>

#include "features/programmes/standing.h"
#include "support/storage_world.h"

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

TEST(Progress, a_name_of_a_row_belongs_to_one_person_and_one_fact) {
    testing::StorageWorld world;
    const OrgId org = world.new_id<OrgId>();
    const auto ada = world.keys->create(org, world.new_id<PersonId>());
    const auto ben = world.keys->create(org, world.new_id<PersonId>());
    const auto name = [](const storage::RecordKey& key, std::string_view of) {
        return key.keyed_hash("progress", bytes_of(of));
    };
    EXPECT_EQ(name(ada, "done/m/a"), name(ada, "done/m/a"));
    EXPECT_NE(name(ada, "done/m/a"), name(ada, "began/m/a"));
    EXPECT_NE(name(ada, "done/m/a"), name(ben, "done/m/a"));
    EXPECT_NE(ada.keyed_hash("other", bytes_of("done/m/a")), name(ada, "done/m/a"));
}

}  // namespace
}  // namespace breather::programmes
