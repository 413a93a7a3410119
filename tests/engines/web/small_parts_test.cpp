// The small parts: languages, ranges, the access log, the long pool, dates.
#include <gtest/gtest.h>

#include <future>

#include "base/refusal.h"
#include "engines/web/access_log.h"
#include "engines/web/byte_range.h"
#include "engines/web/language.h"
#include "engines/web/long_pool.h"
#include "engines/web/response_head.h"

namespace breather::web {
namespace {

using namespace std::chrono_literals;

TEST(Languages, the_best_liked_of_ours_wins) {
    EXPECT_EQ(preferred_language(""), Language::en_GB);
    EXPECT_EQ(preferred_language("zh-CN,zh;q=0.9"), Language::zh_Hans);
    EXPECT_EQ(preferred_language("zh-Hant"), Language::zh_Hans);
    EXPECT_EQ(preferred_language("fr-FR, fr, de"), Language::en_GB);
    EXPECT_EQ(preferred_language("en;q=0.5, zh;q=0.6"), Language::zh_Hans);
    EXPECT_EQ(preferred_language("en-US,en;q=0.9,zh;q=0.8"), Language::en_GB);
    EXPECT_EQ(preferred_language("zh;q=0, en;q=0.1"), Language::en_GB);
    EXPECT_EQ(preferred_language("zh;q=x,;;,,=;q"), Language::en_GB);
    EXPECT_EQ(find_language("zh-Hans"), Language::zh_Hans);
    EXPECT_EQ(find_language("zh"), std::nullopt);
}

std::string range(std::string_view header, std::uint64_t size = 10) {
    const auto range = byte_range(header, size);
    if (range.kind == ByteRange::Kind::Whole) return "whole";
    if (range.kind == ByteRange::Kind::Beyond) return "beyond";
    return std::to_string(range.from) + "+" + std::to_string(range.size);
}

TEST(ByteRanges, one_part_or_the_whole) {
    EXPECT_EQ(range(""), "whole");
    EXPECT_EQ(range("bytes=0-"), "0+10");
    EXPECT_EQ(range("bytes=2-4"), "2+3");
    EXPECT_EQ(range("bytes=8-99"), "8+2");
    EXPECT_EQ(range("bytes=-3"), "7+3");
    EXPECT_EQ(range("bytes=-99"), "0+10");
    EXPECT_EQ(range("bytes=9-9"), "9+1");
    EXPECT_EQ(range("bytes=10-"), "beyond");
    EXPECT_EQ(range("bytes=-0"), "beyond");
    EXPECT_EQ(range("bytes=0-", 0), "beyond");
    EXPECT_EQ(range("bytes=99-"), "beyond");
    for (auto odd : {"bytes=", "bytes=-", "bytes=4-2", "bytes=0-1,3-4", "bytes=a-b", "items=0-1",
                     "bytes=0x1-", "bytes=99999999999999999999-", "bytes=+1-2"})
        EXPECT_EQ(range(odd), "whole") << odd;
}

TEST(AccessLogs, a_line_holds_the_hour_and_a_bucket_and_nothing_finer) {
    std::string lines;
    AccessLog log([&](std::string_view more) { lines += more; });
    const Instant at{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 9h + 41min + 7s};
    log.write({Method::Put, "/api/exercises/entries/{entry}", 410, 7ms, at});
    EXPECT_EQ(lines, "") << "lines wait for the flush";
    log.flush();
    EXPECT_EQ(lines,
              "hour=2026-03-02T09Z method=PUT route=/api/exercises/entries/{entry} status=410 "
              "took=<16ms\n");
}

TEST(AccessLogs, the_next_hour_is_told) {
    std::string lines;
    AccessLog log([&](std::string_view more) { lines += more; });
    const Instant first{std::chrono::hours(24)};
    for (const auto later :
         {std::chrono::minutes(0), std::chrono::minutes(59), std::chrono::minutes(60)})
        log.write({Method::Get, "/x", 200, std::chrono::microseconds(1), first + later});
    log.flush();
    const std::string rest = " method=GET route=/x status=200 took=<1ms\n";
    const std::string zero = "hour=1970-01-02T00Z" + rest;
    EXPECT_EQ(lines, zero + zero + "hour=1970-01-02T01Z" + rest);
}

TEST(AccessLogs, what_waits_is_bounded) {
    std::size_t handed = 0;
    AccessLog log([&](std::string_view more) { handed += more.size(); });
    for (int i = 0; i < 1000; ++i) log.write({Method::Get, "/health", 200, 0ms, Instant{}});
    EXPECT_GT(handed, 0u);
}

TEST(AccessLogs, durations_fall_into_buckets) {
    EXPECT_EQ(duration_bucket(0us), "<1ms");
    EXPECT_EQ(duration_bucket(1ms), "<4ms");
    EXPECT_EQ(duration_bucket(63ms), "<64ms");
    EXPECT_EQ(duration_bucket(3999ms), "<4s");
    EXPECT_EQ(duration_bucket(1h), ">=4s");
}

TEST(LongPools, beyond_the_queue_people_are_asked_to_come_back) {
    std::promise<void> go;
    std::promise<void> begun;
    const auto gone = go.get_future().share();
    std::atomic<int> done{0};
    {
        LongPool pool({1, 2, 9s});
        pool.run([&] {
            begun.set_value();
            gone.wait();
            ++done;
        });
        begun.get_future().wait();
        pool.run([&] { ++done; });
        pool.run([&] { throw std::runtime_error("broken work"); });
        try {
            pool.run([&] { done = 100; });
            ADD_FAILURE() << "the queue has no end";
        } catch (const Refusal& refusal) {
            EXPECT_EQ(refusal.status(), 503);
            EXPECT_EQ(refusal.retry_after, 9s);
        }
        go.set_value();
    }
    EXPECT_EQ(done, 2) << "what was accepted is finished, what was refused never runs";
}

TEST(ResponseHeads, dates_are_as_http_writes_them) {
    const Instant at{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 9h + 1min + 7s};
    EXPECT_EQ(http_date(at), "Mon, 02 Mar 2026 09:01:07 GMT");
}

TEST(ResponseHeads, no_value_makes_a_second_header) {
    for (auto value : {"a\r\nSet-Cookie: b=1", "a\nb", "a\rb"}) {
        Response response;
        response.add_header("X-Test", value);
        std::string out;
        EXPECT_THROW(write_head(out, response, {}), std::logic_error);
        EXPECT_EQ(out, "");
    }
}

TEST(Replies, are_given_once) {
    std::vector<int> heard;
    const Reply reply([&](Response response) { heard.push_back(response.status); });
    const Reply copy = reply;
    copy(Response::json("{}", 201));
    reply(Response::json("{}", 500));
    reply.fail(std::make_exception_ptr(Refusal::gone("gone")));
    EXPECT_EQ(heard, std::vector<int>{201});
}

}  // namespace
}  // namespace breather::web
