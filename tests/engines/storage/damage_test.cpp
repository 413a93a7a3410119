// R5: flipped bytes and a cut file. Whatever is read afterwards is right, or an error: never a
// crash and never another person's text.
#include <gtest/gtest.h>

#include <fstream>

#include "support/storage_world.h"

namespace breather::storage {
namespace {

constexpr Statement make_papers{"make_papers", R"sql(
    create table paper (place bigint not null primary key, sealed {bytes} not null) {strict})sql"};
constexpr Statement add_paper{"add_paper", R"sql(
    insert into paper (place, sealed) values ($1, $2))sql"};
constexpr Statement find_paper{"find_paper", R"sql(select sealed from paper where place = $1)sql"};

constexpr int papers = 40;

std::string text_of_paper(int place) { return "what person " + std::to_string(place) + " wrote"; }

struct Damage : ::testing::Test {
    testing::TempFolder folder;
    SeededRandom random{5};
    std::filesystem::path whole = folder / "whole.db", damaged = folder / "damaged.db";
    std::vector<RecordKey> keys;
    std::vector<Uuid> rows;

    Damage() {
        const auto sealer = std::make_shared<XChaChaSealer>(random);
        SqliteOptions options;
        options.file = whole;
        SqliteDatabase database(options);
        database.write_now([](Transaction& tx) { tx.run(make_papers); });
        for (int place = 0; place < papers; ++place) {
            keys.emplace_back(OrgId{}, PersonId{Uuid{random.bytes<16>()}}, 1, Key(random.bytes(32)),
                              sealer);
            rows.push_back(Uuid{random.bytes<16>()});
            const auto sealed =
                keys.back().seal({"paper", "sealed", rows.back().view()}, text_of_paper(place));
            database.write_now([&](Transaction& tx) { tx.run(add_paper, place, sealed); });
        }
    }

    /// How many of the papers of the damaged file could not be read; the others must be right.
    int unreadable() {
        std::filesystem::remove(damaged.string() + "-wal");
        std::filesystem::remove(damaged.string() + "-shm");
        SqliteOptions options;
        options.file = damaged;
        std::unique_ptr<SqliteDatabase> database;
        try {
            database = std::make_unique<SqliteDatabase>(options);
        } catch (const std::exception&) {
            return papers;
        }
        int lost = 0;
        for (int place = 0; place < papers; ++place) {
            const auto at = static_cast<std::size_t>(place);
            try {
                const auto sealed = database->read_now(
                    [&](Reader& reader) { return reader.find<Sealed>(find_paper, place); });
                if (!sealed) throw std::runtime_error("not there");
                EXPECT_EQ(keys[at].open({"paper", "sealed", rows[at].view()}, *sealed),
                          text_of_paper(place));
            } catch (const std::exception&) {
                ++lost;
            }
        }
        return lost;
    }

    std::string bytes() const {
        std::ifstream in(whole, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void damage_to(const std::string& bytes) { std::ofstream(damaged, std::ios::binary) << bytes; }
};

TEST_F(Damage, a_flipped_byte_harms_no_other_paper_than_those_it_hit) {
    const auto all = bytes();
    int harmed = 0;
    for (int flip = 0; flip < 200; ++flip) {
        auto flipped = all;
        auto& byte = flipped[random.below(static_cast<std::uint32_t>(all.size()))];
        byte = static_cast<char>(byte ^ (1 << random.below(8)));
        damage_to(flipped);
        harmed += unreadable() > 0;
    }
    EXPECT_GT(harmed, 0) << "no flip ever hit anything; this test proves nothing";
}

TEST_F(Damage, text_that_is_no_text_any_more_is_an_error) {
    testing::StorageWorld world;
    if (world.dialect() == Dialect::Postgres) GTEST_SKIP() << "PostgreSQL takes none";
    constexpr Statement half{"half", R"sql(select cast(x'61ff' as text))sql"};
    EXPECT_THROW(
        world.database->read_now([&](Reader& reader) { return reader.find<std::string>(half); }),
        BadRow);
}

TEST_F(Damage, a_cut_file_is_an_error_and_no_crash) {
    const auto all = bytes();
    for (int cut = 1; cut < 8; ++cut) {
        damage_to(all.substr(0, all.size() * static_cast<std::size_t>(cut) / 8));
        EXPECT_GT(unreadable(), 0);
    }
}

}  // namespace
}  // namespace breather::storage
