#include <gtest/gtest.h>

#include "support/storage_world.h"

namespace breather::storage {
namespace {

using testing::StorageWorld;

constexpr Statement make_notes{"make_notes", R"sql(
    create table note (id {id} not null primary key, says text, made_at bigint not null) {strict})sql"};
constexpr Statement add_note{"add_note", R"sql(
    insert into note (says, id, made_at) values ($2, $1, $3))sql"};
constexpr Statement find_note{"find_note", R"sql(
    select id, says, made_at from note where id = $1)sql"};
constexpr Statement count_notes{"count_notes", R"sql(select count(*) from note)sql"};

using NoteId = Id<struct NoteTag>;
struct Note {
    NoteId id;
    std::optional<std::string> says;
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, says, made_at))

TEST(database, what_is_written_can_be_read_as_a_struct) {
    StorageWorld world;
    const auto id = world.new_id<NoteId>();
    world.database->write_now([&](Transaction& tx) {
        tx.run(make_notes);
        EXPECT_EQ(tx.run(add_note, id, "Hello", world.clock.now()), 1);
    });
    const auto note =
        world.database->read_now([&](Reader& reader) { return reader.find<Note>(find_note, id); });
    ASSERT_TRUE(note);
    EXPECT_EQ(note->id, id);
    EXPECT_EQ(note->says, "Hello");
    EXPECT_EQ(note->made_at, world.clock.now());
}

TEST(database, another_text_in_the_same_memory_is_another_statement) {
    StorageWorld world;
    std::string sql = "select 1";
    const auto ask = [&] {
        return world.database->read_now([&](Reader& reader) {
            return reader.find<std::int64_t>(Statement{"made_on_the_fly", sql});
        });
    };
    EXPECT_EQ(ask(), 1);
    sql.back() = '2';
    EXPECT_EQ(ask(), 2);
}

}  // namespace
}  // namespace breather::storage
