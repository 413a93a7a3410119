// R2 and R4 through the whole house: whichever write or sync fails, and wherever the power goes,
// what was acknowledged is there afterwards and nothing is there by half.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "app/exit.h"
#include "reliability/small_house.h"
#include "support/faulty_databases.h"
#include "support/postgres_cluster.h"
#include "support/temp_folder.h"

namespace breather::testing {
namespace {

namespace fs = std::filesystem;

constexpr int as_a_stop = 64;  // added to the number of a Stop, to tell it from others

int seeds(int usual) {
    const char* asked = std::getenv("BREATHER_SEEDS");
    return asked ? std::atoi(asked) : usual;
}

/// Opens the house, lives the morning, closes it; `before` has the disk's ear.
Ended morning_on(const fs::path& folder, const Morning& morning, const HouseWith& with,
                 const std::function<void(FaultVfs&)>& before,
                 const std::function<void(FaultVfs&, const Child&)>& after = {}) {
    return in_child([&](const Child& child) {
        FaultVfs vfs;
        before(vfs);
        auto faulty = with;
        faulty.vfs = vfs.name();
        try {
            SmallHouse house(folder, faulty);
            morning.live(house, child);
        } catch (const Stop& stop) {
            return as_a_stop + static_cast<int>(stop.code);
        }
        if (after) after(vfs, child);
        return 0;
    });
}

/// Opens what is left on a good disk: the harm, one line each.
std::vector<std::string> harm_on(const fs::path& folder, const Morning& morning,
                                 const Ended& told) {
    const auto looked = in_child([&](const Child& child) {
        SmallHouse house(folder);
        for (const auto& harm : morning.harm(house, told)) child.say(harm);
        return 0;
    });
    auto harms = looked.said;
    if (looked.code != 0) harms.push_back("the house does not open any more");
    return harms;
}

struct FailingDisk : ::testing::Test {
    Morning morning;
    TempFolder before;
    int calls = 0;  // writes, syncs and truncations of a whole morning

    void SetUp() override {
        if (on_postgres()) GTEST_SKIP() << "the disk that fails is the one below SQLite";
        morning.prepare(before.path());
        const TempFolder folder;
        copy_house(before.path(), folder.path());
        const auto told = morning_on(
            folder.path(), morning, {}, [](FaultVfs&) {},
            [](FaultVfs& vfs, const Child& child) { child.say(std::to_string(vfs.calls())); });
        ASSERT_EQ(told.code, 0);
        ASSERT_EQ(told.said.size(), 5u) << "an untroubled morning";
        calls = std::stoi(told.said.back());
        ASSERT_EQ(harm_on(folder.path(), morning, told), std::vector<std::string>{});
    }

    struct Sum {
        int harmed = 0, synced = 0, stopped = 0, went_on = 0;
        std::vector<std::string> harms;
    };
    enum class Until { TheEnd, FirstHarm };
    Sum every_call_fails(const HouseWith& with, Until until) {
        Sum sum;
        for (int k = 1; k <= calls && (until == Until::TheEnd || sum.harmed == 0); ++k) {
            const TempFolder folder;
            copy_house(before.path(), folder.path());
            const auto told =
                morning_on(folder.path(), morning, with, [k](FaultVfs& vfs) { vfs.fail_call(k); });
            EXPECT_EQ(told.signal, 0) << "call " << k;
            EXPECT_TRUE(told.code == 0 || told.code == 74 || told.code > as_a_stop)
                << "call " << k << " ended with " << told.code;
            (told.code == 0 ? sum.went_on : told.code == 74 ? sum.synced : sum.stopped) += 1;
            const auto harms = harm_on(folder.path(), morning, told);
            sum.harmed += !harms.empty();
            for (const auto& harm : harms)
                sum.harms.push_back("call " + std::to_string(k) + ": " + harm);
        }
        return sum;
    }

    enum class Disk { Honest, Lies };
    std::vector<std::string> cuts(int count, Disk disk) {
        std::vector<std::string> harms;
        for (int seed = 0; seed < count; ++seed) {
            SeededRandom random(static_cast<std::uint64_t>(seed));
            const TempFolder folder, left;
            copy_house(before.path(), folder.path());
            copy_house(before.path(), left.path());
            const int k = 1 + static_cast<int>(random.below(static_cast<std::uint32_t>(calls)));
            const auto told = morning_on(folder.path(), morning, {}, [&](FaultVfs& vfs) {
                vfs.watch_power();
                if (disk == Disk::Lies) vfs.lie_about_syncs();
                vfs.cut_power_at(k, left.path(), random);
            });
            EXPECT_EQ(told.code, FaultVfs::power_gone) << "seed " << seed;
            for (const auto& harm : harm_on(left.path(), morning, told))
                harms.push_back("seed " + std::to_string(seed) + ": " + harm);
        }
        return harms;
    }
};

TEST_F(FailingDisk, whichever_write_or_sync_fails_nothing_is_lost_or_halved) {
    const auto sum = every_call_fails({}, Until::TheEnd);
    EXPECT_EQ(sum.harms, std::vector<std::string>{});
    EXPECT_GT(sum.synced, 3) << "no fsync was among them";
    EXPECT_GT(sum.went_on, 3) << "no write was among them";
    std::cout << calls << " calls: " << sum.synced << " ended with 74, " << sum.stopped
              << " did not start, " << sum.went_on << " answered and went on\n";
}

TEST_F(FailingDisk, answered_before_the_commit_the_same_failures_lose) {
    HouseWith with;
    with.around = [](std::unique_ptr<storage::Database> inner) {
        return std::make_unique<AnswersTooSoon>(std::move(inner), std::chrono::milliseconds{0});
    };
    EXPECT_GT(every_call_fails(with, Until::FirstHarm).harmed, 0);
}

TEST_F(FailingDisk, written_piece_by_piece_the_same_failures_halve) {
    HouseWith with;
    with.around = [](std::unique_ptr<storage::Database> inner) {
        return std::make_unique<PieceByPiece>(std::move(inner));
    };
    EXPECT_GT(every_call_fails(with, Until::FirstHarm).harmed, 0);
}

TEST_F(FailingDisk, wherever_the_power_goes_what_was_acknowledged_is_there) {
    EXPECT_EQ(cuts(seeds(60), Disk::Honest), std::vector<std::string>{});
}

TEST_F(FailingDisk, with_a_disk_that_lies_the_same_cuts_lose) {
    EXPECT_FALSE(cuts(20, Disk::Lies).empty());
}

}  // namespace
}  // namespace breather::testing
