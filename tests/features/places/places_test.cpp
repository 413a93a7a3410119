// A wall opens its pauses for anybody until it is closed, and leaves only a number.
#include <gtest/gtest.h>

#include "features/content/pack_reader.h"
#include "features/places/places_routes.h"
#include "support/accounts_world.h"
#include "support/every_row.h"

namespace breather::places {
namespace {

using boost::json::object;
using organisations::Code;
using std::chrono::days;

struct Places : ::testing::Test {
    Places() {
        const auto folder =
            std::filesystem::path(BREATHER_SOURCE_DIR) / "content/programmes/steady";
        content.import(
            content::make_delivery(content::read_pack(folder, std::chrono::sys_days{}).pack));
        add_routes(world.room->doors(), service);
        world.open();
        code = make("rest room, ward 3");
    }
    Uuid key() { return *Uuid::from_bytes(world.random.bytes(16)); }
    Code make(const std::string& label) {
        const Uuid drawn = key();
        const auto made = service.making(world.org, {Text<80, 1>(std::string(label))}, drawn);
        world.database->write_now([&](storage::Transaction& tx) { made(tx); });
        return *Code::read(world.database
                               ->read_now([&](storage::Reader& reader) {
                                   return service.get(reader, world.org, drawn);
                               })
                               .code);
    }
    testing::Heard open(const std::string& written, std::optional<std::string> name = {}) {
        testing::Browser anybody;
        return world.post(anybody, "/api/places/" + written + "/open", object{}, std::move(name));
    }
    PlaceAnswer told() {
        return world.database
            ->read_now([&](storage::Reader& reader) { return service.list(reader, world.org); })
            .places.front();
    }
    void close() {
        world.database->write_now(
            [&](storage::Transaction& tx) { service.close(tx, *code, world.clock.now()); });
    }
    std::string print(Printed printed) {
        return world.database->read_now(
            [&](storage::Reader& reader) { return service.print(reader, *code, printed); });
    }

    testing::AccountsWorld world;
    content::ContentService content{*world.database, world.clock, world.folder / "media",
                                    world.hints()};
    PlacesService service{
        {*world.database, content, world.organisations, world.clock, "https://steady.example.org"}};
    std::optional<Code> code;
};

TEST_F(Places, of_no_such_code_open_nothing) {
    EXPECT_EQ(open("K7PWX3RMQ4TB").problem(), "places.code");
    EXPECT_EQ(open("nonsense").problem(), "places.code");
    EXPECT_EQ(open(code->kept()).problem(), "places.code") << "a place without a pause";
    EXPECT_EQ(open(code->kept() + tag_of("no-such-pause")).problem(), "places.pause");
    EXPECT_EQ(open(world.code + tag_of("one-minute")).problem(), "places.code")
        << "a poster's code is no wall's";
}

TEST_F(Places, open_the_pause_that_is_printed_there) {
    for (const char* pause : {"one-minute", "feet-and-floor"})
        EXPECT_EQ(open(code->kept() + tag_of(pause)).json.at("item").as_string(), pause);
}

TEST_F(Places, that_are_closed_open_and_print_nothing) {
    close();
    EXPECT_EQ(open(code->kept() + tag_of("one-minute")).status, 410);
    EXPECT_THROW(print(Printed::English), Refusal);
    EXPECT_THROW(close(), Refusal);
    EXPECT_TRUE(told().closed_at);
}

TEST_F(Places, keep_a_number_and_nobody) {
    const auto before = testing::every_row(*world.database);
    const std::string name = to_hex(world.random.bytes(16));
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(open(code->kept() + tag_of("one-minute"), name).status, 200);
    auto after = testing::every_row(*world.database);
    EXPECT_EQ(after["counter"].size(), 1u);
    EXPECT_NE(after["counter"].begin()->find("about=" + code->kept() + " answer= "),
              std::string::npos)
        << "not even which pause";
    EXPECT_NE(after["counter"].begin()->find("times=1 "), std::string::npos) << "sent thrice";
    EXPECT_EQ(after["counter_key"].size(), 1u);
    for (const auto& [table, rows] : before)
        if (!table.starts_with("counter")) {
            EXPECT_EQ(after[table], rows) << table;
        }
}

TEST_F(Places, tell_administrators_steps_of_weeks_that_are_over) {
    for (int i = 0; i < 12; ++i) open(code->kept() + tag_of("one-minute"));
    EXPECT_FALSE(told().opened_at_least) << "this week is not told";
    world.clock.advance(days(7));
    EXPECT_EQ(told().opened_at_least, 10);
    world.clock.advance(days(28));
    EXPECT_FALSE(told().opened_at_least) << "the last four weeks";
}

TEST_F(Places, print_the_languages_asked_for_and_never_the_label) {
    const auto english = print(Printed::English), both = print(Printed::Both);
    EXPECT_TRUE(english.starts_with("%PDF-"));
    EXPECT_LT(english.size(), both.size());
    EXPECT_EQ(english, print(Printed::English)) << "the same paper is the same bytes";
    EXPECT_EQ(both.find("ward 3"), std::string::npos);
}

}  // namespace
}  // namespace breather::places
