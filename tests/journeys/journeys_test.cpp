// Every `*.journey` file is a test; every route is refused somewhere.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "journeys/journey.h"
#include "journeys/stage.h"

namespace breather::testing {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(BREATHER_SOURCE_DIR) / "tests/journeys";

std::vector<fs::path> list_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".journey") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

class JourneyFile : public ::testing::Test {
  public:
    explicit JourneyFile(fs::path file) : file_(std::move(file)) {}
    void TestBody() override {
        for (const Journey& journey : read_journeys(file_.string())) {
            try {
                play(journey);
            } catch (const std::exception& error) {
                ADD_FAILURE() << file_.filename().string() << ": " << journey.name << "\n"
                              << error.what();
            }
        }
    }

  private:
    fs::path file_;
};

const bool registered = [] {
    for (const fs::path& file : list_files())
        ::testing::RegisterTest("Journeys", file.stem().c_str(), nullptr, nullptr, __FILE__,
                                __LINE__,
                                [file]() -> JourneyFile* { return new JourneyFile(file); });
    return true;
}();

/// "/api/exercises/entries/$entry/fields?x=1" is asked of "/api/exercises/entries/{entry}/fields".
bool fits(std::string path, const std::string& pattern) {
    path = path.substr(0, path.find('?'));
    std::istringstream asked(path), shaped(pattern);
    std::string left, right;
    while (true) {
        const bool more_left = static_cast<bool>(std::getline(asked, left, '/'));
        const bool more_right = static_cast<bool>(std::getline(shaped, right, '/'));
        if (more_left != more_right) return false;
        if (!more_left) return true;
        if (!right.starts_with("{") && left != right) return false;
    }
}

std::vector<Request> list_requests() {
    std::vector<Request> requests;
    for (const fs::path& file : list_files())
        for (const Journey& journey : read_journeys(file.string()))
            for (const JourneyLine& line : journey.lines)
                if (is_request(line.text)) requests.push_back(read_request(line.text));
    return requests;
}

TEST(Routes, each_is_refused_in_some_journey) {
    Stage stage;
    const std::vector<Request> requests = list_requests();
    for (const web::Route& route : stage.world.house().router().routes()) {
        if (route.pattern == "/health" || route.pattern == "/api/accounts/protocol" ||
            route.pattern == "/api/content/library")
            continue;  // open to everybody and the same for everybody: there is nothing to refuse
        const auto refused = [&](auto more) {
            return std::any_of(requests.begin(), requests.end(), [&](const Request& one) {
                return one.method == web::name(route.method) && fits(one.path, route.pattern) &&
                       one.status >= 400 && one.status < 500 && more(one);
            });
        };
        EXPECT_TRUE(refused([](const Request&) { return true; }))
            << web::name(route.method) << " " << route.pattern
            << " is refused in no journey. Write one in tests/journeys.";
        if (route.guard == "signed_in") {
            EXPECT_TRUE(refused([](const Request& one) {
                return one.who == "stranger" && one.status == 401;
            })) << web::name(route.method)
                << " " << route.pattern << ": no journey sends a stranger away.";
        }
        if (route.kind != web::Kind::Read) {
            EXPECT_TRUE(refused([](const Request& one) {
                return one.status == 422 || one.status == 400;
            })) << web::name(route.method)
                << " " << route.pattern << ": no journey sends something malformed.";
        }
    }
}

TEST(JourneyRunner, one_that_does_not_hold_says_where) {
    const auto told = [](std::vector<JourneyLine> lines) -> std::string {
        try {
            play({"a control", std::move(lines)});
        } catch (const std::exception& error) {
            return error.what();
        }
        return "it held";
    };
    EXPECT_EQ(told({{3, "as stranger GET /health -> 200 status=ok"}}), "it held");
    EXPECT_TRUE(told({{3, "as stranger GET /health -> 201"}}).starts_with("line 3: "));
    EXPECT_TRUE(told({{3, "as stranger GET /health -> 200 status=bad"}}).starts_with("line 3: "));
    EXPECT_TRUE(told({{3, "as stranger GET /health -> 200 !status"}}).starts_with("line 3: "));
    EXPECT_TRUE(told({{3, "as stranger GET /health -> 200"}, {4, "never says ok"}})
                    .starts_with("line 4: "));
    EXPECT_TRUE(told({{3, "as nobody GET /health -> 200"}}).starts_with("line 3: "));
    EXPECT_TRUE(told({{3, "dance"}}).starts_with("line 3: "));
}

/// Asks every guarded route the same way, whoever wrote it and whenever.
TEST(Routes, a_guarded_one_refuses_who_is_not_signed_in_whatever_they_bring) {
    Stage stage;
    std::vector<std::pair<std::string, JourneyBrowser>> askers{
        {"a stranger", {}},
        {"a forged session", {{{"__Host-breather", stage.fresh_blob(32)}}, "en-GB"}},
        {"a garbled session", {{{"__Host-breather", "not-a-token"}}, "en-GB"}},
        {"an empty session", {{{"__Host-breather", ""}}, "en-GB"}}};
    for (const web::Route& route : stage.world.house().router().routes()) {
        if (route.guard != "signed_in") continue;
        std::string path = route.pattern;
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, stage.fresh_id());
        for (auto& [who, browser] : askers) {
            const std::string method(web::name(route.method));
            const Question question{
                method, path, method == "GET" ? "" : "{}", {{"Idempotency-Key", stage.fresh_id()}}};
            const HttpAnswer heard = stage.ask(browser, question);
            EXPECT_EQ(heard.status, 401)
                << who << " at " << method << " " << path << ": " << heard.body;
        }
    }
}

}  // namespace
}  // namespace breather::testing
