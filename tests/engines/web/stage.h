// A server with a few routes, time under the test's hand, and what was logged.
#pragma once
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/refusal.h"
#include "engines/web/server.h"
#include "line.h"

namespace breather::web::test {

struct Folder {
    Folder() {
        char name[] = "/tmp/breather-web-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((path / name).parent_path());
        std::ofstream(path / name, std::ios::binary) << text;
    }
    std::filesystem::path path;
};

inline Route route(Method method, std::string pattern, Handler handler) {
    Route made;
    made.method = method;
    made.pattern = std::move(pattern);
    made.summary = "for a test";
    made.handler = std::move(handler);
    return made;
}

struct Stage {
    explicit Stage(Limits limits = {}, std::size_t how_many_threads = 2)
        : threads(how_many_threads) {
        options.limits = limits;
        options.elapsed = [this] { return std::chrono::milliseconds(elapsed.load()); };
        app.write("index.html", "<!doctype html><title>Breather</title>");
        app.write("assets/app-1a2b.js", "plain script");
        app.write("assets/app-1a2b.js.br", "brotli script");
        app.write("assets/app-1a2b.js.gz", "gzip script");
        media.write("breath-1.mp3", "0123456789");
        router.add(route(Method::Get, "/api/test/hello", [](Request&&, Reply reply) {
            reply(Response::json(R"({"says":"hello"})"));
        }));
        router.add(route(Method::Get, "/api/test/things/{thing}", [](Request&& r, Reply reply) {
            reply(Response::json(std::string(r.param("thing"))));
        }));
        router.add(route(Method::Post, "/api/test/echo", [](Request&& r, Reply reply) {
            reply(Response::json(std::move(r.body), 201));
        }));
        router.add(route(Method::Delete, "/api/test/things/{thing}",
                         [](Request&&, Reply reply) { reply(Response::json("{}")); }));
        router.add(route(Method::Post, "/api/test/later", [this](Request&&, Reply reply) {
            const std::lock_guard lock(mutex);
            waiting.push_back(std::move(reply));
            ++asked;
            asked.notify_all();
        }));
        router.add(route(Method::Get, "/api/test/taken",
                         [](Request&&, Reply) { throw Refusal::conflict("conflict"); }));
        router.add(route(Method::Post, "/api/test/broken",
                         [](Request&&, Reply) { throw std::runtime_error("the disk of doom"); }));
    }
    ~Stage() { log::to_listener({}); }

    Server& open() {
        files = std::make_unique<StaticFiles>(StaticFolders{app.path, media.path});
        access = std::make_unique<AccessLog>([this](std::string_view lines) {
            const std::lock_guard lock(mutex);
            logged += lines;
        });
        log::to_listener([this](log::Level, std::string_view line) {
            const std::lock_guard lock(mutex);
            told += std::string(line) + "\n";
        });
        server = std::make_unique<Server>(options, router, *files, *access, clock);
        server->run(threads);
        return *server;
    }
    std::uint16_t port() { return (server ? *server : open()).port(); }

    /// Time passes for every line, and what is past its time ends.
    void pass(std::chrono::milliseconds time) {
        // What was answered has also been put away: a TLS line needs some turns of its loop for it.
        for (int turn = 0; turn < 8; ++turn) server->sweep();
        elapsed += time.count();
        server->sweep();
    }
    void wait_until_asked(int times) {
        for (int now = asked; now < times; now = asked) asked.wait(now);
    }
    Reply next_reply() {
        const std::lock_guard lock(mutex);
        auto reply = waiting.front();
        waiting.erase(waiting.begin());
        return reply;
    }
    std::string access_lines() {
        access->flush();
        const std::lock_guard lock(mutex);
        return logged;
    }
    std::string told_so_far() {
        const std::lock_guard lock(mutex);
        return told;
    }

    std::size_t threads;
    Folder app, media;
    FakeClock clock;
    std::atomic<std::int64_t> elapsed{1'000'000};
    ServerOptions options;
    Router router;
    std::mutex mutex;
    std::string logged, told;
    std::vector<Reply> waiting;
    std::atomic<int> asked{0};
    std::unique_ptr<StaticFiles> files;
    std::unique_ptr<AccessLog> access;
    std::unique_ptr<Server> server;
};

}  // namespace breather::web::test
