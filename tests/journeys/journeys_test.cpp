// Every `*.journey` file is a test; every route is refused somewhere.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
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
        if (on_postgres() && file_.stem() == "full_disk")
            GTEST_SKIP() << "the disk that can be filled is the one below SQLite";
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
            route.pattern == "/api/content/library" || route.pattern == "/api/site" ||
            route.pattern == "/api/recordings" ||
            route.pattern == "/api/organisations/neutral-page")
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

TEST(Routes, a_guarded_one_refuses_a_session_that_has_run_out) {
    Stage stage;
    const JourneyBrowser ada = join(stage, "ada");
    ASSERT_EQ(ask_once(stage, ada, "GET", "/api/accounts/me", "").status, 200);
    stage.world.clock.advance(std::chrono::days(31));
    int asked = 0;
    for (const web::Route& route : stage.world.house().router().routes()) {
        if (route.guard != "signed_in") continue;
        std::string path = route.pattern;
        for (auto at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, stage.fresh_id());
        const std::string method(web::name(route.method));
        const HttpAnswer heard = ask_once(stage, ada, method, path, "{}");
        EXPECT_EQ(heard.status, 401) << method << " " << path << ": " << heard.body;
        ++asked;
    }
    EXPECT_GE(asked, 15);
}

/// Names in a path that belong to nobody: a code on a poster, and content.
bool is_nobodys(const std::string& parameter) {
    return parameter == "code" || parameter == "hash" || parameter == "module" ||
           parameter == "step";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// Whoever knows the id of something of mine hears what they would hear of an id nobody has, and
/// mine stays as it was.
TEST(Routes, what_is_mine_is_to_another_as_if_it_were_not_there) {
    Stage stage;
    const JourneyBrowser ada = join(stage, "ada");
    const auto fields_body = [&] {
        return R"({"fields": [{"field": "about", "version": ")" + stage.fresh_id() +
               R"(", "replaces": [], "sealed": ")" + stage.fresh_sealed() + R"("}]})";
    };
    const std::string entry = stage.fresh_id();
    const std::string entry_path = "/api/exercises/entries/" + entry;
    ASSERT_EQ(ask_once(stage, ada, "POST", entry_path + "/fields", fields_body()).status, 200);
    const auto me = boost::json::parse(ask_once(stage, ada, "GET", "/api/accounts/me", "").body);
    const std::string way(me.at("ways").at(0).at("id").as_string());
    const std::map<std::string, std::string> adas = {
        {"entry", entry}, {"way", way}, {"device", way}};
    const auto what_ada_has = [&] {
        return ask_once(stage, ada, "GET", entry_path, "").body +
               ask_once(stage, ada, "GET", "/api/accounts/me", "").body;
    };
    const std::string before = what_ada_has();

    std::set<std::string> asked;
    int others = 0;
    for (const web::Route& route : stage.world.house().router().routes()) {
        const std::string& pattern = route.pattern;
        for (auto at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
            const std::string parameter = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
            if (is_nobodys(parameter)) continue;
            ASSERT_TRUE(adas.contains(parameter))
                << pattern << ": say here what of Ada's {" << parameter
                << "} names, or in is_nobodys that it is nobody's";
            const JourneyBrowser ben = join(stage, "ben " + std::to_string(++others));
            asked.insert(parameter);
            const std::string method(web::name(route.method)), mine = adas.at(parameter),
                                                               nobodys = stage.fresh_id();
            const std::string body = pattern.ends_with("/fields") ? fields_body()
                                     : pattern.ends_with("/name") ? R"({"name": "Mine"})"
                                                                  : "{}";
            const auto path = [&](const std::string& id) {
                return replaced(pattern, "{" + parameter + "}", id);
            };
            // nobody's first: an answer that makes something of Ben's own must not colour the next
            const HttpAnswer unknown = ask_once(stage, ben, method, path(nobodys), body);
            const HttpAnswer heard = ask_once(stage, ben, method, path(mine),
                                              pattern.ends_with("/fields") ? fields_body() : body);
            EXPECT_EQ(heard.status, unknown.status) << method << " " << pattern << heard.body;
            const bool deletes_entry = method == "DELETE" && parameter == "entry";
            if (pattern.ends_with("/fields") || deletes_entry) {
                // the exceptions: Ben may use any id for his own, and let it go
                EXPECT_EQ(heard.body.size(), unknown.body.size()) << heard.body;
            } else {
                EXPECT_EQ(heard.status, 404) << method << " " << pattern;
                EXPECT_EQ(replaced(heard.body, mine, nobodys), unknown.body);
            }
        }
        EXPECT_EQ(what_ada_has(), before) << web::name(route.method) << " " << pattern;
    }
    EXPECT_EQ(asked, (std::set<std::string>{"device", "entry", "way"}));
}

}  // namespace
}  // namespace breather::testing
