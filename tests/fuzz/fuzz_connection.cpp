// Any bytes, cut anyhow, on a line without a socket: whatever comes, each answer is whole, carries
// the security headers, and the line never reads on after it said it would close.
#include <cstdlib>
#include <random>

#include "base/ensure.h"
#include "base/log.h"
#include "engines/web/loop.h"

using namespace breather;
using namespace breather::web;

namespace {

class PretendLine final : public Connection {
  public:
    PretendLine(const House& house, Loop& loop, std::uint32_t seed)
        : Connection(house, loop), random_(seed) {}

    bool wants_bytes() const { return size_ > 0 && state() != State::Gone; }
    /// Gives some of the bytes; says how many were taken.
    std::size_t give(std::string_view bytes) {
        const auto most = std::min({size_, bytes.size(), std::size_t(1 + random_() % 700)});
        std::copy_n(bytes.data(), most, into_);
        size_ = 0;
        on_bytes(most);
        return most;
    }
    bool push_out() {
        if (!stuck_) return false;
        stuck_ = false;
        on_sent(0);
        return true;
    }
    std::string said;
    bool finished = false;

  private:
    void receive(char* into, std::size_t size) override {
        ensure(size > 0 && !finished, "asks for bytes only while it listens");
        into_ = into;
        size_ = size;
    }
    std::size_t send(std::span<const std::string_view> parts) override {
        ensure(!finished, "says nothing after the end");
        if (random_() % 4 == 0) {
            stuck_ = true;
            return 0;
        }
        std::size_t sent = 0;
        for (auto part : parts) {
            part = part.substr(0, 1 + random_() % 2000);
            said.append(part);
            sent += part.size();
            if (random_() % 4 == 0) break;
            if (part.size() != parts[0].size()) break;
        }
        return sent;
    }
    void finish_sending() override { finished = true; }
    void close_line() override { size_ = 0; }

    std::minstd_rand random_;
    char* into_ = nullptr;
    std::size_t size_ = 0;
    bool stuck_ = false;
};

struct Fixture {
    Fixture() {
        log::to_listener([](log::Level, std::string_view) {});
        options.elapsed = [] { return std::chrono::milliseconds(0); };
        Route echo;
        echo.method = Method::Post;
        echo.pattern = "/api/echo";
        echo.handler = [](Request&& request, Reply reply) {
            reply(Response::json(std::move(request.body)));
        };
        router.add(echo);
        echo.method = Method::Get;
        echo.pattern = "/api/things/{thing}";
        echo.handler = [](Request&& request, Reply reply) {
            if (request.param("thing") == "broken") throw std::runtime_error("broken");
            reply(Response::json(std::string(request.param("thing"))));
        };
        router.add(echo);
    }
    ServerOptions options;
    Router router;
    StaticFiles files;
    AccessLog log;
    FakeClock clock;
    House house{options, {router, files, log}, {}, clock, false};
    Loop loop{house, 8};
};

void check(std::string_view said) {
    while (!said.empty()) {
        ensure(said.starts_with("HTTP/1.1 "), "an answer begins");
        const auto end = said.find("\r\n\r\n");
        if (end == said.npos) return;  // the line ended within it
        const auto head = said.substr(0, end);
        said.remove_prefix(end + 4);
        if (head.starts_with("HTTP/1.1 100 ")) continue;
        ensure(head.find("\r\nX-Content-Type-Options: nosniff\r\n") != head.npos, "its headers");
        const auto length = head.find("\r\nContent-Length: ");
        ensure(length != head.npos, "its length");
        // HEAD promises a body it does not send; the next answer then begins at once
        const auto size = std::strtoul(head.data() + length + 18, nullptr, 10);
        if (!said.starts_with("HTTP/1.1 ")) said.remove_prefix(std::min(size, said.size()));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Fixture fixture;
    if (size < 1) return 0;
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto line = std::make_shared<PretendLine>(fixture.house, fixture.loop, data[0]);
    fixture.loop.add(line);
    while (line->push_out()) {
    }
    while (!bytes.empty() && line->wants_bytes()) {
        bytes.remove_prefix(line->give(bytes));
        while (line->push_out()) {
        }
    }
    check(line->said);
    line->hang_up();
    ensure(fixture.loop.connections() == 0, "nothing is left behind");
    return 0;
}
