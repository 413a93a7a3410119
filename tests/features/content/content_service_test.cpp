#include "features/content/content_service.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/refusal.h"
#include "features/content/pack_reader.h"
#include "features/content/statistics.h"
#include "support/storage_world.h"

namespace breather::content {
namespace {

namespace fs = std::filesystem;

class Content : public ::testing::Test {
  protected:
    Content() {
        fs::copy(fs::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs/small", pack(),
                 fs::copy_options::recursive);
    }

    fs::path pack() const { return world.folder / "pack"; }
    Delivery delivery() const {
        return make_delivery(read_pack(pack(), std::chrono::sys_days{}).pack);
    }
    void say_something_else() {
        std::ofstream(pack() / "en-GB/c1-begin/look.short.md", std::ios::app) << "\nAnd again.\n";
    }
    std::string step(const std::string& hash) {
        return world.database->read_now([&](storage::Reader& reader) {
            return *service.get_step(reader, hash, "c1-begin", "look", Language::en_GB);
        });
    }

    testing::StorageWorld world;
    ContentService service{*world.database, world.clock, world.folder / "media", world.hints()};
};

TEST_F(Content, importing_the_same_again_adds_nothing) {
    const Imported first = service.import(delivery());
    EXPECT_TRUE(first.is_new);
    const Imported second = service.import(delivery());
    EXPECT_FALSE(second.is_new);
    EXPECT_EQ(first.hash, second.hash);
    EXPECT_EQ(service.list().size(), 1u);
}

TEST_F(Content, an_earlier_version_is_still_read_after_a_newer_one) {
    const Imported first = service.import(delivery());
    const std::string before = step(first.hash);
    say_something_else();
    const Imported second = service.import(delivery());
    EXPECT_NE(first.hash, second.hash);
    EXPECT_EQ(step(first.hash), before);
    EXPECT_NE(step(second.hash), before);
    EXPECT_EQ(service.shelf()->find_edition("small", Language::en_GB)->outline.hash, second.hash);
}

TEST_F(Content, whoever_reads_from_the_old_shelf_keeps_it) {
    service.import(delivery());
    const auto held = service.shelf();
    const auto* edition = held->find_edition("small", Language::en_GB);
    say_something_else();
    service.import(delivery());
    EXPECT_NE(service.shelf(), held);
    EXPECT_EQ(edition->outline.title, "Small pack");
}

TEST_F(Content, it_is_there_again_after_a_restart) {
    const Imported imported = service.import(delivery());
    ContentService again(*world.database, world.clock, world.folder / "media", world.hints());
    again.open();
    EXPECT_EQ(*again.get_outline("small", Language::zh_Hans),
              *service.get_outline("small", Language::zh_Hans));
    EXPECT_NE(again.shelf()->find_step(imported.hash, "c1-begin", "look", Language::en_GB),
              nullptr);
}

TEST_F(Content, a_sound_that_is_gone_stops_the_start_with_its_name) {
    const Imported imported = service.import(delivery());
    fs::remove_all(world.folder / "media");
    ContentService again(*world.database, world.clock, world.folder / "media", world.hints());
    if (world.database->is_shared()) {
        // Other servers lack it too until they fetch it.
        again.open();
        EXPECT_TRUE(
            fs::exists(world.folder / "media" / (delivery().media.begin()->first + ".mp3")));
        world.database->write_now([](storage::Transaction& tx) {
            tx.run_script("update content_sound set bytes = 'other'");
        });
        fs::remove_all(world.folder / "media");
    }
    try {
        again.open();
        FAIL() << "it opened without its sound";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find(delivery().media.begin()->first),
                  std::string::npos);
    }
}

TEST_F(Content, what_is_not_there_is_refused) {
    const Imported imported = service.import(delivery());
    EXPECT_THROW(step("0000"), Refusal);
    EXPECT_THROW(service.get_outline("none", Language::en_GB), Refusal);
    EXPECT_THROW(service.get_library("none", Language::en_GB), Refusal);
    EXPECT_NO_THROW(service.get_library("", Language::en_GB));
    world.database->read_now([&](storage::Reader& reader) {
        EXPECT_TRUE(service.has_step(reader, imported.hash, "c1-begin", "look"));
        EXPECT_FALSE(service.has_step(reader, imported.hash, "c1-begin", "nowhere"));
        EXPECT_FALSE(service.has_step(reader, "0000", "c1-begin", "look"));
    });
}

TEST_F(Content, figures_count_every_step_short_version_and_item) {
    const Imported imported = service.import(delivery());
    const auto figures = count_figures(service.list_items(imported.hash));
    EXPECT_EQ(figures.size(), 2u * (3 + 3 + 3));
    std::size_t words = 0;
    for (const ItemFigures& one : figures) {
        EXPECT_GT(one.minutes, 0) << one.id;
        EXPECT_FALSE(one.signed_off) << one.id;
        words += one.reading.words;
    }
    EXPECT_GT(words, 50u);
}

}  // namespace
}  // namespace breather::content
