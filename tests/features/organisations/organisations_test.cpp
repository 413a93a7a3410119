#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "base/refusal.h"
#include "features/organisations/organisations_routes.h"
#include "features/organisations/organisations_service.h"
#include "support/storage_world.h"

namespace breather::testing {
namespace {

using namespace organisations;
using ::testing::HasSubstr;

Organisation north() {
    return {{},
            "North Hospital",
            "Example University",
            Country::GB,
            Labels::Resilience,
            "steady",
            {{Language::en_GB, Text<400, 1>(std::string("Ten minutes of a shift are yours."))},
             {Language::zh_Hans, Text<400, 1>(std::string("每班十分钟是你的。"))}}};
}

struct Organisations : ::testing::Test {
    StorageWorld world;
    OrganisationsService service{*world.database, world.clock, world.random};
    web::Router router;

    Organisations() {
        add_routes(router, *world.database, service,
                   {.here = "https://steady.example.org", .leave_to = "https://news.example.org/"});
    }

    web::Response get(const std::string& target, Language language = Language::en_GB) {
        web::Request request(web::Method::Get, target);
        request.language = language;
        std::promise<web::Response> heard;
        const auto match = router.match(request);
        match.route->handler(std::move(request), web::Reply([&](web::Response response) {
                                 heard.set_value(std::move(response));
                             }));
        return heard.get_future().get();
    }
};

TEST_F(Organisations, a_faulty_organisation_is_refused_with_every_fault) {
    Organisation faulty = north();
    faulty.name.clear();
    faulty.pack = "../steady";
    faulty.permissions.push_back(faulty.permissions.front());
    try {
        service.add(faulty);
        FAIL();
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.fields.size(), 3u);
    }
    EXPECT_TRUE(service.list().empty());
}

TEST_F(Organisations, an_unknown_code_and_nonsense_look_alike) {
    const auto unknown = get("/api/organisations/codes/22223333");
    const auto nonsense = get("/api/organisations/codes/0000");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(unknown.body.text(), nonsense.body.text());
    EXPECT_EQ(get("/api/organisations/codes/22223333/poster").status, 404);
}

TEST_F(Organisations, leave_leads_where_the_operator_said_and_nobody_is_asked_who_leaves) {
    const auto heard = get("/api/organisations/neutral-page");
    EXPECT_EQ(heard.status, 200);
    EXPECT_EQ(heard.body.text(), R"({"address":"https://news.example.org/"})");
}

TEST_F(Organisations, no_code_without_an_organisation) {
    EXPECT_THROW(service.new_code(world.new_id<OrgId>()), Refusal);
}

TEST_F(Organisations, a_code_leads_to_who_stands_behind_it_in_the_askers_language) {
    const auto org = service.add(north());
    const auto code = service.new_code(org);
    const auto english = get("/api/organisations/codes/" + code.kept());
    EXPECT_EQ(english.status, 200);
    EXPECT_EQ(english.body.text(),
              R"({"organisation":"North Hospital","operator":"Example University",)"
              R"("permission":"Ten minutes of a shift are yours.","languages":["en-GB","zh-Hans"],)"
              R"("country":"GB","labels":"resilience","pack":"steady"})");
    const auto chinese = get("/api/organisations/codes/" + code.printed(), Language::zh_Hans);
    EXPECT_THAT(std::string(chinese.body.text()), HasSubstr("每班十分钟是你的。"));
}

TEST_F(Organisations, a_closed_code_leads_nowhere_and_the_others_stay_open) {
    const auto org = service.add(north());
    const auto lost = service.new_code(org), other = service.new_code(org);
    world.clock.advance(std::chrono::hours(1));
    service.close_code(lost);
    EXPECT_EQ(get("/api/organisations/codes/" + lost.kept()).status, 410);
    EXPECT_EQ(get("/api/organisations/codes/" + lost.kept() + "/poster").status, 410);
    EXPECT_EQ(get("/api/organisations/codes/" + other.kept()).status, 200);
    EXPECT_THROW(service.close_code(lost), Refusal)
        << "closing twice is a mistake worth hearing of";
    const auto codes = service.list_codes(org);
    ASSERT_EQ(codes.size(), 2u);
    for (const auto& code : codes) EXPECT_EQ(code.closed_at.has_value(), code.code == lost.kept());
}

TEST_F(Organisations, the_poster_is_a_page_in_the_wanted_language) {
    const auto code = service.new_code(service.add(north()));
    const auto path = "/api/organisations/codes/" + code.kept() + "/poster";
    const auto chinese = get(path + "?language=zh-Hans");
    EXPECT_EQ(chinese.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(std::string(chinese.body.text()), HasSubstr("lang=\"zh-Hans\""));
    EXPECT_THAT(std::string(get(path).body.text()), HasSubstr("lang=\"en-GB\""));
    EXPECT_THAT(std::string(get(path + "?language=klingon").body.text()),
                HasSubstr("lang=\"en-GB\""));
    EXPECT_THAT(std::string(chinese.body.text()),
                HasSubstr(">steady.example.org/p/" + code.kept() + "<"));
}

TEST_F(Organisations, several_live_on_one_server) {
    const auto first = service.add(north());
    auto south = north();
    south.name = "South Council";
    world.clock.advance(std::chrono::hours(1));
    const auto second = service.add(south);
    const auto all = service.list();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].id, first);
    EXPECT_EQ(all[1].id, second);
    EXPECT_EQ(all[1].permissions.size(), 2u);
    EXPECT_TRUE(service.list_codes(second).empty());
}

}  // namespace
}  // namespace breather::testing
