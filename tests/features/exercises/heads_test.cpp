#include "features/exercises/heads.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

namespace breather::exercises {
namespace {

Version version(int number) {
    Version out{};
    out[0] = static_cast<std::uint8_t>(number >> 8);
    out[15] = static_cast<std::uint8_t>(number);
    return out;
}

TEST(Heads, two_writers_who_did_not_see_each_other_are_both_kept) {
    const auto first = merge({}, version(1), {});
    const auto left = merge(first.after, version(2), {version(1)});
    const auto right = merge(left.after, version(3), {version(1)});
    EXPECT_EQ(right.after.live, (std::vector{version(2), version(3)}));
    EXPECT_TRUE(right.leaves.empty()) << "what was replaced already cannot leave twice";
}

TEST(Heads, the_person_picks_by_writing_over_both) {
    const Heads both{.live = {version(2), version(3)}, .replaced = {}};
    const auto picked = merge(both, version(4), {version(2), version(3)});
    EXPECT_EQ(picked.after.live, std::vector{version(4)});
    EXPECT_EQ(picked.leaves.size(), 2u);
}

TEST(Heads, a_retry_changes_nothing) {
    const auto once = merge({.live = {version(1)}, .replaced = {}}, version(2), {version(1)});
    const auto twice = merge(once.after, version(2), {version(1)});
    EXPECT_EQ(twice.after, once.after);
    EXPECT_FALSE(twice.arrives);
    EXPECT_TRUE(twice.leaves.empty());
}

TEST(Heads, a_late_retry_brings_nothing_back_that_was_written_over) {
    auto heads = merge({}, version(1), {}).after;
    heads = merge(heads, version(2), {version(1)}).after;
    const auto late = merge(heads, version(1), {});
    EXPECT_FALSE(late.arrives);
    EXPECT_EQ(late.after.live, std::vector{version(2)});
}

TEST(Heads, a_version_written_over_before_it_arrives_does_not_show_as_a_conflict) {
    auto heads = merge({}, version(2), {version(1)}).after;
    heads = merge(heads, version(1), {}).after;
    EXPECT_EQ(heads.live, std::vector{version(2)});
}

TEST(Heads, a_write_cannot_replace_itself_away) {
    const auto step = merge({}, version(1), {version(1)});
    EXPECT_TRUE(step.arrives);
    EXPECT_EQ(step.after.live, std::vector{version(1)});
}

TEST(Heads, the_memory_of_what_was_replaced_stays_small) {
    Heads heads;
    for (int i = 0; i < 1'000; ++i) {
        heads =
            merge(heads, version(i), i == 0 ? std::vector<Version>{} : std::vector{version(i - 1)})
                .after;
    }
    EXPECT_EQ(heads.live, std::vector{version(999)});
    EXPECT_EQ(heads.replaced.size(), replaced_max);
}

struct Write {
    Version made;
    std::vector<Version> replaces;
};

TEST(Heads, no_order_of_writers_and_retries_loses_what_nobody_replaced) {
    rc::check([] {
        // A few screens: each writes a new version over what it last saw, or looks again; every
        // write is sent at least once, perhaps more, and arrives in any order.
        const auto screens = *rc::gen::inRange(1, 5);
        const auto acts = *rc::gen::container<std::vector<std::tuple<int, bool>>>(
            rc::gen::tuple(rc::gen::inRange(0, screens), rc::gen::arbitrary<bool>()));
        std::vector<std::vector<Version>> seen(static_cast<std::size_t>(screens));
        std::vector<Write> writes;
        Heads server;
        for (const auto& [screen, looks] : acts) {
            auto& on_screen = seen[static_cast<std::size_t>(screen)];
            if (looks) {
                on_screen = server.live;
            } else if (writes.size() < 60) {
                const Write write{version(static_cast<int>(writes.size()) + 1), on_screen};
                on_screen = {write.made};
                writes.push_back(write);
                server = merge(server, write.made, write.replaces).after;
            }
        }
        std::set<Version> replaced, expected;
        for (const auto& write : writes)
            replaced.insert(write.replaces.begin(), write.replaces.end());
        for (const auto& write : writes) {
            if (!replaced.contains(write.made)) expected.insert(write.made);
        }

        auto sent = writes;
        const auto again = *rc::gen::container<std::vector<std::size_t>>(
            rc::gen::inRange<std::size_t>(0, std::max<std::size_t>(writes.size(), 1)));
        for (const auto which : again) {
            if (which < writes.size()) sent.push_back(writes[which]);
        }
        const auto order = *rc::gen::container<std::vector<std::size_t>>(
            sent.size(), rc::gen::arbitrary<std::size_t>());
        for (std::size_t i = 0; i < sent.size(); ++i)
            std::swap(sent[i], sent[order[i] % sent.size()]);

        Heads heads;
        for (const auto& write : sent) {
            const auto before = heads;
            const auto step = merge(before, write.made, write.replaces);
            for (const auto& gone : step.leaves) {
                RC_ASSERT(std::find(write.replaces.begin(), write.replaces.end(), gone) !=
                          write.replaces.end());
            }
            heads = step.after;
        }
        RC_ASSERT((std::set<Version>(heads.live.begin(), heads.live.end()) == expected));
    });
}

}  // namespace
}  // namespace breather::exercises
