#include "engines/storage/idempotency.h"

#include <gtest/gtest.h>

#include "base/refusal.h"
#include "engines/storage/instance.h"
#include "support/storage_world.h"

namespace breather::storage {
namespace {

using testing::StorageWorld;

struct Idempotency : ::testing::Test {
    StorageWorld world;
    IdempotencyMark mark{world.new_id<OrgId>(), world.new_id<PersonId>(),
                         Uuid{world.random.bytes<16>()}, Bytes{1, 2, 3}, world.clock.now()};
    Attempt check(const IdempotencyMark& with) {
        return world.database->write_now(
            [&](Transaction& tx) { return check_idempotency(tx, with); });
    }
};

TEST_F(Idempotency, the_second_time_is_a_replay) {
    EXPECT_EQ(check(mark), Attempt::Fresh);
    EXPECT_EQ(check(mark), Attempt::Replay);
}

TEST_F(Idempotency, the_same_key_with_another_body_is_refused) {
    check(mark);
    auto other = mark;
    other.body_hash = {9};
    try {
        check(other);
        FAIL();
    } catch (const Refusal& refusal) {
        EXPECT_EQ(refusal.status(), 422);
        EXPECT_EQ(refusal.key, "idempotency.other_body");
    }
}

TEST_F(Idempotency, another_person_may_use_the_same_key) {
    check(mark);
    auto other = mark;
    other.person = world.new_id<PersonId>();
    EXPECT_EQ(check(other), Attempt::Fresh);
    other.org = world.new_id<OrgId>();
    EXPECT_EQ(check(other), Attempt::Fresh);
}

TEST_F(Idempotency, a_refused_write_leaves_no_mark) {
    EXPECT_THROW(world.database->write_now([&](Transaction& tx) {
        check_idempotency(tx, mark);
        throw Refusal::conflict("test");
    }),
                 Refusal);
    EXPECT_EQ(check(mark), Attempt::Fresh);
}

TEST_F(Idempotency, marks_are_swept_after_thirty_days_and_not_before) {
    check(mark);
    const auto sweep = [&] {
        return world.database->write_now(
            [&](Transaction& tx) { return sweep_idempotency(tx, world.clock.now()); });
    };
    world.clock.advance(idempotency_kept);
    EXPECT_EQ(sweep(), 0);
    world.clock.advance(std::chrono::milliseconds{1});
    EXPECT_EQ(sweep(), 1);
    EXPECT_EQ(check(mark), Attempt::Fresh);
}

TEST_F(Idempotency, erasing_a_person_takes_their_marks_and_nobody_elses) {
    auto other = mark;
    other.person = world.new_id<PersonId>();
    check(mark);
    check(other);
    world.database->write_now(
        [&](Transaction& tx) { erase_idempotency(tx, mark.org, mark.person); });
    EXPECT_EQ(check(mark), Attempt::Fresh);
    EXPECT_EQ(check(other), Attempt::Replay);
}

TEST_F(Idempotency, an_installation_keeps_its_id) {
    const auto id = instance_id(*world.database, world.clock, world.random);
    EXPECT_EQ(instance_id(*world.database, world.clock, world.random), id);
}

}  // namespace
}  // namespace breather::storage
