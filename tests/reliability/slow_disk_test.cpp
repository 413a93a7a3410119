// R7: the disk hangs. Whoever writes waits, or is asked to come back; whoever
// reads notices nothing.
#include <gtest/gtest.h>

#include <future>
#include <iostream>
#include <thread>

#include "reliability/asking.h"
#include "support/faulty_databases.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;

struct SlowDisk : ::testing::Test {
    void SetUp() override {
        if (on_postgres()) GTEST_SKIP() << "the disk that hangs is the one below SQLite";
    }
};

bool is_answered(const std::future<HttpAnswer>& one) {
    return one.wait_for(0s) == std::future_status::ready;
}

TEST_F(SlowDisk, while_writes_hang_reads_are_answered) {
    Stage stage;
    Ground ground(stage);
    const auto ada = ground.join().browser;
    for (const auto* path : reads) look(stage, ada, path);
    const auto before = read_on(stage, ada);
    stage.world.disk.hold(true);
    auto written = std::async(std::launch::async, [&] { return write(stage, ada, "night"); });
    while (stage.world.disk.held() == 0) std::this_thread::yield();
    const auto during = read_on(stage, ada);
    EXPECT_EQ(during.answered, reads_count) << "while the write hung";
    EXPECT_EQ(stage.world.disk.held(), 1) << "it hung all the while";
    EXPECT_FALSE(is_answered(written)) << "nobody is told yes before the disk has it";
    EXPECT_EQ(look(stage, ada, "/api/accounts/me").body.find("night"), std::string::npos);
    stage.world.disk.hold(false);
    EXPECT_EQ(written.get().status, 200);
    EXPECT_NE(look(stage, ada, "/api/accounts/me").body.find("night"), std::string::npos);
    const auto after = read_on(stage, ada);
    EXPECT_EQ(before.answered + after.answered, 2 * reads_count);
    std::cout << "p99 of reads: " << before.p99.count() << " us before, " << during.p99.count()
              << " us while the disk hung, " << after.p99.count() << " us after\n";
}

TEST_F(SlowDisk, a_hundred_at_once_are_read_to_while_writes_hang_and_the_staff_too) {
    Stage stage;
    Ground ground(stage);
    const auto ada = ground.join().browser;
    const Member desk = member(stage, staff::Role::Administrator);
    stage.world.disk.hold(true);
    auto written = std::async(std::launch::async, [&] { return write(stage, ada, "night"); });
    while (stage.world.disk.held() == 0) std::this_thread::yield();
    std::vector<std::future<HttpAnswer>> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(std::async(std::launch::async, [&, i] {
            return i % 10 == 0 ? look(stage, desk.browser, "/api/staff/people")
                               : look(stage, ada, reads[i % 4]);
        }));
    // No stopwatch: were one of them to wait for the write, it would never be told 200.
    int answered = 0;
    for (auto& one : all) answered += one.get().status == 200;
    EXPECT_EQ(answered, 100);
    EXPECT_EQ(stage.world.disk.held(), 1);
    EXPECT_FALSE(is_answered(written));
    stage.world.disk.hold(false);
    EXPECT_EQ(written.get().status, 200);
}

TEST_F(SlowDisk, more_writes_than_may_wait_are_asked_to_come_back) {
    Stage stage;
    Ground ground(stage);
    const auto ada = ground.join().browser;
    stage.world.disk.hold(true);
    std::vector<std::future<HttpAnswer>> all;
    for (int i = 0; i < 90; ++i)
        all.push_back(std::async(std::launch::async, [&] { return write(stage, ada, "night"); }));
    // Two work, sixty-four wait, the rest is told at once, while nothing moves.
    std::vector<HttpAnswer> told;
    while (told.size() < 24)
        for (auto one = all.begin(); one != all.end();) {
            if (one->wait_for(1ms) == std::future_status::ready) {
                told.push_back(one->get());
                one = all.erase(one);
            } else {
                ++one;
            }
        }
    EXPECT_EQ(look(stage, ada, "/api/accounts/me").status, 200);
    for (const auto& answer : told) {
        EXPECT_EQ(answer.status, 503) << answer.body;
        EXPECT_TRUE(std::any_of(answer.headers.begin(), answer.headers.end(),
                                [](const auto& each) { return each.first == "retry-after"; }));
    }
    stage.world.disk.hold(false);
    for (auto& one : all) {
        const auto status = one.get().status;
        EXPECT_TRUE(status == 200 || status == 409) << status;  // ninety windows of one person
    }
}

TEST_F(SlowDisk, with_one_queue_for_all_a_read_waits) {
    Stage stage([](std::unique_ptr<storage::Database> inner) {
        return std::make_unique<OneQueue>(std::move(inner));
    });
    Ground ground(stage);
    const auto ada = ground.join().browser;
    stage.world.disk.hold(true);
    auto written = std::async(std::launch::async, [&] { return write(stage, ada, "night"); });
    while (stage.world.disk.held() == 0) std::this_thread::yield();
    auto seen =
        std::async(std::launch::async, [&] { return look(stage, ada, "/api/accounts/me").status; });
    EXPECT_EQ(seen.wait_for(200ms), std::future_status::timeout)
        << "this test would not notice reads that wait for writes";
    stage.world.disk.hold(false);
    EXPECT_EQ(seen.get(), 200);
    EXPECT_EQ(written.get().status, 200);
}

}  // namespace
}  // namespace breather::testing
