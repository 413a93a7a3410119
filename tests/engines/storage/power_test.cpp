// Power cuts: unsynced writes lost, torn and reordered; everything answered must still be there.
#include <gtest/gtest.h>

#include <cstdlib>

#include "engines/storage/sqlite_database.h"
#include "support/fault_vfs.h"
#include "support/temp_folder.h"

namespace breather::storage {
namespace {

using testing::FaultVfs;
using testing::TempFolder;

constexpr Statement make_pairs{"make_pairs", R"sql(
    create table pair (place bigint not null, half bigint not null, says text not null,
        primary key (place, half)) {strict})sql"};
constexpr Statement add_half{"add_half", R"sql(
    insert into pair (place, half, says) values ($1, $2, $3))sql"};
constexpr Statement list_whole{"list_whole", R"sql(
    select place from pair group by place having count(*) = 2 order by place)sql"};
constexpr Statement count_torn{"count_torn", R"sql(
    select count(*) from (select place from pair group by place having count(*) <> 2) torn)sql"};

enum class Outcome { Kept, Lost, Torn, Broken };

/// Writes pairs, cuts the power at some moment, opens what is left.
Outcome after_power_cut(std::uint64_t seed, bool synced) {
    SeededRandom random(seed);
    const TempFolder before, after;
    FaultVfs vfs;
    vfs.watch_power();
    SqliteOptions options;
    options.file = before / "a.db";
    options.vfs = vfs.name();
    options.synced = synced;
    options.checkpoint_idle_pages = static_cast<int>(5 + random.below(30));
    options.checkpoint_pause = std::chrono::milliseconds{0};
    const auto count = static_cast<std::int64_t>(1 + random.below(25));
    {
        SqliteDatabase database(options);
        database.write_now([](Transaction& tx) { tx.run(make_pairs); });
        for (std::int64_t place = 0; place < count; ++place) {
            const std::string says(random.below(6000), 'x');
            database.write_now([&](Transaction& tx) {
                for (int half = 0; half < 2; ++half) tx.run(add_half, place, half, says);
            });
        }
        vfs.cut_power(after.path(), random);
    }
    try {
        options.file = after / "a.db";
        options.vfs.clear();
        SqliteDatabase database(options);
        return database.read_now([&](Reader& reader) {
            if (*reader.find<std::int64_t>(count_torn) > 0) return Outcome::Torn;
            const auto whole = reader.list<std::int64_t>(list_whole);
            return static_cast<std::int64_t>(whole.size()) == count ? Outcome::Kept : Outcome::Lost;
        });
    } catch (const std::exception&) {
        return Outcome::Broken;
    }
}

int seeds() {
    const char* asked = std::getenv("BREATHER_SEEDS");
    return asked ? std::atoi(asked) : 200;
}

TEST(power, what_was_answered_is_there_after_a_cut) {
    for (int seed = 0; seed < seeds(); ++seed)
        ASSERT_EQ(after_power_cut(static_cast<std::uint64_t>(seed), true), Outcome::Kept)
            << "seed " << seed;
}

TEST(power, without_syncs_the_same_cuts_lose_it) {
    int harmed = 0;
    for (int seed = 0; seed < 20; ++seed)
        harmed += after_power_cut(static_cast<std::uint64_t>(seed), false) != Outcome::Kept;
    EXPECT_GT(harmed, 0) << "this test could not have noticed a missing sync";
}

}  // namespace
}  // namespace breather::storage
