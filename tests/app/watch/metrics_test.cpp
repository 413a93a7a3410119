// The figures: what they say, to whom, and that their names are the documented ones.
#include "app/watch/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <thread>

#include "app/exit.h"
#include "app/watch/heartbeat_store.h"
#include "app/watch/listener.h"
#include "engines/web/server.h"
#include "support/http.h"
#include "support/temp_folder.h"
#include "support/world.h"

namespace breather::watch {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::set<std::string> names_in(const std::string& text) {
    std::set<std::string> names;
    const std::regex type(R"re(# TYPE (\w+) )re");
    for (std::sregex_iterator match(text.begin(), text.end(), type), end; match != end; ++match)
        names.insert((*match)[1].str());
    return names;
}

std::set<std::string> names_in_docs() {
    std::ifstream in(BREATHER_SOURCE_DIR "/docs/metrics.md");
    std::set<std::string> names;
    const std::regex row(R"re(^\| `(\w+)` \|)re");
    for (std::string line; std::getline(in, line);)
        if (std::smatch match; std::regex_search(line, match, row)) names.insert(match[1].str());
    return names;
}

struct Figures {
    testing::TempFolder temp;
    FakeClock clock;
    web::Traffic traffic;
    storage::WriteFigures writes;
    MetricSources all() {
        MetricSources sources;
        sources.traffic = &traffic;
        sources.writes = &writes;
        sources.connections = [] { return std::size_t{7}; };
        sources.beat_age = [] { return 12s; };
        sources.jobs = [] { return JobFigures{.late = 90s, .failed = 2}; };
        sources.backup_age = sources.rehearsal_age = [] { return std::optional(3600s); };
        sources.folder = temp.path();
        sources.database = temp / "breather.db";
        std::ofstream(sources.database) << "some bytes";
        sources.version = "1.2.3";
        traffic.count(web::Traffic::Work::Write, 200, 5ms);
        return sources;
    }
};

TEST(Metrics, are_the_documented_ones) {
    Figures figures;
    const auto listed = Metrics::list_names();
    const std::set<std::string> names(listed.begin(), listed.end());
    EXPECT_EQ(names_in_docs(), names) << "docs/metrics.md has a row for each, and no other";
    EXPECT_EQ(names_in(Metrics(figures.all(), figures.clock).text()), names);
}

TEST(Metrics, that_nobody_knows_are_left_out) {
    Figures figures;
    MetricSources sources = figures.all();
    sources.backup_age = [] { return std::optional<std::chrono::seconds>(); };
    sources.jobs = {};
    std::filesystem::remove(sources.database);
    const auto names = names_in(Metrics(sources, figures.clock).text());
    EXPECT_FALSE(names.contains("breather_backup_age_seconds"));
    EXPECT_FALSE(names.contains("breather_jobs_failed"));
    EXPECT_FALSE(names.contains("breather_database_bytes"));
    EXPECT_TRUE(names.contains("breather_rehearsal_age_seconds"));
}

TEST(Metrics, count_what_was_asked_and_written) {
    Figures figures;
    const MetricSources sources = figures.all();
    figures.traffic.count(web::Traffic::Work::Read, 429, 70s);
    figures.traffic.count(web::Traffic::Work::Read, 418, 0ms);
    figures.traffic.count_turned_away();
    figures.writes.batch.add(3);
    figures.writes.commit_microseconds.add(4'500);
    const std::string text = Metrics(sources, figures.clock).text();
    for (const char* line :
         {"breather_requests_total{work=\"write\",status=\"200\"} 1",
          "breather_requests_total{work=\"read\",status=\"429\"} 1",
          "breather_requests_total{work=\"read\",status=\"0\"} 1",
          "breather_request_seconds_bucket{work=\"write\",le=\"0.004\"} 0",
          "breather_request_seconds_bucket{work=\"write\",le=\"0.016\"} 1",
          "breather_request_seconds_bucket{work=\"read\",le=\"60\"} 1",
          "breather_request_seconds_bucket{work=\"read\",le=\"+Inf\"} 2",
          "breather_refused_total{limit=\"often\"} 1", "breather_refused_total{limit=\"lines\"} 1",
          "breather_refused_total{limit=\"slow\"} 0", "breather_connections 7",
          "breather_commit_writes_sum 3", "breather_commit_seconds_bucket{le=\"0.016\"} 1",
          "breather_jobs_late_seconds 90", "breather_heartbeat_age_seconds 12",
          "breather_build_info{version=\"1.2.3\"} 1"})
        EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
}

TEST(Token, is_the_first_line_and_long_enough) {
    const testing::TempFolder temp;
    EXPECT_THROW(read_token(temp / "none"), std::runtime_error);
    std::ofstream(temp / "short") << "tooshort\n";
    EXPECT_THROW(read_token(temp / "short"), std::runtime_error);
    std::ofstream(temp / "token") << "0123456789abcdef\r\nmore\n";
    EXPECT_EQ(read_token(temp / "token"), "0123456789abcdef");
}

TEST(Token, is_said_whole_and_with_its_scheme) {
    EXPECT_TRUE(says_token("Bearer 0123456789abcdef", "0123456789abcdef"));
    for (const char* wrong :
         {"", "Bearer ", "Bearer 0123456789abcde", "Bearer 0123456789abcdeff", "0123456789abcdef",
          "Basic 0123456789abcdef", "bearer0123456789abcdef"})
        EXPECT_FALSE(says_token(wrong, "0123456789abcdef")) << wrong;
}

/// A house, its heart, and the watching program's door.
class Watched : public ::testing::Test {
  protected:
    static constexpr const char* token = "0123456789abcdef";
    testing::World world;
    std::chrono::microseconds elapsed{1s};
    void pass(std::chrono::seconds time) {
        elapsed += time;
        world.clock.advance(time);  // SQLite writes nothing where a row stays as it is
    }
    Heartbeat heart{world.house().database(), world.clock, world.random,
                    [this] { return elapsed; }};
    Metrics metrics{{.traffic = nullptr,
                     .writes = &world.house().write_figures(),
                     .connections = {},
                     .beat_age = [this] { return heart.age(); },
                     .jobs = {},
                     .backup_age = {},
                     .rehearsal_age = {},
                     .folder = world.folder(),
                     .database = world.folder() / "breather.db",
                     .version = "1.2.3"},
                    world.clock};
    std::unique_ptr<Listener> listener = open();

    std::unique_ptr<Listener> open() {
        std::ofstream(world.folder() / "token") << token << "\n";
        Configuration configuration;
        EXPECT_EQ(open_listener(configuration, metrics, heart, world.clock), nullptr);
        configuration.metrics_port = 0;
        configuration.metrics_token_file = world.folder() / "token";
        return open_listener(configuration, metrics, heart, world.clock);
    }
    testing::HttpAnswer ask(const std::string& path, const std::string& said = token) {
        testing::HttpHeaders headers;
        if (!said.empty()) headers.emplace_back("Authorization", "Bearer " + said);
        return testing::ask_http(listener->port(), "GET", path, headers, "");
    }
    /// One that is due, and kept.
    void beat() {
        if (heart.age() == 0s) pass(1s);
        heart.beat_if_due();
        while (heart.age() > 0s) std::this_thread::yield();
    }
};

TEST_F(Watched, strangers_hear_nothing) {
    for (const char* path : {"/metrics", "/health/deep"}) {
        EXPECT_EQ(ask(path, "").status, 401);
        const auto wrong = ask(path, "0123456789abcdeF");
        EXPECT_EQ(wrong.status, 401);
        EXPECT_THAT(wrong.body, Not(HasSubstr("breather_")));
        EXPECT_EQ(ask(path).status, 200);
    }
    EXPECT_EQ(ask("/").status, 404);
    EXPECT_EQ(ask("/api/accounts/me").status, 404);
}

TEST_F(Watched, the_port_people_use_has_no_figures) {
    for (const char* path : {"/metrics", "/health/deep"}) {
        web::Request request(web::Method::Get, path);
        EXPECT_EQ(world.house().router().match(request).route, nullptr) << path;
    }
}

TEST_F(Watched, figures_come_as_text) {
    const auto answer = ask("/metrics");
    EXPECT_THAT(answer.body, HasSubstr("breather_heartbeat_age_seconds 0\n"));
    for (const auto& [name, value] : answer.headers)
        if (name == "content-type") {
            EXPECT_EQ(value, "text/plain; version=0.0.4; charset=utf-8");
        }
}

TEST_F(Watched, a_house_that_takes_writes_is_well_and_one_that_does_not_is_not) {
    beat();
    pass(90s);
    EXPECT_EQ(ask("/health/deep").body,
              R"({"status":"ok","reads":true,"writes":true,"heartbeat_age_s":90})");
    pass(91s);
    const auto failing = ask("/health/deep");
    EXPECT_EQ(failing.status, 503);
    EXPECT_THAT(failing.body, HasSubstr(R"("status":"failing","reads":true,"writes":false)"));
    beat();
    EXPECT_EQ(ask("/health/deep").status, 200);
}

TEST_F(Watched, a_full_disk_stops_the_heart_and_room_starts_it_again) {
    if (testing::on_postgres()) GTEST_SKIP() << "its disk is not ours to fill";
    beat();
    world.disk.fill_disk(true);
    pass(Heartbeat::age_max + 1s);
    heart.beat_if_due();
    try {
        world.house().database().write_now([](storage::Transaction&) {});
    } catch (const std::exception&) {
    }
    EXPECT_EQ(ask("/health/deep").status, 503);
    world.disk.fill_disk(false);
    pass(Heartbeat::between);
    beat();
    EXPECT_EQ(ask("/health/deep").status, 200);
}

TEST_F(Watched, beats_come_once_a_minute_and_old_servers_are_forgotten) {
    const auto beat_at = [this] {
        return world.house().database().read_now(
            [](storage::Reader& reader) { return store::count_servers(reader); });
    };
    beat();
    EXPECT_EQ(beat_at(), 1);
    Heartbeat other(world.house().database(), world.clock, world.random,
                    [this] { return elapsed; });
    pass(1s);
    other.beat_if_due();
    while (other.age() > 0s) std::this_thread::yield();
    EXPECT_EQ(beat_at(), 2);
    pass(58s);
    heart.beat_if_due();  // nothing: a minute has not passed
    world.house().database().write_now([](storage::Transaction&) {});
    EXPECT_EQ(heart.age(), 59s);
    pass(1s);
    beat();
    EXPECT_EQ(heart.age(), 0s);
    EXPECT_EQ(beat_at(), 2);
    pass(25h);
    beat();
    EXPECT_EQ(beat_at(), 1);
}

TEST(Listener, wants_its_word_before_it_opens) {
    testing::World world;
    Heartbeat heart(world.house().database(), world.clock, world.random);
    Figures figures;
    const Metrics metrics(figures.all(), figures.clock);
    Configuration configuration;
    configuration.metrics_port = 0;
    configuration.metrics_token_file = world.folder() / "none";
    try {
        open_listener(configuration, metrics, heart, world.clock);
        ADD_FAILURE() << "it listened";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::Configuration);
    }
}

}  // namespace
}  // namespace breather::watch
