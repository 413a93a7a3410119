#include "engines/ledger/ledger.h"

#include <gtest/gtest.h>

#include "support/storage_world.h"

namespace breather::ledger {
namespace {

struct Chained : testing::StorageWorld {
    Ledger ledger{instance};

    void add(const std::string& deed, const std::string& about = "") {
        database->write_now([&](storage::Transaction& tx) {
            ledger.append(tx, {clock.now(), Uuid{}, deed, about});
        });
        clock.advance(std::chrono::minutes(1));
    }
    Chain verify() {
        return database->read_now([&](storage::Reader& reader) { return ledger.verify(reader); });
    }
    void tamper(const std::string& sql) {
        database->write_now([&](storage::Transaction& tx) { tx.run_script(sql); });
    }
    Chained() {
        for (const char* deed : {"staff.invited", "staff.enrolled", "code.made", "code.closed"})
            add(deed, "about " + std::string(deed));
    }
};

TEST(Ledger, an_untouched_chain_verifies_and_ends_in_its_head) {
    Chained world;
    const auto chain = world.verify();
    EXPECT_TRUE(chain.whole);
    EXPECT_EQ(chain.length, 4);
    EXPECT_EQ(chain.head, world.database->read_now(Ledger::head));
    const auto rows = world.database->read_now(
        [](storage::Reader& reader) { return Ledger::list(reader, std::nullopt, 2); });
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].deed, "code.closed");
    EXPECT_EQ(rows[1].number, 3);
}

TEST(Ledger, an_empty_one_is_whole) {
    testing::StorageWorld world;
    const auto chain = world.database->read_now(
        [&](storage::Reader& reader) { return Ledger(world.instance).verify(reader); });
    EXPECT_TRUE(chain.whole);
    EXPECT_TRUE(chain.head.empty());
}

TEST(Ledger, any_edit_is_found_where_it_was_made) {
    const std::pair<const char*, int> edits[] = {
        {"update ledger set deed = 'staff.looked' where number = 2", 2},
        {"update ledger set about = '' where number = 3", 3},
        {"update ledger set at = at + 1 where number = 1", 1},
        {"update ledger set sealed = hash where number = 4", 4},
        {"delete from ledger where number = 2", 2},
        {"delete from ledger where number = 1", 1},
        {"delete from ledger where number = 4", 4},
        {"delete from ledger", 1}};
    for (const auto& [sql, where] : edits) {
        Chained world;
        world.tamper(sql);
        const auto chain = world.verify();
        EXPECT_FALSE(chain.whole) << sql;
        EXPECT_EQ(chain.broken_at, where) << sql;
    }
}

TEST(Ledger, rows_that_change_places_are_found) {
    Chained world;
    world.tamper(
        "update ledger set number = 9 where number = 2; update ledger set number = 2 where number "
        "= 3; update ledger set number = 3 where number = 9;");
    EXPECT_EQ(world.verify().broken_at, 2);
}

TEST(Ledger, a_chain_cut_short_is_found_even_when_its_head_row_was_set_back) {
    Chained world;
    const auto true_head = world.database->read_now(Ledger::head);
    world.tamper(
        "delete from ledger where number = 4; update ledger_head set number = 3, hash = (select "
        "hash from ledger where number = 3);");
    EXPECT_TRUE(world.verify().whole) << "a consistent older chain, as in an older backup";
    EXPECT_NE(world.database->read_now(Ledger::head), true_head)
        << "but not the head that a manifest holds";
}

TEST(Ledger, who_lacks_the_instance_key_cannot_write_a_chain) {
    Chained world;
    const Ledger forger{storage::InstanceKey(Key(world.random.bytes(32)))};
    world.tamper("delete from ledger; delete from ledger_head;");
    world.database->write_now([&](storage::Transaction& tx) {
        forger.append(tx, {world.clock.now(), Uuid{}, "staff.invited", ""});
    });
    EXPECT_EQ(world.verify().broken_at, 1);
}

TEST(Ledger, an_entry_is_there_exactly_when_its_write_is) {
    Chained world;
    EXPECT_THROW(world.database->write_now([&](storage::Transaction& tx) {
        world.ledger.append(tx, {world.clock.now(), Uuid{}, "code.made", ""});
        throw std::runtime_error("the write failed");
    }),
                 std::runtime_error);
    EXPECT_EQ(world.verify().length, 4);
    EXPECT_TRUE(world.verify().whole);
}

}  // namespace
}  // namespace breather::ledger
