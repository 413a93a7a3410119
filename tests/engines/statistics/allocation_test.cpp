#include "engines/statistics/allocation.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace breather::statistics {
namespace {

TEST(Blocks, each_block_holds_every_arm_by_its_ratio) {
    SeededRandom random{4};
    Blocks blocks({2, 1, 1}, {8});
    for (int block = 0; block < 50; ++block) {
        const auto arms = blocks.list(8, random);
        EXPECT_EQ(std::count(arms.begin(), arms.end(), 0), 4);
        EXPECT_EQ(std::count(arms.begin(), arms.end(), 1), 2);
    }
}

TEST(Blocks, a_seed_gives_its_list_again_and_another_seed_another) {
    SeededRandom one{4}, same{4}, other{5};
    Blocks a({1, 1}, {4, 6}), b({1, 1}, {4, 6}), c({1, 1}, {4, 6});
    const auto list = a.list(60, one);
    EXPECT_EQ(list, b.list(60, same));
    EXPECT_NE(list, c.list(60, other));
}

TEST(Blocks, all_orders_of_a_block_come_equally_often) {
    SeededRandom random{6};
    Blocks blocks({1, 1}, {4});
    std::map<std::vector<int>, int> seen;
    for (int block = 0; block < 6000; ++block) ++seen[blocks.list(4, random)];
    ASSERT_EQ(seen.size(), 6u);
    for (const auto& [order, times] : seen) EXPECT_NEAR(times, 1000, 120);  // 4 SD
}

TEST(Blocks, refuse_sizes_that_do_not_hold_the_ratios) {
    EXPECT_THROW(Blocks({1, 1}, {3}), std::invalid_argument);
    EXPECT_THROW(Blocks({1}, {4}), std::invalid_argument);
    EXPECT_THROW(Blocks({1, 1}, {}), std::invalid_argument);
}

TEST(StratifiedBlocks, every_stratum_is_balanced_by_itself) {
    SeededRandom random{7};
    StratifiedBlocks blocks({1, 1}, {4});
    std::map<int, std::vector<int>> arms;
    for (int person = 0; person < 80; ++person) {
        const int site = person % 5;
        arms[site].push_back(blocks.next(std::vector<int>{site, 0}, random));
    }
    for (const auto& [site, own] : arms) EXPECT_EQ(std::count(own.begin(), own.end(), 0), 8);
}

TEST(Minimisation, keeps_every_level_of_every_factor_balanced) {
    SeededRandom random{8};
    Minimisation minimisation({1, 1}, 3, 0.8);
    std::map<std::pair<int, int>, int> excess;  // of arm 0, per factor and level
    for (int person = 0; person < 400; ++person) {
        const std::vector<int> levels{static_cast<int>(random.below(2)),
                                      static_cast<int>(random.below(3)),
                                      static_cast<int>(random.below(4))};
        const int arm = minimisation.next(levels, random);
        for (int factor = 0; factor < 3; ++factor)
            excess[{factor, levels[static_cast<std::size_t>(factor)]}] += arm == 0 ? 1 : -1;
    }
    for (const auto& [where, own] : excess) EXPECT_LE(std::abs(own), 8);
}

TEST(Minimisation, without_chance_always_takes_the_arm_that_is_behind) {
    SeededRandom random{9};
    Minimisation minimisation({1, 1}, 1, 1.0);
    minimisation.count(std::vector<int>{0}, 1);
    EXPECT_EQ(minimisation.next(std::vector<int>{0}, random), 0);
}

TEST(Minimisation, the_best_arm_comes_as_often_as_its_probability) {
    SeededRandom random{10};
    int best = 0;
    for (int time = 0; time < 5000; ++time) {
        Minimisation minimisation({1, 1}, 1, 0.7);
        minimisation.count(std::vector<int>{0}, 1);
        best += minimisation.next(std::vector<int>{0}, random) == 0;
    }
    EXPECT_NEAR(best, 3500, 130);  // 4 SD
}

TEST(Minimisation, refuses_what_it_cannot_do) {
    EXPECT_THROW(Minimisation({1, 1}, 2, 0.3), std::invalid_argument);
    EXPECT_THROW(Minimisation({1, 1}, 2, 0.8, {1}), std::invalid_argument);
    SeededRandom random{1};
    Minimisation two({1, 1}, 2, 0.8);
    EXPECT_THROW(two.next(std::vector<int>{0}, random), std::invalid_argument);
}

}  // namespace
}  // namespace breather::statistics
